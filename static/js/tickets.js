// Tickets: what a source may give, and when to ask it for the next one. Pure.

/**
 * @typedef {object} Ticket  as `POST /api/tickets` answers
 * @property {string} ticket
 * @property {string} [expires_at]  ISO 8601; without it the ticket is not renewed before the server asks for it
 *
 * Resolves to null where nobody may enter: then it is not asked again by itself. Rejects where it cannot be asked
 * now, as `fetch` does without a network: then it is, after growing pauses.
 *
 * @typedef {() => Promise<Ticket | string | null>} TicketSource
 */

// A fifth of a ticket's life is left for a source that is slow, or away for a moment.
const RENEW_AFTER = 0.8;

// What ends sooner was not made to last, or this clock is wrong. Asking again and again would not help: the server
// closes with 4401, and the next connection brings a new ticket.
const SHORTEST = 10_000;

// setTimeout counts to 2^31 ms and fires at once beyond that.
const LONGEST = 12 * 3_600_000;

/**
 * @param {unknown} given  by a source
 * @returns {Ticket | null} null for whatever is no ticket, such as the body of a refusal
 */
export function ticketFrom(given) {
  const { ticket, expires_at } = Object(typeof given === "string" ? { ticket: given } : given);
  if (typeof ticket !== "string" || ticket === "") return null;
  return typeof expires_at === "string" ? { ticket, expires_at } : { ticket };
}

/**
 * @param {Ticket} ticket
 * @param {number} now
 * @returns {number | null} milliseconds until a new one should be shown, null: never
 */
export function renewAfter({ expires_at }, now) {
  const delay = (Date.parse(expires_at ?? "") - now) * RENEW_AFTER;
  return delay >= SHORTEST ? Math.min(delay, LONGEST) : null;
}
