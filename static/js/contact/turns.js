import { newTurn } from "../chat/turns.js";

// Small, pure operations on a visitor's conversation. What was not confirmed yet stands at its end.

/**
 * @typedef {import("./types.js").DeskTurn} DeskTurn
 * @typedef {readonly DeskTurn[]} Turns
 */

/**
 * @param {Partial<DeskTurn> & {key: string, by: import("./types.js").Sender}} known
 * @returns {DeskTurn}
 */
export function deskTurn({ by, message = null, broadcast = false, ...known }) {
  return { ...newTurn({ phase: "completed", ...known }), by, message, broadcast };
}

/** @param {DeskTurn} turn */
export const isUnsent = ({ phase }) => phase === "sending" || phase === "refused";

/**
 * @param {Turns} turns
 * @param {DeskTurn} turn  confirmed, and the newest that is
 * @returns {DeskTurn[]}
 */
export function appended(turns, turn) {
  const others = turns.filter(({ key }) => key !== turn.key);
  return [...others.filter((each) => !isUnsent(each)), turn, ...others.filter(isUnsent)];
}

/**
 * An answer stands right behind what it answers, whatever is said while it waits for its turn.
 *
 * @param {Turns} turns
 * @param {DeskTurn} answer
 * @param {(turn: DeskTurn) => boolean} isAnswered
 * @returns {DeskTurn[]}
 */
export function answered(turns, answer, isAnswered) {
  const place = turns.findLastIndex((turn) => !isUnsent(turn) && isAnswered(turn));
  return place === -1 ? appended(turns, answer) : [...turns.slice(0, place + 1), answer, ...turns.slice(place + 1)];
}

/**
 * @param {Turns} turns
 * @param {DeskTurn} turn
 * @param {Partial<DeskTurn>} change
 * @returns {DeskTurn[]}
 */
export function replaced(turns, turn, change) {
  return turns.map((each) => (each === turn ? { ...turn, ...change } : each));
}
