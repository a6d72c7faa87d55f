import { turnsFromSnapshot } from "./snapshot.js";
import { answered, appended, deskTurn, replaced } from "./turns.js";

// The page's whole logic: state and a frame make the next state. No DOM, no clock, no socket, so node tests it.
// Invariant (tests/js/contact-fold.test.mjs): an old state plus the frames since equals a fresh state.

/**
 * @typedef {import("./types.js").DeskState} DeskState
 * @typedef {import("./types.js").DeskFrame} DeskFrame
 * @typedef {import("./types.js").DeskTurn} DeskTurn
 */

/** @type {DeskState} */
export const EMPTY = {
  turns: [],
  notice: null,
  who: "ai",
  away: false,
  ownerWrites: false,
  request: null,
  received: null,
};

/**
 * @param {DeskState} state
 * @param {DeskFrame} frame
 * @returns {DeskState} the same object when nothing changed
 */
export function fold(state, frame) {
  switch (frame.type) {
    case "state":
      return fresh(state, frame.state);
    case "asked":
      return asked(state, frame);
    case "withdrawn":
      return { ...state, turns: state.turns.filter(({ key }) => key !== frame.key) };
    case "noticed":
      return { ...state, notice: null };
    case "requested":
      return { ...state, request: { id: frame.client_message_id, phase: "sending", error: "" } };
    case "chat_message_received":
      return { ...state, received: frame.message_id };
    case "accepted":
      return accepted(state, frame.client_message_id);
    case "chat_message":
      return frame.sender === "visitor" ? heardVisitor(state, frame) : heardOther(state, frame);
    case "typing":
      return typing(state, frame);
    case "delta":
      return answer(state, frame.run, ({ text }) => ({ text: text + frame.text }));
    case "answer_ended":
      return answer(state, frame.run, () => ({ phase: frame.status }));
    case "takeover":
      return takenOver(state, frame.state);
    case "away":
      return { ...state, away: frame.away };
    case "error":
      return failed(state, frame);
    default:
      return state; // of no concern, or of a newer server
  }
}

/**
 * @param {DeskState} state
 * @param {import("./types.js").Snapshot} snapshot
 * @returns {DeskState}
 */
function fresh(state, snapshot) {
  const turns = turnsFromSnapshot(snapshot, state.turns);
  return { ...state, turns, who: snapshot.state, away: snapshot.away, ownerWrites: false };
}

/**
 * @param {DeskState} state
 * @param {import("../chat/types.js").AskedFrame} frame
 * @returns {DeskState}
 */
function asked(state, { client_message_id: id, query }) {
  const turn = deskTurn({ key: id, clientMessageId: id, by: "visitor", question: query, phase: "sending" });
  return { ...state, turns: [...state.turns, turn], notice: null };
}

/**
 * The server has said which message it is just before. That itself may have been heard already, or is yet to come.
 *
 * @param {DeskState} state
 * @param {string} id
 * @returns {DeskState}
 */
function accepted(state, id) {
  if (state.request?.id === id) return { ...state, request: { ...state.request, phase: "received" } };
  const mine = state.turns.find((turn) => turn.clientMessageId === id && turn.phase === "sending");
  const { received } = state;
  if (!mine || received === null) return state;
  const known = state.turns.find((turn) => turn.message === received && turn !== mine);
  if (!known) return { ...state, turns: replaced(state.turns, mine, { message: received }) };
  const joined = replaced(state.turns, known, { key: mine.key, clientMessageId: id });
  return { ...state, turns: joined.filter((turn) => turn !== mine) };
}

/**
 * @param {DeskState} state
 * @param {import("./types.js").MessageFrame} frame
 * @returns {DeskState}
 */
function heardVisitor(state, { message_id: message, message: question }) {
  const { turns } = state;
  // The log may be faster than the answer to who has sent it.
  const sent = turns.find((turn) => turn.message === message)
    ?? turns.find((turn) => turn.phase === "sending" && turn.message === null && turn.question === question);
  const turn = sent ? { ...sent, message, question } : deskTurn({ key: message, message, by: "visitor", question });
  return { ...state, turns: appended(turns, { ...turn, phase: "completed" }) };
}

/**
 * @param {DeskState} state
 * @param {import("./types.js").MessageFrame} frame
 * @returns {DeskState}
 */
function heardOther(state, { message_id: message, message: text, sender: by, broadcast = false }) {
  const turn = deskTurn({ key: message, message, by, text, broadcast });
  const ownerWrites = state.ownerWrites && (by !== "owner" || broadcast);
  return { ...state, turns: appended(state.turns, turn), ownerWrites };
}

/**
 * @param {DeskState} state
 * @param {import("./types.js").TypingFrame} frame
 * @returns {DeskState}
 */
function typing(state, { sender, typing: writes, run }) {
  if (sender === "owner") return { ...state, ownerWrites: writes };
  if (sender !== "assistant" || !run) return state;
  // Told again from its beginning where a state could not hold it.
  const others = state.turns.filter((turn) => turn.key !== run);
  const begun = deskTurn({ key: run, run, by: "assistant", phase: "running" });
  return { ...state, turns: answered(others, begun, (turn) => turn.by === "visitor") };
}

/**
 * Edits the answer of a run, while it is being written.
 *
 * @param {DeskState} state
 * @param {string} run
 * @param {(turn: DeskTurn) => Partial<DeskTurn>} edit
 * @returns {DeskState}
 */
function answer(state, run, edit) {
  const turn = state.turns.find((each) => each.key === run && each.phase === "running");
  return turn ? { ...state, turns: replaced(state.turns, turn, edit(turn)) } : state;
}

/**
 * @param {DeskState} state
 * @param {import("./types.js").Who} who
 * @returns {DeskState}
 */
function takenOver(state, who) {
  if (who === "ai") return { ...state, who, away: false, ownerWrites: false };
  // What had no words yet was nothing.
  const begun = state.turns.filter(({ phase, text }) => phase !== "running" || text !== "");
  /** @type {DeskTurn[]} */
  const turns = begun.map((turn) => (turn.phase === "running" ? { ...turn, phase: "taken_over" } : turn));
  return { ...state, turns, who, away: false, ownerWrites: state.ownerWrites && who === "owner" };
}

/**
 * An error ends an answer, refuses a message or a request, or belongs to none.
 *
 * @param {DeskState} state
 * @param {import("./types.js").ErrorFrame} frame
 * @returns {DeskState}
 */
function failed(state, { message: error, code = "", run, client_message_id: id }) {
  if (run) return answer(state, run, () => ({ phase: "failed", code }));
  if (id && state.request?.id === id) return { ...state, request: { id, phase: "refused", error } };
  const mine = id ? state.turns.find((turn) => turn.clientMessageId === id && turn.phase === "sending") : undefined;
  if (mine) return { ...state, turns: replaced(state.turns, mine, { phase: "refused", error, code }) };
  return { ...state, notice: { text: error, code } };
}
