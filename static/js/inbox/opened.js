// The conversation that is read: what its pages and the news tell, joined. Pure.

/**
 * @typedef {import("./types.js").Opened} Opened
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").InboxState} InboxState
 *
 * What stands in it, in its order.
 * @typedef {{kind: "message", key: string, at: string, item: Message}
 *   | {kind: "request", key: string, at: string, item: import("./types.js").Request}
 *   | {kind: "note", key: string, at: string, item: import("./types.js").Note}
 *   | {kind: "sent", key: string, at: string, item: import("./types.js").Sent}} Entry
 */

/**
 * @param {string} client_id
 * @param {number} heard
 * @returns {Opened}
 */
export function opening(client_id, heard) {
  return { client_id, messages: [], requests: [], notes: [], more: false, loaded: false, heard };
}

/**
 * A page of it: the newest, or an earlier one. What was heard since it was asked for stays.
 *
 * @param {Opened} opened
 * @param {import("./types.js").ConversationFrame} frame
 * @returns {Opened}
 */
export function openedTold(opened, { messages, requests, notes, more }) {
  const oldest = opened.loaded ? opened.messages[0] : undefined;
  const reachesBack = !oldest || messages.some(({ id }) => id === oldest.id) || isBefore(messages[0], oldest);
  return {
    ...opened,
    messages: joined(opened.messages, messages),
    requests: joined(opened.requests, requests),
    notes: joined(opened.notes, notes),
    more: reachesBack ? more : opened.more,
    loaded: true,
  };
}

/**
 * @param {Opened} opened
 * @param {import("./types.js").NewsFrame} news
 * @returns {Opened} the same object when nothing changed
 */
export function openedHeard(opened, { conversation, message, request, note }) {
  if (conversation.client_id !== opened.client_id) return opened;
  if (message) return { ...opened, messages: joined(opened.messages, [message]) };
  if (request) return { ...opened, requests: joined(opened.requests, [request]) };
  if (note) return { ...opened, notes: joined(opened.notes, [note]) };
  return opened;
}

/**
 * @template {{id: string | number, at: string}} T
 * @param {readonly T[]} known
 * @param {readonly T[]} told
 * @returns {T[]}
 */
function joined(known, told) {
  const items = new Map(known.map((item) => [item.id, item]));
  for (const item of told) items.set(item.id, { ...items.get(item.id), ...item });
  return [...items.values()].sort((one, other) => moment(one) - moment(other));
}

/** @param {{at: string}} item */
const moment = ({ at }) => Date.parse(at);

/**
 * @param {Message | undefined} one
 * @param {Message} other
 */
function isBefore(one, other) {
  return one !== undefined && moment(one) < moment(other);
}

/**
 * All that stands in the conversation, oldest first. Requests and notes before the first message that is here wait
 * until that page has come.
 *
 * @param {Opened} opened
 * @param {readonly import("./types.js").Sent[]} sent
 * @returns {Entry[]}
 */
export function entriesOf({ client_id, messages, requests, notes, more }, sent) {
  /** @type {Entry[]} */
  const told = [
    ...messages.map((item) => ({ kind: /** @type {const} */ ("message"), key: `message ${item.id}`, at: item.at, item })),
    ...requests.map((item) => ({ kind: /** @type {const} */ ("request"), key: `request ${item.id}`, at: item.at, item })),
    ...notes.map((item) => ({ kind: /** @type {const} */ ("note"), key: `note ${item.id}`, at: item.at, item })),
  ];
  const [first] = messages;
  const shown = more && first ? told.filter((entry) => moment(entry) >= moment(first)) : told;
  const mine = sent.filter((item) => item.client_id === client_id);
  return [
    ...shown.sort((one, other) => moment(one) - moment(other)),
    ...mine.map((item) => ({ kind: /** @type {const} */ ("sent"), key: `sent ${item.id}`, at: "", item })),
  ];
}
