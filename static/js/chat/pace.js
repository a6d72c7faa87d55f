// How fast the typewriter types. Text arrives in bursts; the reader should see it flow, never lag behind, and
// never wait for an answer that is there.

// Slowest: about a fast reader's pace. Otherwise the backlog drains within CATCH_UP, however fast it grows.
const SLOWEST = 45 / 1000;
const CATCH_UP = 250;

/**
 * @param {number} backlog  characters that have arrived and are not shown
 * @param {number} elapsed  milliseconds since the last step
 * @returns {number} characters due, with a fraction to carry on
 */
export function charactersDue(backlog, elapsed) {
  return Math.min(backlog, elapsed * Math.max(SLOWEST, backlog / CATCH_UP));
}

/**
 * Where to cut so that no character is torn: an emoji is two UTF-16 units, and half of one shows as a box.
 *
 * @param {string} text
 * @param {number} length
 * @returns {number}
 */
export function wholeCharacters(text, length) {
  const last = text.charCodeAt(length - 1);
  const torn = last >= 0xd800 && last <= 0xdbff;
  return torn && length < text.length ? length + 1 : length;
}
