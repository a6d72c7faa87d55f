// What a closed socket means: try again or not, when, and what to say. Pure, so that the table can be tested.

/**
 * @typedef {"lost" | "unreachable" | "network" | "restarting" | "idle" | "busy" | "internal" | "rejected"
 *   | "too-big" | "unauthenticated" | "forbidden" | "not-found"} Reason
 *
 * @typedef {object} Verdict
 * @property {Reason} reason
 * @property {boolean} final     trying again cannot help
 * @property {boolean} blames    the server closed because of what we sent: sending it again would loop
 * @property {number} wait       milliseconds that the server asks us to stay away; 0: it does not say
 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;

// Further away the hint says little: a limit's window is a minute, and the reader can try at any time.
const LONGEST_WAIT = 5 * 60_000;

/** @type {Record<number, Reason>} */
const REASONS = {
  1009: "too-big", // by the server's WebSocket library, before Tokenwire sees the frame
  1012: "restarting",
  4400: "rejected",
  4401: "unauthenticated",
  4403: "forbidden",
  4404: "not-found",
  4408: "idle",
  4413: "too-big",
  4429: "busy",
  4500: "internal",
};

/**
 * @param {number} code     of the close event
 * @param {boolean} opened  whether the socket had been open; a refused handshake looks like a dead server to
 *   the browser (1006), so both are "unreachable"
 * @param {string} [why]    the close event's reason
 * @returns {Verdict}
 */
export function judge(code, opened, why = "") {
  return {
    reason: REASONS[code] ?? (opened ? "lost" : "unreachable"),
    final: code === 4401 || code === 4403 || code === 4404,
    blames: code === 4400 || code === 4413 || code === 1009,
    wait: toldWait(why),
  };
}

/** @param {string} why */
function toldWait(why) {
  const seconds = /\bretry after (\d+) s$/.exec(why)?.[1] ?? 0;
  return Math.min(LONGEST_WAIT, Number(seconds) * 1000);
}

/**
 * Milliseconds until the next try.
 *
 * Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): a thousand pages that
 * lost the same server come back spread over the whole window.
 *
 * @param {number} attempt  0 for the first try after a working connection
 * @param {Pick<Verdict, "reason" | "wait">} verdict
 * @param {() => number} random
 * @returns {number}
 */
export function delayBefore(attempt, { reason, wait }, random) {
  const usual = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
  // All who share a limit were told the same moment; a quarter more spreads them.
  if (wait > 0) return wait + random() * Math.max(usual, wait / 4);
  // A restarting server is back in a moment; only the first try may presume so.
  if (reason === "restarting" && attempt === 0) return 100 + random() * 900;
  // It asked us to be fewer: coming back at once would count against us.
  if (reason === "busy") return LONGEST_DELAY / 3 + random() * LONGEST_DELAY;
  return random() * usual;
}
