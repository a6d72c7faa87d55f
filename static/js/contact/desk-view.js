import { need } from "../dom.js";
import { words } from "../strings.js";

// Who answers, whether they are there, and whether they write just now.

export class DeskView {
  #desk = need("#desk", HTMLElement);
  #writing = need("#writing", HTMLElement);

  /** @param {import("./types.js").DeskState} state */
  show({ who, away, ownerWrites }) {
    this.#desk.dataset.who = who;
    say(this.#desk, who === "ai" ? "" : words(away ? "desk-away" : `desk-${who}`));
    say(this.#writing, ownerWrites ? words("desk-writes") : "");
  }
}

/**
 * Read out where it differs only.
 *
 * @param {HTMLElement} node
 * @param {string} text
 */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
