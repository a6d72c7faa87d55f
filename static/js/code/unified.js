// Unified diffs, as GET /diff answers them, as rows. Pure.

/**
 * @typedef {object} Row
 * @property {"place" | "same" | "added" | "removed"} kind  place: where the next rows stand
 * @property {number | null} before  the line's number in the older text
 * @property {number | null} after
 * @property {string} text
 */

const PLACE = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * The lengths of a hunk tell where it ends, so that a removed line "-- x" is not taken for a header.
 *
 * @param {string} diff
 * @returns {Row[]}
 */
export function rowsOf(diff) {
  /** @type {Row[]} */
  const rows = [];
  let [before, after, left, right] = [0, 0, 0, 0];
  for (const line of diff.split("\n")) {
    const place = PLACE.exec(line);
    if (place) {
      [before, left, after, right] = [Number(place[1]), Number(place[2] ?? 1), Number(place[3]), Number(place[4] ?? 1)];
      rows.push({ kind: "place", before: null, after: null, text: place[0] });
    } else if (left + right > 0) {
      const row = rowOf(line, before, after);
      rows.push(row);
      if (row.before !== null) [before, left] = [before + 1, left - 1];
      if (row.after !== null) [after, right] = [after + 1, right - 1];
    }
  }
  return rows;
}

/**
 * @param {string} line
 * @param {number} before
 * @param {number} after
 * @returns {Row}
 */
function rowOf(line, before, after) {
  const text = line.slice(1);
  if (line.startsWith("-")) return { kind: "removed", before, after: null, text };
  if (line.startsWith("+")) return { kind: "added", before: null, after, text };
  return { kind: "same", before, after, text };
}

/**
 * @param {readonly Row[]} rows
 * @returns {{added: number, removed: number}}
 */
export function countsOf(rows) {
  const count = (/** @type {Row["kind"]} */ kind) => rows.filter((row) => row.kind === kind).length;
  return { added: count("added"), removed: count("removed") };
}
