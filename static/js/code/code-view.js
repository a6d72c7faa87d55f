import { element } from "../dom.js";
import { CodeBlock } from "./code-block.js";

// A file's text with line numbers. What is added to it is appended, a little of a big one each animation frame, so
// that the page stays fluid; colours come later, from the worker, to the blocks that are near what is seen.

// Milliseconds of an animation frame's 16 that lines may take.
const SLICE = 6;
// The worker rests for this many times as long as it took, so that a growing file costs it a fifth of a core at most.
const REST = 4;
const SHORTEST_REST = 200;

/**
 * @typedef {object} Shown
 * @property {string} key       of the text: another one begins at its top
 * @property {string} text
 * @property {string} language
 */

export class CodeView {
  #scroller;
  #lines = element("code");
  #highlighter;
  /** @type {Shown} */
  #shown = { key: "", text: "", language: "" };
  #length = 0;
  #lineCount = 0;
  #lineIsOpen = false;
  /** @type {Map<Element, CodeBlock>} by their elements, in order */
  #blocks = new Map();
  /** @type {CodeBlock | null} */
  #last = null;
  /** @type {Set<CodeBlock>} */
  #near = new Set();
  /** @type {Uint32Array} */
  #spans = new Uint32Array();
  #coloured = 0;
  #asked = -1;
  #resting = false;
  #filling = false;
  #sight;

  /**
   * @param {HTMLElement} scroller
   * @param {import("./highlighter.js").Highlighter} highlighter
   */
  constructor(scroller, highlighter) {
    this.#scroller = scroller;
    this.#highlighter = highlighter;
    scroller.append(this.#lines);
    this.#sight = new IntersectionObserver((seen) => this.#see(seen), { root: scroller, rootMargin: "400px" });
  }

  /** What grows and shrinks with the text. */
  get content() {
    return this.#lines;
  }

  /** @param {Shown} shown */
  show(shown) {
    const continues = shown.key === this.#shown.key && shown.text.startsWith(this.#shown.text);
    if (continues && shown.text.length === this.#shown.text.length) return;
    if (!continues) this.#clear(shown.key === this.#shown.key);
    this.#shown = shown;
    if (!this.#filling) this.#fill();
  }

  /** @param {boolean} stays  the same file in another form: the reader's place is kept */
  #clear(stays) {
    this.#sight.disconnect();
    this.#near.clear();
    this.#blocks.clear();
    this.#last = null;
    this.#lines.replaceChildren();
    [this.#length, this.#lineCount, this.#coloured, this.#asked] = [0, 0, 0, -1];
    this.#lineIsOpen = false;
    this.#spans = new Uint32Array();
    if (!stays) this.#scroller.scrollTo(0, 0);
  }

  #fill() {
    const { text } = this.#shown;
    const end = performance.now() + SLICE;
    while (this.#length < text.length && performance.now() < end) this.#addLine(text);
    this.#filling = this.#length < text.length;
    if (this.#filling) requestAnimationFrame(() => this.#fill());
    this.#colour();
  }

  /** @param {string} text */
  #addLine(text) {
    const feed = text.indexOf("\n", this.#length) + 1;
    const end = feed || text.length;
    const piece = text.slice(this.#length, end);
    if (this.#lineIsOpen) this.#last?.extend(piece);
    else this.#blockWithRoom().add(piece);
    this.#lineIsOpen = feed === 0;
    this.#length = end;
  }

  #blockWithRoom() {
    this.#lineCount += 1;
    if (this.#last && !this.#last.isFull) return this.#last;
    const block = new CodeBlock(this.#length, this.#lineCount);
    this.#last = block;
    this.#blocks.set(block.node, block);
    this.#lines.append(block.node);
    this.#sight.observe(block.node);
    return block;
  }

  #colour() {
    const { key, text, language } = this.#shown;
    if (!language || this.#resting || this.#asked === text.length) return;
    this.#asked = text.length;
    this.#resting = true;
    this.#highlighter.ask({
      language,
      text,
      done: (spans, took) => {
        this.#rest(REST * took);
        if (this.#shown.key === key && this.#shown.text.startsWith(text)) this.#paint(spans, text.length);
      },
    });
  }

  /** @param {number} pause */
  #rest(pause) {
    setTimeout(() => {
      this.#resting = false;
      this.#colour();
    }, Math.max(SHORTEST_REST, pause));
  }

  /**
   * @param {Uint32Array} spans
   * @param {number} length  of the text that they are of
   */
  #paint(spans, length) {
    this.#spans = spans;
    this.#coloured = length;
    for (const block of this.#near) this.#paintBlock(block);
  }

  /** @param {CodeBlock} block */
  #paintBlock(block) {
    block.paint(this.#shown.text, this.#spans, this.#coloured);
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #see(seen) {
    for (const { target, isIntersecting } of seen) {
      const block = this.#blocks.get(target);
      if (!block) continue;
      if (isIntersecting) this.#near.add(block);
      else this.#near.delete(block);
      if (isIntersecting) this.#paintBlock(block);
    }
  }
}
