import { plain } from "./chat-frames.js";

// The timeline: what happened in runs, and what was sent to the room. Pure.

/**
 * @typedef {import("./types.js").Happening} Happening
 * @typedef {import("./types.js").AssistantFrame} AssistantFrame
 * @typedef {readonly Happening[]} Happenings
 */

// Longer than anybody reads back; the admin's replay has all.
const KEPT = 300;

const KNOWN = new Set(
  ("accepted asked withdrawn noticed auth_success connect error ping pong presence state resumed "
    + "ai_delta ai_ended ai_error ai_event ai_response ai_started").split(" "),
);

/**
 * @param {Happenings} happenings
 * @param {AssistantFrame} frame
 * @returns {Happenings} the same object when nothing changed
 */
export function foldHappenings(happenings, frame) {
  if (frame.type === "state") return joined(happenings, frame.state.run?.response);
  if (frame.type === "ai_event") return frame.content.type === "context" ? happenings : add(happenings, frame.content);
  const sent = broadcastOf(frame);
  return sent ? add(happenings, sent) : happenings;
}

/**
 * @param {Happenings} happenings
 * @param {Happening} one
 */
function add(happenings, one) {
  return [...happenings, one].slice(-KEPT);
}

/**
 * A state tells the running answer's events; what is known already stays, and is not there twice.
 *
 * @param {Happenings} happenings
 * @param {import("./types.js").ChatResponse | undefined} response
 */
function joined(happenings, response) {
  if (!response) return happenings;
  const tripped = response.guardrails.map((item) => ({
    id: item.id,
    type: "guardrail",
    agent: response.current_agent,
    content: "",
    metadata: /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (item)),
    timestamp: item.timestamp,
  }));
  const told = [...tripped, ...response.events];
  const ids = new Set(told.map(({ id }) => id));
  return [...happenings.filter(({ id }) => !ids.has(id)), ...told].slice(-KEPT);
}

/**
 * @param {AssistantFrame | import("./types.js").BroadcastFrame} frame
 * @returns {Happening | null} null for what nobody has posted
 */
export function broadcastOf(frame) {
  if (KNOWN.has(frame.type) || !("sender_id" in frame) || frame.sender_id !== "system") return null;
  const { id, type, content, timestamp } = /** @type {import("./types.js").BroadcastFrame} */ (frame);
  return { id, type: "broadcast", agent: "", content: plain(content), metadata: { type }, timestamp: Date.parse(timestamp) };
}
