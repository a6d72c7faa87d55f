import { passed } from "../dom.js";
import { words } from "../strings.js";

// The errors of the desk that a reader can do something about, in their language.

/**
 * @template {{message: string, code?: string, retry_after?: number}} F
 * @param {F} frame
 * @returns {F}
 */
export function worded(frame) {
  const message = wordsFor(frame);
  return message === null ? frame : { ...frame, message };
}

/** @param {{code?: string, retry_after?: number}} error */
function wordsFor({ code, retry_after }) {
  switch (code) {
    case "slow_down":
      return words("slow-down", { seconds: String(retry_after ?? 60) });
    case "invalid_field":
      return words("too-long", { number: String(passed("longest")) });
    case "conflict":
      return words("conflict");
    case "staff_only":
      return words("staff-only");
    default:
      return null;
  }
}
