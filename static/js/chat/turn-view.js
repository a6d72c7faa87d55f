import { copy } from "../clipboard.js";
import { element, iconButton } from "../dom.js";
import { words } from "../strings.js";
import { ToolView } from "./tool-view.js";
import { Typewriter } from "./typewriter.js";

// One question and its answer. Elements are made once; an update touches what differs from the last one.

/**
 * @typedef {import("./types.js").Turn} Turn
 *
 * @typedef {object} TurnActions
 * @property {(turn: Turn) => void} retry
 *
 * Where the typewriter writes. Another page may show what is written otherwise than letter by letter.
 * @typedef {import("./typewriter.js").Letters & {node: Node}} Prose
 */

const MARKED = new Set(["stopped", "interrupted", "taken_over", "failed", "refused"]);

export class TurnView {
  node = element("li", "turn");
  #question = element("p", "question-text");
  #place = element("p", "question-mark");
  #bubble = element("div", "question");
  /** For what another page shows with an answer. */
  answer = element("div", "answer");
  #toolList = element("ul", "tools");
  #thinking = element("p", "thinking", words("thinking"));
  #text = element("div", "answer-text");
  #foot = element("div", "answer-foot");
  #mark = element("p", "mark");
  /** @type {HTMLButtonElement} */
  #copyButton;
  /** @type {HTMLButtonElement} */
  #retryButton;
  /** @type {Map<string, ToolView>} */
  #tools = new Map();
  #typewriter;
  /** @type {Turn | null} */
  #shown = null;

  /**
   * @param {TurnActions} actions
   * @param {Prose | null} [prose]
   */
  constructor(actions, prose = null) {
    this.#copyButton = iconButton("quiet", "copy", words("copy"), () => this.#copy());
    this.#retryButton = iconButton("quiet", "retry", words("retry"), () => this.#shown && actions.retry(this.#shown));
    const letters = document.createTextNode("");
    this.#typewriter = new Typewriter(prose ?? letters, (typing) => this.node.classList.toggle("typing", typing));
    const caret = element("span", "caret");
    caret.setAttribute("aria-hidden", "true");
    this.#text.append(prose?.node ?? letters, caret);
    this.#bubble.append(element("span", "visually-hidden", words("you")), this.#question, this.#place);
    this.#foot.append(this.#mark, this.#copyButton, this.#retryButton);
    this.answer.append(this.#toolList, this.#thinking, this.#text, this.#foot);
    this.node.append(this.#bubble, this.answer);
  }

  /**
   * @param {Turn} turn
   * @param {boolean} instant  no typewriter: it was said while nobody watched
   */
  update(turn, instant) {
    if (turn === this.#shown) return;
    if (turn.phase !== this.#shown?.phase) this.#showPhase(turn);
    if (turn.tools !== this.#shown?.tools) this.#showTools(turn);
    this.#question.textContent = turn.question;
    this.#bubble.hidden = turn.question === null;
    this.#typewriter.write(turn.text, instant || this.#shown === null);
    this.#text.hidden = turn.text === "";
    this.#copyButton.hidden = turn.text === "";
    const busy = turn.tools.some((tool) => tool.status === "calling");
    this.#thinking.hidden = turn.phase !== "running" || turn.text !== "" || busy;
    this.#mark.textContent = MARKED.has(turn.phase) ? markOf(turn) : "";
    this.#shown = turn;
  }

  /** Shows all that has arrived. */
  finish() {
    this.#typewriter.finish();
  }

  /** @param {Turn} turn */
  #showPhase(turn) {
    this.node.dataset.phase = turn.phase;
    const before = turn.phase === "sending" || turn.phase === "waiting";
    this.#place.textContent = before ? words(turn.phase) : "";
    this.answer.hidden = before;
    this.#retryButton.hidden = !MARKED.has(turn.phase) || turn.question === null;
  }

  /** @param {Turn} turn */
  #showTools(turn) {
    for (const tool of turn.tools) {
      let view = this.#tools.get(tool.id);
      if (!view) {
        view = new ToolView();
        this.#tools.set(tool.id, view);
        this.#toolList.append(view.node);
      }
      view.update(tool);
    }
    this.#toolList.hidden = turn.tools.length === 0;
  }

  async #copy() {
    const label = this.#copyButton.querySelector("span");
    if (!this.#shown || !label) return;
    const copied = await copy(this.#shown.text);
    label.textContent = words(copied ? "copied" : "copy-failed");
    setTimeout(() => (label.textContent = words("copy")), 1500);
  }
}

/** @param {Turn} turn */
function markOf(turn) {
  if (turn.phase === "stopped" || turn.phase === "interrupted" || turn.phase === "taken_over") return words(turn.phase);
  // 4413 closes the connection before the server can say anything.
  if (turn.code === "too-big") return words("too-big");
  return turn.error || words(turn.phase === "refused" ? "refused" : "failed");
}
