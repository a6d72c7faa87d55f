import { settleTools, toolsFrom } from "./tools.js";
import { newTurn } from "./turns.js";

// From the server's whole state to turns. The server lists messages by time; the page pairs each question with
// its answer, since a question asked while another run was speaking is stored before that run's answer.

/**
 * @typedef {import("./types.js").Turn} Turn
 * @typedef {import("./types.js").Snapshot} Snapshot
 * @typedef {import("./types.js").StoredMessage} StoredMessage
 */

/**
 * @param {Snapshot} snapshot
 * @param {readonly Turn[]} before  what stood on the page: keys, tool lines and unsent questions survive
 * @returns {Turn[]}
 */
export function turnsFromSnapshot(snapshot, before) {
  const turns = pairMessages(snapshot.messages);
  for (const waiting of snapshot.queue) {
    const turn = ensure(turns, waiting.run, waiting.query);
    turn.phase = "waiting";
  }
  if (snapshot.run) {
    const turn = ensure(turns, snapshot.run.run, snapshot.run.query);
    turn.phase = "running";
    turn.text = snapshot.run.text;
    turn.tools = toolsFrom(snapshot.run.tools);
  }
  recognise(turns, before);
  return [...turns, ...before.filter((turn) => turn.phase === "sending" || turn.phase === "refused")];
}

/**
 * @param {StoredMessage[]} messages
 * @returns {Turn[]}
 */
function pairMessages(messages) {
  /** @type {Turn[]} */
  const turns = [];
  for (const message of messages) {
    if (message.role === "user") turns.push(questionTurn(message));
    else answer(turns, message);
  }
  return turns;
}

/** @param {StoredMessage} message */
function questionTurn(message) {
  return newTurn({
    key: message.run ?? `message-${message.id}`,
    run: message.run,
    question: message.text,
    phase: message.status,
    error: message.error ?? "",
  });
}

/**
 * @param {Turn[]} turns
 * @param {StoredMessage} message
 */
function answer(turns, message) {
  // A message without a run (an import, an older version) answers the question right before it.
  let turn = message.run === null ? turns.at(-1) : turns.find((each) => each.run === message.run);
  if (!turn || turn.run !== message.run || turn.text !== "") {
    turn = newTurn({ key: `answer-${message.id}`, run: message.run });
    turns.push(turn);
  }
  turn.text = message.truncated ? `${message.text} …` : message.text;
  turn.phase = message.status;
  turn.error = message.error ?? "";
  turn.tools = settleTools(toolsFrom(message.tools ?? []));
}

/**
 * @param {Turn[]} turns
 * @param {string} run
 * @param {string} query
 * @returns {Turn}
 */
function ensure(turns, run, query) {
  let turn = turns.find((each) => each.run === run);
  if (!turn) {
    turn = newTurn({ key: run, run, question: query });
    turns.push(turn);
  }
  return turn;
}

/**
 * @param {Turn[]} turns
 * @param {readonly Turn[]} before
 */
function recognise(turns, before) {
  const known = new Map(before.filter((turn) => turn.run !== null).map((turn) => [turn.run, turn]));
  for (const turn of turns) {
    const old = turn.run === null ? undefined : known.get(turn.run);
    if (!old) continue;
    turn.key = old.key;
    turn.clientMessageId = old.clientMessageId;
    // Older answers are told without their tool lines; what the reader has seen need not vanish.
    if (turn.tools.length === 0) turn.tools = turn.phase === "running" ? old.tools : settleTools(old.tools);
  }
}
