import { element } from "../dom.js";
import { CLASSES, spansWithin } from "./spans.js";

// Some lines of a file. The browser lays out only those blocks that are near what is seen, and only those get
// colours. A line holds its line feed, so that the whole reads as the file.

export const LINES = 100;

export class CodeBlock {
  node = element("span", "block");
  /** Where it begins in the file. */
  start;
  #firstLine;
  /** @type {HTMLElement[]} */
  #lines = [];
  /** @type {string[]} how each line is coloured now */
  #painted = [];

  /**
   * @param {number} start
   * @param {number} firstLine
   */
  constructor(start, firstLine) {
    this.start = start;
    this.#firstLine = firstLine;
  }

  get isFull() {
    return this.#lines.length >= LINES;
  }

  /** @param {string} text */
  add(text) {
    const line = element("span", "line", text);
    // On a line and not on the block: what a browser may leave out counts for itself alone.
    if (this.#lines.length === 0) line.style.counterReset = `line ${this.#firstLine - 1}`;
    this.#lines.push(line);
    this.node.append(line);
    if (this.isFull) this.node.classList.add("full");
  }

  /** @param {string} text  more of the last line */
  extend(text) {
    this.#lines.at(-1)?.append(text);
  }

  /**
   * @param {string} text   the file
   * @param {Uint32Array} spans
   * @param {number} known  so much of the text had been there; a line that was not whole may have other colours now
   */
  paint(text, spans, known) {
    let start = this.start;
    for (const [index, line] of this.#lines.entries()) {
      const end = start + (line.textContent ?? "").length;
      if (end > known) break;
      this.#paintLine(index, line, text, spansWithin(spans, start, end), start, end);
      start = end;
    }
  }

  /**
   * @param {number} index
   * @param {HTMLElement} line
   * @param {string} text
   * @param {ReturnType<typeof spansWithin>} spans
   * @param {number} start
   * @param {number} end
   */
  #paintLine(index, line, text, spans, start, end) {
    const colours = spans.map((span) => `${span.start - start}-${span.end - start}-${span.kind}`).join();
    // A line that stays as it is keeps the reader's selection.
    if ((this.#painted[index] ?? "") === colours) return;
    this.#painted[index] = colours;
    const parts = [];
    let place = start;
    for (const span of spans) {
      if (span.start > place) parts.push(text.slice(place, span.start));
      parts.push(element("span", `hl-${CLASSES[span.kind]}`, text.slice(span.start, span.end)));
      place = span.end;
    }
    line.replaceChildren(...parts, text.slice(place, end));
  }
}
