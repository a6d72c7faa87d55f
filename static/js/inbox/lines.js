// The list of conversations: what is known of each, and which are shown. Pure.
//
// What was asked for is answered beside the news, so an answer may be older than news that came before it: each line
// remembers when it was heard of last, each question as of when it was asked.

/**
 * @typedef {import("./types.js").Line} Line
 * @typedef {import("./types.js").Filter} Filter
 * @typedef {import("./types.js").Listing} Listing
 * @typedef {import("./types.js").InboxState} InboxState
 * @typedef {ReadonlyMap<string, import("./types.js").Known>} Lines
 */

/** @type {Filter} */
export const ALL = { query: "", state: "", unread: false };

/** @type {Listing} */
export const NO_LISTING = { filter: ALL, found: new Set(), end: null, asked: 0, further: false, heard: 0 };

/**
 * @param {Lines} lines
 * @param {readonly Line[]} told   by an answer
 * @param {number} heard           as of when it was asked for
 * @param {number} now
 * @returns {Lines}
 */
export function linesTold(lines, told, heard, now) {
  const known = new Map(lines);
  for (const line of told) {
    const old = known.get(line.client_id);
    // News since the question are at least as new.
    const newer = old !== undefined && old.heard > heard;
    const joined = newer ? { ...line, ...old.line } : { ...old?.line, ...line };
    known.set(line.client_id, { line: joined, heard: old?.heard ?? now });
  }
  return known;
}

/**
 * @param {Lines} lines
 * @param {import("./types.js").NewsFrame} news
 * @param {number} now
 * @returns {Lines}
 */
export function linesHeard(lines, { news, conversation, online, message, sender }, now) {
  const old = lines.get(conversation.client_id)?.line;
  const line = { ...old, ...conversation };
  // Whoever writes is there: that they have come is not told before they have a conversation.
  const visits = news === "requested" || message?.sender === "visitor" || sender === "visitor";
  if (news === "online" || visits) line.online = visits || online === true;
  if (news === "requested") line.requested = true;
  return new Map(lines).set(conversation.client_id, { line, heard: now });
}

/**
 * How many conversations have something unread, after news. Of one that is not known the news tell whether this is
 * its first unread message.
 *
 * @param {InboxState} state
 * @param {import("./types.js").NewsFrame} news
 */
export function unreadAfter({ lines, unread }, { conversation, message, request }) {
  const old = lines.get(conversation.client_id)?.line;
  const before = old ? old.unread : conversation.unread - (message?.sender === "visitor" || request ? 1 : 0);
  return unread + Number(conversation.unread > 0) - Number(before > 0);
}

/**
 * @param {Listing} listing
 * @param {readonly Line[]} told
 * @param {boolean} more
 * @returns {Listing}
 */
export function listingTold(listing, told, more) {
  const ids = told.map(({ client_id }) => client_id);
  const found = new Set(listing.further ? [...listing.found, ...ids] : ids);
  return { ...listing, found, end: more ? (told.at(-1)?.last_at ?? null) : null, further: false };
}

/**
 * A message that was just said may be what a query looks for.
 *
 * @param {Listing} listing
 * @param {import("./types.js").NewsFrame} news
 * @returns {Listing}
 */
export function listingHeard(listing, { conversation: { client_id }, message }) {
  const wanted = listing.filter.query.toLowerCase();
  if (!wanted || !message?.text.toLowerCase().includes(wanted)) return listing;
  return { ...listing, found: new Set([...listing.found, client_id]) };
}

/**
 * @param {InboxState} state
 * @returns {Line[]} newest first
 */
export function linesShown({ lines, listing, opened }) {
  const all = [...lines.values()].map(({ line }) => line);
  const shown = all.filter((line) => isShown(line, listing, opened?.client_id));
  return shown.sort((one, other) => Date.parse(other.last_at) - Date.parse(one.last_at));
}

/**
 * @param {Line} line
 * @param {Listing} listing
 * @param {string | undefined} opened
 */
function isShown(line, { filter, found, end }, opened) {
  const isBeyond = end !== null && Date.parse(line.last_at) < Date.parse(end);
  if (filter.query ? !found.has(line.client_id) : isBeyond) return false;
  // It was read, and so is unread no longer: it does not go away while it is looked at.
  if (filter.unread && line.unread === 0 && line.client_id !== opened) return false;
  return !filter.state || line.state === filter.state;
}
