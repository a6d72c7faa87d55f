import { classOf } from "./spans.js";

// What highlight.js writes into, in place of its HTML. The interface is that of its own TokenTreeEmitter, which is not
// public: the vendored version is pinned by its hash, and tests/js/highlight.test.mjs tries it.

export class SpanEmitter {
  /** @type {number[]} start, end, class, and so on, in order */
  spans = [];
  length = 0;
  /** @type {string[]} */
  #scopes = [];

  /** @param {string} text */
  addText(text) {
    const kind = classOf(this.#scopes.at(-1) ?? "");
    if (kind >= 0 && text) this.spans.push(this.length, this.length + text.length, kind);
    this.length += text.length;
  }

  /** @param {string} scope */
  openNode(scope) {
    this.#scopes.push(scope);
  }

  closeNode() {
    this.#scopes.pop();
  }

  /** @param {string} scope */
  startScope(scope) {
    this.openNode(scope);
  }

  endScope() {
    this.closeNode();
  }

  /** @param {SpanEmitter} emitter  of another language within this one, such as CSS in HTML */
  __addSublanguage(emitter) {
    const { spans } = emitter;
    for (let place = 0; place < spans.length; place += 3) {
      this.spans.push((spans[place] ?? 0) + this.length, (spans[place + 1] ?? 0) + this.length, spans[place + 2] ?? 0);
    }
    this.length += emitter.length;
  }

  finalize() {
    return true;
  }

  /** It is asked for in any case; nobody reads it. */
  toHTML() {
    return "";
  }
}
