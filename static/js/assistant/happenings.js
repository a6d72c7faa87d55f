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
  if (frame.type === "state") return joined(happenings, frame.state);
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
 * A state tells what answers have done; what is known already stays, and is not there twice.
 *
 * @param {Happenings} happenings
 * @param {import("./types.js").Snapshot} snapshot
 */
function joined(happenings, { messages, run }) {
  const stored = messages.flatMap(({ details }) => happened(details.agent, details.guardrails, details.events));
  const now = run ? happened(run.response.current_agent, run.response.guardrails, run.response.events) : [];
  const heard = new Set(happenings.map(({ id }) => id));
  const told = [...stored, ...now].filter(({ id }) => !heard.has(id));
  return [...happenings, ...told].sort((a, b) => a.timestamp - b.timestamp).slice(-KEPT);
}

/**
 * @param {string} [agent]
 * @param {NonNullable<import("./types.js").Details["guardrails"]>} [guardrails]
 * @param {Happening[]} [events]
 * @returns {Happening[]}
 */
function happened(agent = "", guardrails = [], events = []) {
  const tripped = guardrails.map((item) => ({
    id: item.id,
    type: "guardrail",
    agent,
    content: "",
    metadata: /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (item)),
    timestamp: item.timestamp,
  }));
  return [...tripped, ...events];
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
