// The assistant's frames as those of a conversation: what is asked and said is told by the chat page's own parts.

/**
 * @typedef {import("./types.js").AssistantFrame} AssistantFrame
 * @typedef {import("./types.js").Happening} Happening
 * @typedef {import("../chat/types.js").ChatFrame} ChatFrame
 */

const ICONS = new Map([
  ["weather", "cloud"],
  ["forecast", "cloud"],
  ["news", "news"],
  ["recipe", "food"],
  ["recipes", "food"],
  ["todo", "note"],
  ["todos", "note"],
  ["note", "note"],
  ["notes", "note"],
]);

/**
 * @param {AssistantFrame} frame
 * @returns {ChatFrame | null} null where a conversation has nothing to say
 */
export function chatFrame(frame) {
  switch (frame.type) {
    case "state":
      return { type: "state", offset: frame.offset, state: conversation(frame.state) };
    case "ai_started":
      return { type: "status", status: "thinking", run: frame.run, data: { query: frame.content.query } };
    case "ai_delta":
      return { type: "chunk", content: frame.content, is_final: false, run: frame.run };
    case "ai_event":
      return toolFrame(frame.content, frame.run);
    case "ai_ended":
      return { type: "status", status: "completed", run: frame.run, data: { stopped: frame.content.stopped } };
    case "ai_error":
      return { type: "error", content: frame.content.details, code: frame.code, run: frame.run };
    case "error":
      return refusal(frame);
    case "accepted":
    case "asked":
    case "withdrawn":
    case "noticed":
      return frame;
    default:
      return null;
  }
}

/**
 * @param {Happening} event
 * @param {string} run
 * @returns {ChatFrame | null}
 */
function toolFrame(event, run) {
  if (event.type === "tool_call") return { type: "status", status: "tool_calling", run, data: called(event) };
  if (event.type === "tool_output") return { type: "status", status: "tool_completed", run, data: returned(event) };
  return null;
}

/** @param {Happening} event */
function called({ id, content, metadata }) {
  const given = Object(metadata?.tool_args);
  const message = Object.values(given).map(plain).join(", ");
  return { tool: content, call_id: String(metadata?.call_id ?? id), icon: iconOf(content), message: brief(message) };
}

/** @param {Happening} event */
function returned({ id, metadata }) {
  const tool = String(metadata?.tool ?? "");
  const about = { tool, call_id: String(metadata?.call_id ?? id), icon: iconOf(tool) };
  return metadata?.ok === false ? { ...about, refused: true } : about;
}

/** @param {string} tool */
function iconOf(tool) {
  const named = tool.split("_").find((word) => ICONS.has(word)) ?? "";
  return ICONS.get(named) ?? "wrench";
}

/**
 * Whatever came, as text.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function plain(value) {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

const BRIEF = 80;

/** @param {string} text */
function brief(text) {
  return text.length <= BRIEF ? text : `${text.slice(0, BRIEF - 1)}…`;
}

/**
 * @param {import("./types.js").ErrorFrame} frame
 * @returns {ChatFrame}
 */
function refusal({ content, code = "", client_message_id }) {
  // What the page words itself, when the server had closed before it could, is a string.
  const text = typeof content === "object" ? plain(content.error_message) : content;
  return { type: "error", content: text, code, ...(client_message_id && { client_message_id }) };
}

/**
 * @param {import("./types.js").Snapshot} snapshot
 * @returns {import("../chat/types.js").Snapshot}
 */
function conversation({ messages, run, queue }) {
  const told = messages.map((message) => ({ ...message, tools: toolsOf(message.details.events ?? []) }));
  return { messages: told, run: run && running(run), queue };
}

/** @param {import("./types.js").RunningAnswer} answer */
function running({ run, query, response, truncated }) {
  const text = truncated ? `${response.raw_response} …` : response.raw_response;
  return { run, query, text, tools: toolsOf(response.events) };
}

/** @param {Happening[]} events */
function toolsOf(events) {
  /** @type {Map<string, import("../chat/types.js").ToolData>} */
  const tools = new Map();
  for (const event of events) {
    if (event.type === "tool_call") tools.set(called(event).call_id, { ...called(event), status: "calling" });
    if (event.type === "tool_output") tools.set(returned(event).call_id, { ...returned(event), status: "completed" });
  }
  return [...tools.values()];
}
