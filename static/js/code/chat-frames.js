// A project's frames as those of a conversation: what is asked and said here is told by the chat page's own parts.

/**
 * @typedef {import("./types.js").CodeFrame} CodeFrame
 * @typedef {import("./types.js").Snapshot} Snapshot
 * @typedef {import("../chat/types.js").ChatFrame} ChatFrame
 * @typedef {(name: string) => string} Say  words by name
 */

const ICONS = { write: "file", edit: "pen", delete: "bin", read: "eye" };

/**
 * @param {CodeFrame} frame
 * @param {Say} say
 * @returns {ChatFrame | null} null where a conversation has nothing to say
 */
export function chatFrame(frame, say) {
  switch (frame.type) {
    case "state":
      return { type: "state", offset: frame.offset, state: conversation(frame.state, say) };
    case "status":
      if (!frame.run) return null;
      return { type: "status", status: "thinking", run: frame.run, data: frame.prompt ? { query: frame.prompt } : {} };
    case "text":
      return { type: "chunk", content: frame.content, is_final: false, run: frame.run };
    case "file_started":
      return { type: "status", status: "tool_calling", run: frame.run, data: tool(frame, say(`${frame.action}-now`)) };
    case "file_ended":
      return { type: "status", status: "tool_completed", run: frame.run, data: outcome(frame, say) };
    case "code_generated":
      return frame.run ? { type: "status", status: "completed", run: frame.run, data: {} } : null;
    case "error":
      return failure(frame);
    case "file_delta":
    case "presence":
      return null;
    default:
      return frame;
  }
}

/**
 * @param {{path: string, action: import("./types.js").Action}} of
 * @param {string} message
 */
function tool({ path, action }, message) {
  return { tool: path, message, icon: ICONS[action] ?? "file" };
}

/**
 * @param {{path: string, action: import("./types.js").Action, ok?: boolean, reason?: string | null}} ended
 * @param {Say} say
 */
function outcome({ ok = true, reason, ...of }, say) {
  if (ok) return tool(of, say(`${of.action}-done`));
  return { ...tool(of, reason || say("refused-file")), refused: true };
}

/**
 * @param {import("./types.js").ErrorFrame} frame
 * @returns {ChatFrame}
 */
function failure({ message, code = "", run, client_message_id }) {
  if (run && code === "stopped") return { type: "status", status: "completed", run, data: { stopped: true } };
  const about = { ...(run && { run }), ...(client_message_id && { client_message_id }) };
  return { type: "error", content: message, code, ...about };
}

/**
 * @param {Snapshot} snapshot
 * @param {Say} say
 * @returns {import("../chat/types.js").Snapshot}
 */
function conversation({ turns, run, queue }, say) {
  const tools = (run?.working ?? []).map((file) => ({
    ...(file.open ? tool(file, say(`${file.action}-now`)) : outcome(file, say)),
    status: /** @type {"calling" | "completed"} */ (file.open ? "calling" : "completed"),
  }));
  return {
    messages: turns.flatMap(messages),
    run: run && { run: run.run, query: run.prompt, text: run.said, tools },
    queue: queue.map((waiting) => ({ run: waiting.run, query: waiting.prompt })),
  };
}

/**
 * @param {import("./types.js").StoredTurn} turn
 * @param {number} place
 * @returns {import("../chat/types.js").StoredMessage[]}
 */
function messages({ run, prompt, answer, status, error }, place) {
  const told = { run, status, error: status === "stopped" ? "" : error };
  return [
    { id: 2 * place, role: "user", text: prompt, ...told },
    { id: 2 * place + 1, role: "assistant", text: answer, ...told },
  ];
}
