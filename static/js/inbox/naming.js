import { words } from "../strings.js";

// How visitors, and who answers them, are called.

/** @typedef {import("./types.js").Line} Line */

/** @param {string} client_id */
export function visitorName(client_id) {
  return words("visitor", { id: client_id.slice(0, 8) });
}

/**
 * @param {Line} line
 * @param {string} me  the name of who reads this
 */
export function whoAnswers({ state, owner }, me) {
  if (state !== "owner") return words(`state-${state}`);
  return owner === me ? words("state-mine") : words("state-owner", { name: owner ?? words("somebody") });
}
