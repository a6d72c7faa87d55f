import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { plain } from "./chat-frames.js";

// What is kept for the user: to-dos and notes, and whatever else a context may hold, as text.

/** @typedef {import("./types.js").Context} Context */

export class ContextView {
  #lists = need("#context", HTMLElement);
  #none = need("#no-context", HTMLElement);
  /** @type {Context | null} */
  #shown = null;

  /** @param {Context} context */
  show(context) {
    if (context === this.#shown) return;
    this.#shown = context;
    const lists = ["todos", "notes"].flatMap((name) => keptList(name, context[name]));
    const counts = ["open_todos", "done_todos"].flatMap((name) => count(name, context[name]));
    this.#lists.replaceChildren(...lists, ...counts);
    this.#none.hidden = lists.length + counts.length > 0;
  }
}

/**
 * @param {string} name
 * @param {unknown} items
 */
function keptList(name, items) {
  if (!Array.isArray(items) || items.length === 0) return [];
  const list = element("ul", "kept");
  list.append(...items.map(keptItem));
  return [element("h3", "", words(`context-${name}`)), list];
}

/** @param {unknown} item */
function keptItem(item) {
  const { number, text, due_on } = Object(item);
  const node = element("li");
  node.append(element("span", "kept-number", plain(number)), element("span", "kept-text", plain(text)));
  if (due_on) node.append(element("time", "kept-due", plain(due_on)));
  return node;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function count(name, value) {
  return typeof value === "number" && value > 0
    ? [element("p", "kept-count", words(`context-${name}`, { number: String(value) }))]
    : [];
}
