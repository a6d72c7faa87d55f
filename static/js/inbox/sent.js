// Replies and notes on their way: shown at the end of their conversation until they are seen in it. Pure.

/**
 * @typedef {import("./types.js").Sent} Sent
 * @typedef {import("./types.js").InboxFrame} InboxFrame
 * @typedef {import("./types.js").Opened} Opened
 */

/**
 * @param {readonly Sent[]} sent
 * @param {InboxFrame} frame
 * @param {Opened | null} opened  after the frame
 * @returns {readonly Sent[]} the same object when nothing changed
 */
export function foldSent(sent, frame, opened) {
  switch (frame.type) {
    case "sent": {
      const { id, client_id, kind, text } = frame;
      return [...sent, { id, client_id, kind, text, phase: "sending", error: "", made: null }];
    }
    case "withdrawn":
      return sent.filter(({ id }) => id !== frame.key);
    case "done":
      return unseen(changed(sent, frame.client_message_id, { made: frame.id ?? "" }), opened);
    case "error":
      return changed(sent, frame.client_message_id, { phase: "refused", error: frame.message });
    case "news":
    case "conversation":
    case "asked_conversation":
      return unseen(sent, opened);
    default:
      return sent;
  }
}

/**
 * @param {readonly Sent[]} sent
 * @param {string | undefined} id
 * @param {Partial<Sent>} change
 */
function changed(sent, id, change) {
  if (!sent.some((each) => each.id === id)) return sent;
  return sent.map((each) => (each.id === id ? { ...each, ...change } : each));
}

/**
 * What was made is found where it was made; in a conversation that nobody looks at, it needs no showing.
 *
 * @param {readonly Sent[]} sent
 * @param {Opened | null} opened
 */
function unseen(sent, opened) {
  const left = sent.filter(({ made, client_id }) => {
    return made === null || (opened?.client_id === client_id && !isIn(opened, made));
  });
  return left.length === sent.length ? sent : left;
}

/**
 * @param {Opened} opened
 * @param {string} made
 */
function isIn({ messages, notes }, made) {
  return messages.some(({ id }) => id === made) || notes.some(({ id }) => String(id) === made);
}
