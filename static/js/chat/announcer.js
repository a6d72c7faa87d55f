import { element } from "../dom.js";
import { nextUtterance } from "./utterance.js";

// Reads answers to screen readers: whole sentences, some seconds apart. A live region around the answer itself
// would speak at every token.

const GAP = 2_500;
const KEPT = 6;

/** @typedef {import("./types.js").Turn} Turn */

export class Announcer {
  #region;
  /** @type {string | null} */
  #key = null;
  #spoken = 0;
  #last = 0;

  /** @param {HTMLElement} region  aria-live, additions only */
  constructor(region) {
    this.#region = region;
  }

  /**
   * @param {Turn} turn  the one that speaks, or has just ended
   * @param {boolean} silent  nothing new: the reader can find it in the page
   */
  follow(turn, silent) {
    if (turn.key !== this.#key) {
      this.#key = turn.key;
      this.#spoken = 0;
    }
    if (silent) {
      this.#spoken = turn.text.length;
      return;
    }
    const done = turn.phase !== "running";
    if (!done && performance.now() - this.#last < GAP) return;
    const text = nextUtterance(turn.text, this.#spoken, done);
    this.#spoken += text.length;
    this.say(text);
  }

  /** @param {string} text */
  say(text) {
    if (!text.trim()) return;
    this.#last = performance.now();
    this.#region.append(element("p", "", text));
    while (this.#region.childElementCount > KEPT) this.#region.firstElementChild?.remove();
  }
}
