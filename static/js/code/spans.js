// Highlighted stretches of a text: numbers and no markup, so that they pass from the worker without a copy and
// become elements around text on the page.

// What highlight.js calls the parts of code, by the colour that they get; its other parts stay plain.
/** @type {Record<string, string>} */
const COLOURS = {
  keyword: "keyword", operator: "", built_in: "builtin", type: "type", literal: "number", number: "number",
  string: "string", regexp: "string", char: "string", symbol: "number", comment: "comment", quote: "comment",
  doctag: "keyword", meta: "meta", title: "title", section: "title", name: "tag", tag: "tag", attr: "attribute",
  attribute: "attribute", property: "attribute", variable: "variable", template_variable: "variable",
  "template-variable": "variable", "template-tag": "tag", selector: "tag", "selector-tag": "tag",
  "selector-class": "title", "selector-id": "title", "selector-attr": "attribute", "selector-pseudo": "builtin",
  bullet: "number", code: "string", link: "string", strong: "strong", emphasis: "emphasis",
  addition: "string", deletion: "deletion",
}; // prettier-ignore

/** Span classes; a span holds an index into it. */
export const CLASSES = [...new Set(Object.values(COLOURS).filter(Boolean))];

/**
 * @param {string} scope  such as `title.function`
 * @returns {number} -1: plain
 */
export function classOf(scope) {
  return CLASSES.indexOf(COLOURS[scope.split(".")[0] ?? ""] ?? "");
}

/**
 * Cuts a stretch of text by its spans.
 *
 * @param {Uint32Array} spans  start, end, class, and so on, in order
 * @param {number} start
 * @param {number} end
 * @returns {{start: number, end: number, kind: number}[]} what overlaps the stretch, cut to it
 */
export function spansWithin(spans, start, end) {
  const found = [];
  for (let place = firstEndingAfter(spans, start); place < spans.length; place += 3) {
    const from = Math.max(start, spans[place] ?? 0);
    const to = Math.min(end, spans[place + 1] ?? 0);
    if (from >= end) break;
    found.push({ start: from, end: to, kind: spans[place + 2] ?? 0 });
  }
  return found;
}

/**
 * @param {Uint32Array} spans
 * @param {number} offset
 * @returns {number} where the first span begins that ends after it
 */
function firstEndingAfter(spans, offset) {
  let [low, high] = [0, spans.length / 3];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[3 * middle + 1] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return 3 * low;
}
