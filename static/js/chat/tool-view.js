import { element, icon } from "../dom.js";
import { words } from "../strings.js";

// One line a tool call: icon, name, message, and a spinner that becomes a check.

/** @typedef {import("./types.js").Tool} Tool */

const OURS = new Set(
  "receipt car wrench cloud news food note search user file pen bin eye".split(" "),
);

/** Other clients want emoji; here they look the same on every system, and like the rest of the page. */
const DRAWN = new Map(Object.entries({ "🧾": "receipt", "🚗": "car", "🔧": "wrench", "📋": "note" }));

/**
 * The server may name an icon of ours or send an emoji; anything else becomes the general one.
 *
 * @param {string} sent
 */
function toolIcon(sent) {
  const name = DRAWN.get(sent) ?? sent;
  if (OURS.has(name)) return icon(name);
  const emoji = name.length <= 8 && /^[^\x00-\x7f]/.test(name);
  return emoji ? element("span", "tool-emoji", name) : icon("wrench");
}

export class ToolView {
  node = element("li", "tool");
  #name = element("span", "tool-name");
  #message = element("span", "tool-message");
  #state = element("span", "tool-state");
  /** @type {Element} */
  #icon = element("span");
  /** @type {Tool | null} */
  #shown = null;

  /** @param {Tool} tool */
  update(tool) {
    if (tool === this.#shown) return;
    if (!this.#shown) this.node.append(this.#state, this.#icon, this.#name, this.#message);
    if (tool.icon !== this.#shown?.icon) this.#showIcon(tool.icon);
    if (tool.status !== this.#shown?.status) this.#showStatus(tool.status);
    this.#name.textContent = tool.name;
    this.#message.textContent = tool.message;
    this.#shown = tool;
  }

  /** @param {string} name */
  #showIcon(name) {
    const drawn = toolIcon(name);
    this.#icon.replaceWith(drawn);
    this.#icon = drawn;
  }

  /** @param {Tool["status"]} status */
  #showStatus(status) {
    this.node.dataset.status = status;
    const mark = status === "calling" ? element("span", "spinner") : icon(status === "completed" ? "check" : "minus");
    this.#state.replaceChildren(mark, element("span", "visually-hidden", words(`tool-${status}`)));
  }
}
