import { EMPTY as NO_CHAT, fold as foldChat } from "../chat/fold.js";
import { chatFrame } from "./chat-frames.js";
import { NO_PROJECT, foldProject } from "./project.js";

// The page's whole logic: state and a frame make the next state. No DOM, no clock, no socket, so node tests it.
// Invariant (tests/js/code-fold.test.mjs): an old state plus the frames since equals a fresh state.

/**
 * @typedef {import("./types.js").CodeState} CodeState
 * @typedef {import("./types.js").CodeFrame} CodeFrame
 */

/** @type {CodeState} */
export const EMPTY = { chat: NO_CHAT, project: NO_PROJECT, made: new Map() };

/**
 * @param {CodeState} state
 * @param {CodeFrame} frame
 * @param {import("./chat-frames.js").Say} say
 * @returns {CodeState}
 */
export function fold(state, frame, say) {
  const said = chatFrame(frame, say);
  const before = frame.type === "code_generated" ? withMessage(state.chat, frame) : state.chat;
  return {
    chat: said ? foldChat(before, said) : before,
    project: foldProject(state.project, frame),
    made: foldMade(state.made, frame),
  };
}

/**
 * A server that does not say the text as it comes says it at the end.
 *
 * @param {import("../chat/types.js").ChatState} chat
 * @param {import("./types.js").GeneratedFrame} frame
 */
function withMessage(chat, { run, message }) {
  if (!run || !message || chat.turns.find((turn) => turn.run === run)?.text) return chat;
  return foldChat(chat, { type: "chunk", content: message, is_final: false, run });
}

/**
 * @param {CodeState["made"]} made
 * @param {CodeFrame} frame
 * @returns {CodeState["made"]}
 */
function foldMade(made, frame) {
  if (frame.type === "state") {
    const completed = frame.state.turns.filter((turn) => turn.status === "completed");
    return new Map(completed.map((turn) => [turn.run, turn.version ?? 0]));
  }
  if (frame.type !== "code_generated" || !frame.run) return made;
  return new Map(made).set(frame.run, frame.changed ? frame.version : 0);
}
