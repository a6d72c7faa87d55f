import { turnsFromSnapshot } from "./snapshot.js";
import { putTool, settleTools, toolFrom } from "./tools.js";
import { newTurn, replace, runningTurn, turnOf } from "./turns.js";

// The page's whole logic: state and a frame make the next state. No DOM, no clock, no socket, so node tests it.
// Invariant (tests/js/fold.test.mjs): an old state plus the frames since equals a fresh state.

/**
 * @typedef {import("./types.js").ChatState} ChatState
 * @typedef {import("./types.js").ChatFrame} ChatFrame
 * @typedef {import("./types.js").Turn} Turn
 */

/** @type {ChatState} */
export const EMPTY = { turns: [], notice: null };

/**
 * @param {ChatState} state
 * @param {ChatFrame} frame
 * @returns {ChatState} the same object when nothing changed
 */
export function fold(state, frame) {
  switch (frame.type) {
    case "state":
      return { ...state, turns: turnsFromSnapshot(frame.state, state.turns) };
    case "asked":
      return foldAsked(state, frame);
    case "accepted":
      return foldAccepted(state, frame);
    case "status":
      return foldStatus(state, frame);
    case "chunk":
      return frame.content === "" ? state : change(state, frame, (turn) => ({ text: turn.text + frame.content }));
    case "error":
      return foldError(state, frame);
    case "withdrawn":
      return { ...state, turns: state.turns.filter((turn) => turn.key !== frame.key) };
    case "noticed":
      return { ...state, notice: null };
    default:
      return unknown(state, frame);
  }
}

/**
 * A newer server may send frames that this page does not know; they change nothing. For the frames that it does
 * know, `never` makes the type check fail where a case is missing.
 *
 * @param {ChatState} state
 * @param {never} _frame
 */
function unknown(state, _frame) {
  return state;
}

/**
 * Edits the turn of the frame's run.
 *
 * @param {ChatState} state
 * @param {{run?: string}} frame
 * @param {(turn: Turn) => Partial<Turn>} edit
 * @returns {ChatState}
 */
function change(state, frame, edit) {
  // A room runs one at a time, so a frame without a run can only mean the running one.
  const run = frame.run ?? runningTurn(state.turns)?.run;
  if (!run) return state;
  const { turns, turn } = turnOf(state.turns, run);
  return { ...state, turns: replace(turns, turn, edit(turn)) };
}

/**
 * @param {ChatState} state
 * @param {import("./types.js").AskedFrame} frame
 * @returns {ChatState}
 */
function foldAsked(state, frame) {
  const id = frame.client_message_id;
  const turn = newTurn({ key: id, clientMessageId: id, question: frame.query, phase: "sending" });
  return { turns: [...state.turns, turn], notice: null };
}

/**
 * @param {ChatState} state
 * @param {import("./types.js").AcceptedFrame} frame
 * @returns {ChatState}
 */
function foldAccepted(state, frame) {
  const mine = state.turns.find((turn) => turn.clientMessageId === frame.client_message_id);
  if (!mine || mine.run !== null || !frame.run) return state;
  const known = state.turns.find((turn) => turn.run === frame.run);
  if (!known) return { ...state, turns: replace(state.turns, mine, { run: frame.run, phase: "waiting" }) };
  // The run was heard of first: its own frames overtook this one, or the state after a reconnect had it. It takes
  // our turn's place in the view.
  const joined = replace(state.turns, known, {
    key: mine.key,
    clientMessageId: mine.clientMessageId,
    question: known.question ?? mine.question,
  });
  return { ...state, turns: joined.filter((turn) => turn !== mine) };
}

/**
 * @param {ChatState} state
 * @param {import("./types.js").StatusFrame} frame
 * @returns {ChatState}
 */
function foldStatus(state, frame) {
  switch (frame.status) {
    case "thinking":
      return change(state, frame, (turn) => ({ phase: "running", question: turn.question ?? frame.data.query ?? null }));
    case "tool_calling":
      return change(state, frame, (turn) => ({ tools: putTool(turn.tools, toolFrom(frame.data, "calling")) }));
    case "tool_completed":
      return change(state, frame, (turn) => ({ tools: putTool(turn.tools, toolFrom(frame.data, "completed")) }));
    case "completed":
      return change(state, frame, (turn) => ({
        phase: frame.data.stopped ? "stopped" : "completed",
        tools: settleTools(turn.tools),
      }));
    default:
      return unknown(state, frame);
  }
}

/**
 * An error ends a run, refuses a question, or belongs to neither.
 *
 * @param {ChatState} state
 * @param {import("./types.js").ErrorFrame} frame
 * @returns {ChatState}
 */
function foldError(state, frame) {
  const error = frame.content;
  const code = String(frame.code ?? "");
  if (frame.run) {
    return change(state, frame, (turn) => ({
      phase: code === "interrupted" ? "interrupted" : "failed",
      tools: settleTools(turn.tools),
      error,
      code,
    }));
  }
  const id = frame.client_message_id;
  const refused = id ? state.turns.find((turn) => turn.clientMessageId === id && turn.run === null) : undefined;
  if (refused) return { ...state, turns: replace(state.turns, refused, { phase: "refused", error, code }) };
  return { ...state, notice: { text: error, code } };
}
