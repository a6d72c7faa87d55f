import { EMPTY as NO_CHAT, fold as foldChat } from "../chat/fold.js";
import { foldAnswers } from "./answers.js";
import { chatFrame } from "./chat-frames.js";
import { foldHappenings } from "./happenings.js";
import { NO_SCENE, foldScene } from "./scene.js";

// The page's whole logic: state and a frame make the next state. No DOM, no clock, no socket, so node tests it.
// Invariant (tests/js/assistant-fold.test.mjs): an old state plus the frames since equals a fresh state.

/**
 * @typedef {import("./types.js").AssistantState} AssistantState
 * @typedef {import("./types.js").AssistantFrame} AssistantFrame
 */

/** @type {AssistantState} */
export const EMPTY = { chat: NO_CHAT, scene: NO_SCENE, answers: new Map(), happenings: [] };

/**
 * @param {AssistantState} state
 * @param {AssistantFrame} frame
 * @returns {AssistantState}
 */
export function fold(state, frame) {
  // Its text's beginning is all that the page has; what is said now does not stand right behind it.
  if (frame.type === "ai_delta" && state.answers.get(frame.run)?.cut) return state;
  const said = chatFrame(frame);
  return {
    chat: said ? foldChat(state.chat, said) : state.chat,
    scene: foldScene(state.scene, frame),
    answers: foldAnswers(state.answers, frame),
    happenings: foldHappenings(state.happenings, frame),
  };
}
