// Which file is open. The one that is being written opens by itself, until the reader chooses another one; a choice
// holds for the turn in which it was made, and until something else happens. Pure.

/**
 * @typedef {object} Circumstances
 * @property {readonly import("./types.js").Entry[]} entries  in their order
 * @property {readonly import("./types.js").WorkingFile[]} working
 * @property {string | null} run
 * @property {string} open               what is open now; "": nothing
 * @property {string | null} chosenIn    the run in which the reader has chosen it
 */

/**
 * @param {Circumstances} now
 * @returns {string} "" where there is none
 */
export function fileToOpen({ entries, working, run, open, chosenIn }) {
  if (run !== null && chosenIn !== run) {
    const written = working.findLast((file) => file.ok && (file.action === "write" || file.action === "edit"));
    if (written) return written.path;
  }
  if (entries.some((entry) => entry.path === open)) return open;
  return (entries.find((entry) => entry.mark !== "removed") ?? entries[0])?.path ?? "";
}
