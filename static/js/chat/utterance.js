// Where a sentence ends, in Chinese and in Latin script. A full stop ends one only before a space: 3.14 does not.
const SENTENCE_END = /[。！？；\n]|[.!?;](?=\s)/g;

/**
 * What can be read aloud now.
 *
 * @param {string} text
 * @param {number} from    read so far
 * @param {boolean} done   nothing will follow, so the rest is a sentence whatever it ends with
 * @returns {string}
 */
export function nextUtterance(text, from, done) {
  const rest = text.slice(from);
  if (done) return rest;
  let end = 0;
  for (const match of rest.matchAll(SENTENCE_END)) end = match.index + match[0].length;
  return rest.slice(0, end);
}
