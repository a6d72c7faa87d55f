import { charactersDue, wholeCharacters } from "./pace.js";

// One text node that is written to its end, a few characters a frame. Only ever appends, so that a selection in
// the middle of an answer survives and the browser lays out the last line only.

/** @typedef {Pick<Text, "data" | "appendData">} Letters  a text node, or what acts like one */

export class Typewriter {
  #node;
  #onChange;
  #target = "";
  #shown = 0;
  #carry = 0;
  /** @type {number | null} */
  #frame = null;
  #last = 0;

  /**
   * @param {Letters} node
   * @param {(typing: boolean) => void} onChange  starts and ends
   */
  constructor(node, onChange) {
    this.#node = node;
    this.#onChange = onChange;
  }

  get typing() {
    return this.#frame !== null;
  }

  /**
   * @param {string} text   the whole text
   * @param {boolean} instant
   */
  write(text, instant) {
    const continues = text.startsWith(this.#target);
    this.#target = text;
    if (!continues) {
      this.#shown = 0;
      this.#node.data = "";
    }
    if (instant || !continues) this.finish();
    else if (this.#shown < text.length && !this.typing) this.#start();
  }

  finish() {
    if (this.#shown < this.#target.length) this.#node.appendData(this.#target.slice(this.#shown));
    this.#shown = this.#target.length;
    this.#stop();
  }

  #start() {
    this.#last = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#step(now));
    this.#onChange(true);
  }

  #stop() {
    if (this.#frame === null) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#carry = 0;
    this.#onChange(false);
  }

  /** @param {number} now */
  #step(now) {
    const backlog = this.#target.length - this.#shown;
    this.#carry += charactersDue(backlog, Math.max(0, now - this.#last));
    this.#last = now;
    const count = Math.min(backlog, Math.floor(this.#carry));
    if (count > 0) this.#show(count);
    if (this.#shown >= this.#target.length) return this.#stop();
    this.#frame = requestAnimationFrame((next) => this.#step(next));
  }

  /** @param {number} count */
  #show(count) {
    const end = wholeCharacters(this.#target, this.#shown + count);
    this.#node.appendData(this.#target.slice(this.#shown, end));
    this.#shown = end;
    this.#carry = Math.max(0, this.#carry - count);
  }
}
