import { linesHeard, linesTold, listingHeard, listingTold, NO_LISTING, unreadAfter } from "./lines.js";
import { openedHeard, openedTold, opening } from "./opened.js";
import { foldSent } from "./sent.js";

// The inbox's whole logic: state and a frame make the next state. No DOM, no clock, no socket, so node tests it.
// Invariant (tests/js/inbox-fold.test.mjs): what was there at first and the news since equal what is told afresh.

/**
 * @typedef {import("./types.js").InboxState} InboxState
 * @typedef {import("./types.js").InboxFrame} InboxFrame
 * @typedef {import("./types.js").NewsFrame} NewsFrame
 */

/** @type {InboxState} */
export const EMPTY = {
  lines: new Map(),
  listing: NO_LISTING,
  opened: null,
  sent: [],
  writing: new Map(),
  unread: 0,
  canned: [],
  people: [],
  notice: null,
  heard: 0,
};

/**
 * @param {InboxState} state
 * @param {InboxFrame} frame
 * @returns {InboxState}
 */
export function fold(state, frame) {
  const next = told(state, frame);
  const sent = foldSent(next.sent, frame, next.opened);
  return sent === next.sent ? next : { ...next, sent };
}

/**
 * @param {InboxState} state
 * @param {InboxFrame} frame
 * @returns {InboxState}
 */
function told(state, frame) {
  switch (frame.type) {
    case "state":
      return fresh(state, frame.state);
    case "news":
      return heard(state, frame);
    case "conversation":
      return read(state, frame);
    case "conversations":
      return listed(state, frame.conversations, frame.more);
    case "asked_list":
      return { ...state, listing: asking(state, frame) };
    case "asked_conversation":
      return { ...state, opened: openedNow(state, frame.client_id) };
    case "presence":
      return { ...state, people: frame.people };
    case "silent":
      return { ...state, writing: new Map(state.writing).set(frame.client_id, { visitor: false, owner: false }) };
    case "error":
      return refused(state, frame);
    case "noticed":
      return { ...state, notice: null };
    default:
      return state; // for foldSent, of no concern, or of a newer server
  }
}

/**
 * A conversation that is open stays; the page asks for what it has missed of it, and for what its filter finds.
 *
 * @param {InboxState} state
 * @param {import("./types.js").Snapshot} snapshot
 * @returns {InboxState}
 */
function fresh(state, { conversations, more, unread, canned_replies: canned, people }) {
  const open = state.lines.get(state.opened?.client_id ?? "");
  /** @type {import("./lines.js").Lines} */
  const kept = open ? new Map([[open.line.client_id, open]]) : new Map();
  const lines = linesTold(kept, conversations, state.heard, state.heard);
  const listing = { ...listingTold({ ...NO_LISTING, filter: state.listing.filter }, conversations, more), asked: 0 };
  return { ...state, lines, listing, unread, canned, people, writing: new Map() };
}

/**
 * @param {InboxState} state
 * @param {NewsFrame} news
 * @returns {InboxState}
 */
function heard(state, news) {
  const now = state.heard + 1;
  return {
    ...state,
    heard: now,
    unread: unreadAfter(state, news),
    lines: linesHeard(state.lines, news, now),
    listing: listingHeard(state.listing, news),
    opened: state.opened && openedHeard(state.opened, news),
    writing: writes(state.writing, news),
  };
}

/**
 * @param {InboxState["writing"]} writing
 * @param {NewsFrame} news
 * @returns {InboxState["writing"]}
 */
function writes(writing, { news, conversation: { client_id }, sender, typing, message }) {
  const before = writing.get(client_id) ?? { visitor: false, owner: false };
  const who = news === "typing" ? sender : message?.sender;
  if (who !== "visitor" && who !== "owner") return writing;
  return new Map(writing).set(client_id, { ...before, [who]: news === "typing" && typing === true });
}

/**
 * @param {InboxState} state
 * @param {import("./types.js").ConversationFrame} frame
 * @returns {InboxState}
 */
function read(state, frame) {
  const { opened } = state;
  if (opened?.client_id !== frame.conversation.client_id) return state;
  const lines = linesTold(state.lines, [frame.conversation], opened.heard, state.heard);
  return { ...state, lines, opened: openedTold(opened, frame) };
}

/**
 * @param {InboxState} state
 * @param {string | null} client_id
 */
function openedNow({ opened, heard }, client_id) {
  if (client_id === null) return null;
  return opened?.client_id === client_id ? { ...opened, heard } : opening(client_id, heard);
}

/**
 * @param {InboxState} state
 * @param {import("./types.js").AskedListFrame} frame
 */
function asking({ listing, heard }, { filter, further }) {
  return { ...listing, filter, further, heard, asked: listing.asked + 1 };
}

/**
 * @param {InboxState} state
 * @param {import("./types.js").Line[]} conversations
 * @param {boolean} more
 * @returns {InboxState}
 */
function listed(state, conversations, more) {
  const lines = linesTold(state.lines, conversations, state.listing.heard, state.heard);
  const listing = { ...state.listing, asked: Math.max(0, state.listing.asked - 1) };
  // Whoever asks again meanwhile wants that only.
  return { ...state, lines, listing: listing.asked > 0 ? listing : listingTold(listing, conversations, more) };
}

/**
 * @param {InboxState} state
 * @param {import("./types.js").ErrorFrame} frame
 * @returns {InboxState}
 */
function refused(state, { message: text, code = "", command, client_message_id: id }) {
  if (state.sent.some((each) => each.id === id)) return state;
  const listing = { ...state.listing, asked: Math.max(0, state.listing.asked - Number(command === "find")) };
  return { ...state, listing, notice: { text, code } };
}
