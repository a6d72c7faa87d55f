import createDOMPurify from "../../vendor/dompurify/purify.es.js";

// HTML of strangers as nodes that can do no harm: no script, no style, no class or id of this page, no picture, and
// links that lead away in a tab of their own.

const purifier = createDOMPurify(window);

const OPTIONS = {
  ALLOWED_TAGS: (
    "p br hr h3 h4 h5 h6 strong b em i del s sub sup kbd code pre blockquote ul ol li a "
    + "table thead tbody tr th td #text"
  ).split(" "),
  ALLOWED_ATTR: ["href", "title", "start", "align"],
  ADD_URI_SAFE_ATTR: ["start", "align"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  KEEP_CONTENT: true,
  RETURN_DOM_FRAGMENT: /** @type {const} */ (true),
};

purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName !== "A") return;
  node.setAttribute("rel", "noopener noreferrer nofollow");
  node.setAttribute("target", "_blank");
});

/**
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function sanitized(html) {
  return purifier.sanitize(html, OPTIONS);
}
