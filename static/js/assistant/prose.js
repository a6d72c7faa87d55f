import { element } from "../dom.js";
import { Blocks, evenLines } from "./blocks.js";
import { html, lex } from "./markdown.js";
import { sanitized } from "./sanitize.js";

// An answer's text as Markdown, each agent's part under its name. It stands where the typewriter otherwise has a text
// node: the typewriter adds to it once an animation frame, and only the end of it is drawn anew.

/** @typedef {import("./types.js").Part} Part */

// Drawing gets a fifth of the time at most, however slow it is: one block of code may be as long as an answer.
const REST = 4;

export class Prose {
  node = element("div", "prose");
  /** @type {readonly Part[]} whose the text is; set before it is written */
  parts = [];
  /** @type {PartView[]} */
  #views = [];
  #shown = "";
  #length = Infinity;
  #restUntil = 0;
  #waits = false;

  get data() {
    return this.#shown;
  }

  set data(text) {
    for (const view of this.#views) view.node.remove();
    this.#views = [];
    this.#length = Infinity;
    this.#shown = text;
    if (text) this.#draw();
  }

  /** @param {string} more */
  appendData(more) {
    this.#shown += more;
    this.#draw();
  }

  /** @param {number} length  of the whole text: nothing follows it */
  complete(length) {
    if (length === this.#length) return;
    this.#length = length;
    this.#draw();
  }

  #draw() {
    if (this.#waits) return;
    const began = performance.now();
    if (began < this.#restUntil) return this.#drawLater(this.#restUntil - began);
    this.#drawParts();
    const now = performance.now();
    this.#restUntil = now + REST * (now - began);
  }

  /** @param {number} delay */
  #drawLater(delay) {
    this.#waits = true;
    setTimeout(() => {
      this.#waits = false;
      this.#draw();
    }, delay);
  }

  #drawParts() {
    const parts = this.parts.length > 0 ? this.parts : [{ agent: "", begin: 0 }];
    for (const [place, { agent, begin }] of parts.entries()) {
      const next = parts[place + 1]?.begin ?? Infinity;
      if (begin >= this.#shown.length) return;
      const view = this.#views[place] ?? this.#add(agent);
      view.write(this.#shown.slice(begin, next), this.#shown.length >= Math.min(next, this.#length));
    }
  }

  /** @param {string} agent */
  #add(agent) {
    const view = new PartView(agent);
    this.#views.push(view);
    this.node.append(view.node);
    return view;
  }
}

class PartView {
  node = element("section", "part");
  #text = element("div", "markdown");
  #blocks = new Blocks(lex);
  #length = 0;
  #ended = false;

  /** @param {string} agent  "" where that is not known any more */
  constructor(agent) {
    if (agent) this.node.append(element("p", "part-agent", agent));
    this.node.append(this.#text);
  }

  /**
   * @param {string} text
   * @param {boolean} whole
   */
  write(text, whole) {
    if (text.length === this.#length && whole === this.#ended) return;
    this.#length = text.length;
    this.#ended = whole;
    const even = evenLines(text);
    const { from, blocks } = whole ? this.#blocks.end(even) : this.#blocks.grow(even);
    while (this.#text.childElementCount > from) this.#text.lastElementChild?.remove();
    this.#text.append(...blocks.map(blockNode));
  }
}

/** @param {import("../../vendor/marked/marked.esm.js").Token} block */
function blockNode(block) {
  const node = element("div", "block");
  node.append(sanitized(html(block)));
  return node;
}
