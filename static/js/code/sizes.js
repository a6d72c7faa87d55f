// Sizes of files, as the server counts them: bytes of UTF-8.

const encoder = new TextEncoder();

/**
 * @param {string} text
 * @returns {number}
 */
export function byteLength(text) {
  return encoder.encode(text).length;
}

/**
 * How many bytes a text grows by a piece. A pair of surrogates may be cut between them: each half counts as three
 * bytes alone, both as four together.
 *
 * @param {string} text
 * @param {string} piece
 * @returns {number}
 */
export function utf8Grown(text, piece) {
  const torn = /[\ud800-\udbff]$/.test(text.slice(-1)) && /^[\udc00-\udfff]/.test(piece);
  return byteLength(piece) - (torn ? 2 : 0);
}

/**
 * @param {number} bytes
 * @returns {string} short, for a list
 */
export function sizeShown(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const kilobytes = bytes / 1000;
  if (kilobytes < 1000) return `${kilobytes < 10 ? kilobytes.toFixed(1) : Math.round(kilobytes)} kB`;
  return `${(kilobytes / 1000).toFixed(1)} MB`;
}
