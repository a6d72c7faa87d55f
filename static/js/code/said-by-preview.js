// What a preview says on its console. It is the project's own code that speaks: anything may come, and any amount.

/**
 * @typedef {"log" | "info" | "warn" | "error"} Level
 * @typedef {{level: Level, message: string, line: number | null}} Said
 */

export const MOST_SAID = 100;
export const LONGEST = 1_000;

/** @type {readonly unknown[]} */
const LEVELS = ["log", "info", "warn", "error"];

/**
 * @param {unknown} data  of a message event whose source is the preview's window
 * @returns {Said | null} null for whatever else it sends
 */
export function saidByPreview(data) {
  const { source, level, message, line } = Object(data);
  if (source !== "tokenwire-preview" || !LEVELS.includes(level) || typeof message !== "string") return null;
  const shown = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
  return { level, message: shown, line: Number.isSafeInteger(line) && line > 0 ? line : null };
}
