import hljs from "../../vendor/highlight/highlight.min.js";
import { SpanEmitter } from "./span-emitter.js";

// Highlights beside the page, which stays fluid meanwhile; a text that takes too long costs this worker its life
// (highlighter.js).

hljs.configure({ __emitter: SpanEmitter });

addEventListener("message", ({ data }) => {
  const { language, text } = data;
  const began = performance.now();
  const spans = spansOf(language, text);
  self.postMessage({ spans, took: performance.now() - began }, { transfer: [spans.buffer] });
});

/**
 * @param {string} language
 * @param {string} text
 * @returns {Uint32Array}
 */
function spansOf(language, text) {
  try {
    const { _emitter: emitter } = hljs.highlight(text, { language, ignoreIllegals: true });
    // Spans of a text that came out longer or shorter would colour the wrong letters.
    return Uint32Array.from(emitter.length === text.length ? emitter.spans : []);
  } catch {
    return new Uint32Array();
  }
}
