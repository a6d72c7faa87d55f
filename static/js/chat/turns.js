// Small, pure operations on the list of turns.

/** @typedef {import("./types.js").Turn} Turn */

/**
 * @param {Partial<Turn> & {key: string}} known
 * @returns {Turn}
 */
export function newTurn(known) {
  return {
    run: null,
    question: null,
    clientMessageId: null,
    phase: "waiting",
    text: "",
    tools: [],
    error: "",
    code: "",
    ...known,
  };
}

/**
 * @param {readonly Turn[]} turns
 * @param {Turn} turn
 * @param {Partial<Turn>} change
 * @returns {Turn[]}
 */
export function replace(turns, turn, change) {
  return turns.map((each) => (each === turn ? { ...turn, ...change } : each));
}

/**
 * The run's turn, made if it has none. What runs now stands before what has yet to run.
 *
 * @param {readonly Turn[]} turns
 * @param {string} run
 * @returns {{turns: readonly Turn[], turn: Turn}}
 */
export function turnOf(turns, run) {
  const found = turns.find((each) => each.run === run);
  if (found) return { turns, turn: found };
  const turn = newTurn({ key: run, run, phase: "running" });
  const later = turns.findIndex((each) => each.phase === "waiting" || each.phase === "sending");
  const place = later === -1 ? turns.length : later;
  return { turns: [...turns.slice(0, place), turn, ...turns.slice(place)], turn };
}

/**
 * @param {readonly Turn[]} turns
 * @returns {Turn | undefined} a room runs one at a time
 */
export function runningTurn(turns) {
  return turns.findLast((each) => each.phase === "running");
}
