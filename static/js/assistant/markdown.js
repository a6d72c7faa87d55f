import { Marked } from "../../vendor/marked/marked.esm.js";

// Markdown as HTML. What comes out of here is not safe: sanitize.js makes it so, always.

/** @typedef {import("../../vendor/marked/marked.esm.js").Token} Token */

const PLAIN_TAG = /^<\/?(?:b|br|code|del|em|i|kbd|s|strong|sub|sup)\s*\/?>$/i;

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    /** Below the headings of the page. */
    heading({ tokens, depth }) {
      const name = `h${Math.min(6, depth + 2)}`;
      return `<${name}>${this.parser.parseInline(tokens)}</${name}>`;
    },
    /** No picture is fetched because a model, or whoever wrote what it read, says so: it is a link. */
    image({ text, href, ...token }) {
      const label = { type: "text", raw: text, text: text || href };
      return this.link({ ...token, href, tokens: [label] });
    },
    /** Tags are words of the text, but for a few that have no attribute and stand within a line. */
    html({ text, block }) {
      if (!block && PLAIN_TAG.test(text)) return text;
      const words = escaped(text.trimEnd());
      return block ? `<p>${words.replaceAll("\n", "<br>")}</p>` : words;
    },
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

/** @param {string} text */
export function lex(text) {
  return marked.lexer(text);
}

/** @param {Token} block */
export function html(block) {
  return marked.parser([block]);
}

const ENTITIES = new Map(Object.entries({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }));

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"]/g, (letter) => ENTITIES.get(letter) ?? letter);
}
