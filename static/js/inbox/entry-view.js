import { Prose } from "../assistant/prose.js";
import { element } from "../dom.js";
import { words } from "../strings.js";
import { showTime } from "./times.js";

// What stands in a conversation: a message, a contact request, a note, or a reply on its way. Visitors' and
// colleagues' words are plain text; what visitors see as Markdown is Markdown here, too.

/**
 * @typedef {import("./opened.js").Entry} Entry
 *
 * @typedef {object} EntryActions
 * @property {(sent: import("./types.js").Sent) => void} again
 * @property {(sent: import("./types.js").Sent) => void} discard
 */

/**
 * @param {Entry} entry
 * @param {EntryActions} actions
 * @returns {HTMLElement}
 */
export function entryNode(entry, actions) {
  const node = element("li", "entry");
  node.dataset.kind = entry.kind;
  switch (entry.kind) {
    case "message":
      return messageNode(node, entry.item);
    case "request":
      node.append(head(words("kind-request"), entry.at), element("p", "entry-text", entry.item.message));
      return node;
    case "note":
      node.append(head(withName(words("kind-note"), entry.item.author), entry.at));
      node.append(element("p", "entry-text", entry.item.text));
      return node;
    case "sent":
      return sentNode(node, entry.item, actions);
  }
}

/**
 * @param {HTMLElement} node
 * @param {import("./types.js").Message} message
 */
function messageNode(node, { sender, text, at, status, error, notice, broadcast, author = null }) {
  node.dataset.by = sender;
  const who = words(broadcast ? "by-broadcast" : `by-${sender}`);
  node.append(head(withName(who, author), at));
  node.append(sender === "visitor" ? element("p", "entry-text", text) : markdown(text));
  if (notice) node.append(element("p", "mark", words("is-notice")));
  if (status) node.append(element("p", "mark", error || words(status)));
  return node;
}

/** @param {string} text */
function markdown(text) {
  const prose = new Prose();
  prose.data = text;
  prose.complete(text.length);
  return prose.node;
}

/**
 * @param {HTMLElement} node
 * @param {import("./types.js").Sent} sent
 * @param {EntryActions} actions
 */
function sentNode(node, sent, actions) {
  node.dataset.by = "owner";
  node.dataset.phase = sent.phase;
  const state = element("p", "entry-head");
  const kind = words(sent.kind === "note" ? "kind-note" : "by-owner");
  state.append(element("span", "", kind), element("span", "sending", words("sending")));
  node.append(state, element("p", "entry-text", sent.text));
  if (sent.phase === "refused") {
    node.append(
      element("p", "mark", sent.error || words("not-sent")),
      button(words("again"), () => actions.again(sent)),
      button(words("discard"), () => actions.discard(sent)),
    );
  }
  return node;
}

/**
 * @param {string} who
 * @param {string} at
 */
function head(who, at) {
  const node = element("p", "entry-head");
  const time = element("time");
  showTime(time, at);
  node.append(element("span", "", who), time);
  return node;
}

/**
 * @param {string} who
 * @param {string | null} name
 */
function withName(who, name) {
  return name ? `${who} · ${name}` : who;
}

/**
 * @param {string} label
 * @param {() => void} onClick
 */
function button(label, onClick) {
  const node = element("button", "quiet", label);
  node.type = "button";
  node.addEventListener("click", onClick);
  return node;
}
