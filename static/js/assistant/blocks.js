// A Markdown text that grows, block by block: what stands before the last two blocks does not change any more, so each
// step reads and draws the end of the text only. Pure; tests/js/markdown.test.mjs compares it with the whole.

/**
 * @typedef {import("../../vendor/marked/marked.esm.js").Token} Token
 * @typedef {(text: string) => Token[] & {links: Record<string, object>}} Lexer
 *
 * @typedef {object} Step
 * @property {number} from      the first block that is to be drawn anew
 * @property {Token[]} blocks   it and those that follow
 */

export class Blocks {
  #lex;
  /** Characters and blocks that are settled. */
  #read = 0;
  /** @type {string[]} */
  #settled = [];

  /** @param {Lexer} lex */
  constructor(lex) {
    this.#lex = lex;
  }

  /**
   * @param {string} text  what it was before, and more
   * @returns {Step}
   */
  grow(text) {
    const from = this.#settled.length;
    const tokens = this.#lex(text.slice(this.#read));
    const blocks = tokens.filter(isDrawn);
    this.#settle(tokens, blocks.at(-2) ?? blocks[0]);
    return { from, blocks };
  }

  /**
   * All of it is there. What comes late may mean something for what is drawn, a link's address at the end for one.
   *
   * @param {string} text
   * @returns {Step}
   */
  end(text) {
    const tokens = this.#lex(text);
    const blocks = tokens.filter(isDrawn);
    const same = this.#settled.every((raw, place) => blocks[place]?.raw === raw);
    const from = same && Object.keys(tokens.links).length === 0 ? this.#settled.length : 0;
    return { from, blocks: blocks.slice(from) };
  }

  /**
   * @param {Token[]} tokens
   * @param {Token | undefined} open  the first that may change
   */
  #settle(tokens, open) {
    for (const token of tokens) {
      if (token === open || !open) return;
      this.#read += token.raw.length;
      if (isDrawn(token)) this.#settled.push(token.raw);
    }
  }
}

/** @param {Token} token */
function isDrawn({ type }) {
  return type !== "space" && type !== "def";
}

/**
 * The lexer reads line ends as one character, and so must who counts them.
 *
 * @param {string} text
 */
export function evenLines(text) {
  return text.replace(/\r\n?/g, "\n");
}
