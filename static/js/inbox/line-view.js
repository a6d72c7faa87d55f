import { element } from "../dom.js";
import { words } from "../strings.js";
import { visitorName, whoAnswers } from "./naming.js";
import { showTime } from "./times.js";

// One conversation in the list. Made once; an update writes what it shows. All of it is text.

/** @typedef {import("./types.js").Line} Line */

export class LineView {
  node = element("li");
  button = element("button", "line");
  #name = element("span", "line-name");
  #time = element("time", "line-time");
  #text = element("span", "line-text");
  #facts = element("span", "line-facts");
  #me;
  /** @type {Line | null} */
  #shown = null;
  #writes = false;

  /**
   * @param {string} me
   * @param {() => void} onOpen
   */
  constructor(me, onOpen) {
    this.#me = me;
    this.button.type = "button";
    this.button.addEventListener("click", onOpen);
    this.button.append(this.#name, this.#time, this.#text, this.#facts);
    this.node.append(this.button);
  }

  /**
   * @param {Line} line
   * @param {{open: boolean, writes: boolean}} now
   */
  update(line, { open, writes }) {
    this.button.ariaCurrent = open ? "true" : null;
    if (line === this.#shown && writes === this.#writes) return;
    this.#shown = line;
    this.#writes = writes;
    this.button.dataset.online = String(line.online === true);
    this.button.dataset.unread = String(line.unread > 0);
    this.#name.textContent = visitorName(line.client_id);
    showTime(this.#time, line.last_at);
    this.#text.textContent = previewOf(line, writes);
    const facts = factsOf(line, this.#me).map(([name, text]) => element("span", `fact fact-${name}`, text));
    this.#facts.replaceChildren(...facts);
  }
}

/**
 * @param {Line} line
 * @param {boolean} writes
 */
function previewOf({ last_text, last_sender, requested }, writes) {
  if (writes) return words("visitor-writes");
  if (!last_text) return requested ? words("kind-request") : "";
  return last_sender === "visitor" ? last_text : `${words(`by-${last_sender}`)}: ${last_text}`;
}

/**
 * @param {Line} line
 * @param {string} me
 */
function factsOf(line, me) {
  return [
    line.unread > 0 ? ["unread", words("unread", { number: String(line.unread) })] : [],
    line.requested && line.state !== "closed" ? ["requested", words("requested")] : [],
    ["state", whoAnswers(line, me)],
    // The dot beside the name says so to the eye.
    ["presence visually-hidden", words(line.online ? "online" : "offline")],
  ].filter(([name]) => name);
}
