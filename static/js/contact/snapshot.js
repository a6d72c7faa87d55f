import { answered, appended, deskTurn, isUnsent } from "./turns.js";

// From the server's whole state to turns. The server lists messages in the order in which they were stored: an answer
// after what was asked while it was written, and in parts where it took long. The page shows it behind its question,
// as one.

/**
 * @typedef {import("./types.js").DeskTurn} DeskTurn
 * @typedef {import("./types.js").StoredMessage} StoredMessage
 * @typedef {readonly DeskTurn[]} Turns
 */

/**
 * @param {import("./types.js").Snapshot} snapshot
 * @param {Turns} before  what stood on the page: keys, and what is unsent, survive
 * @returns {Turns}
 */
export function turnsFromSnapshot({ messages, run: running }, before) {
  /** @type {Turns} */
  let turns = [];
  for (const message of messages) {
    turns = message.sender === "assistant" ? withAnswer(turns, message) : withMessage(turns, message);
  }
  if (running) turns = withRunning(turns, running);
  return keepKnown(turns, before);
}

/**
 * @param {Turns} turns
 * @param {StoredMessage} message
 */
function withMessage(turns, { id, sender, text, run, broadcast = false }) {
  const said = sender === "visitor" ? { question: text, run: run || null } : { text };
  return appended(turns, deskTurn({ key: id, message: id, by: sender, broadcast, ...said }));
}

/**
 * @param {Turns} turns
 * @param {StoredMessage} message
 */
function withAnswer(turns, { id, text, run, status = "completed", notice }) {
  if (!run) return appended(turns, deskTurn({ key: id, message: id, by: "assistant", text }));
  // Said in the place of an answer that had no words yet; what was said then follows.
  if (notice) return turns;
  return withPart(turns, run, text, /** @type {import("../chat/types.js").Phase} */ (status));
}

/**
 * @param {Turns} turns
 * @param {string} run
 * @param {string} text
 * @param {import("../chat/types.js").Phase} phase
 */
function withPart(turns, run, text, phase) {
  const known = turns.find((turn) => turn.by === "assistant" && turn.run === run);
  if (known) return turns.map((turn) => (turn === known ? { ...known, text: known.text + text, phase } : turn));
  const answer = deskTurn({ key: run, run, by: "assistant", text, phase });
  return answered(turns, answer, (turn) => turn.by === "visitor" && turn.run === run);
}

/**
 * Its text is all of it, those parts too that are messages already.
 *
 * @param {Turns} turns
 * @param {{run: string, text: string}} running
 */
function withRunning(turns, { run, text }) {
  const others = turns.filter((turn) => turn.by !== "assistant" || turn.run !== run);
  return withPart(others, run, text, "running");
}

/**
 * @param {Turns} turns
 * @param {Turns} before
 * @returns {Turns}
 */
function keepKnown(turns, before) {
  const keys = new Map(before.map(({ message, key, clientMessageId }) => [message, { key, clientMessageId }]));
  const known = turns.map((turn) => (turn.message === null ? turn : { ...turn, ...keys.get(turn.message) }));
  const here = new Set(known.map(({ key }) => key));
  return [...known, ...before.filter((turn) => isUnsent(turn) && !here.has(turn.key))];
}
