// A model of the server's side of 004 for who asked for `?stream=delta`: it speaks the frames and can give its state
// at any moment. The tests compare what a page makes of the one with what it makes of the other.

const TRIAGE = "Triage Agent";
export const AGENTS = [
  { name: TRIAGE, description: "first", handoffs: ["Weather Agent"], tools: [], input_guardrails: ["Relevance Guardrail"] },
  { name: "Weather Agent", description: "weather", handoffs: [TRIAGE], tools: ["get_forecast"], input_guardrails: [] },
];

export class AssistantModel {
  offset = 0;
  frames = [];
  messages = [];
  run = null;
  queue = [];
  people = [];
  context = {};
  #ids = 0;

  ask(run, query) {
    this.queue.push({ run, query, user_id: "ada" });
    return this;
  }

  begin() {
    const { run, query } = this.queue.shift();
    this.run = { run, query, agent: TRIAGE, text: "", begun: 0, messages: [], events: [], guardrails: [] };
    return this.#tell("ai_started", { conversation_id: "c", current_agent: TRIAGE, query });
  }

  say(text) {
    this.run.text += text;
    this.frames.push({ type: "ai_delta", content: text, run: this.run.run, offset: ++this.offset });
    return this;
  }

  endMessage() {
    const { agent, text, begun } = this.run;
    if (text.length === begun) return this;
    this.run.messages.push({ content: text.slice(begun), agent });
    this.run.begun = text.length;
    return this.#happens("message", "", null, text.slice(begun));
  }

  handOver(target) {
    this.endMessage();
    const source = this.run.agent;
    this.#happens("handoff", `${source} -> ${target}`, { source_agent: source, target_agent: target });
    this.run.agent = target;
    return this;
  }

  call(tool, tool_args, call_id) {
    return this.endMessage().#happens("tool_call", tool, { tool_args, call_id });
  }

  answer(tool, tool_result, call_id, ok = true) {
    return this.#happens("tool_output", JSON.stringify(tool_result), { tool, call_id, ok, tool_result });
  }

  trip(name) {
    const item = { id: this.#id(), name, input: this.run.query, reasoning: "it is about code", passed: false, timestamp: 1 };
    this.run.guardrails.push(item);
    const event = { id: item.id, type: "guardrail", agent: this.run.agent, content: "", metadata: item, timestamp: 1 };
    return this.#tell("ai_event", event);
  }

  /** The context as the run finds it. */
  find(context) {
    this.context = context;
    const about = { id: this.#id(), type: "context", agent: this.run.agent, content: "" };
    return this.#tell("ai_event", { ...about, metadata: context, timestamp: 1 });
  }

  keep(changes) {
    const now = Object.entries({ ...this.context, ...changes }).filter(([, value]) => value !== null);
    this.context = Object.fromEntries(now);
    return this.#happens("context_update", "", { changes });
  }

  complete(stopped = false) {
    this.endMessage();
    this.#tell("ai_ended", { message: "对话完成", is_finished: true, stopped });
    return this.#finish(stopped ? "stopped" : "completed", "");
  }

  fail(code = "failed") {
    this.#tell("ai_error", { error: "流式处理失败", details: "it broke off" }, { code });
    return this.#finish(code, "it broke off");
  }

  come(...names) {
    this.people = names.map((name) => ({ name, connections: 1 }));
    this.frames.push({ type: "presence", people: this.people, total: names.length, offset: ++this.offset });
    return this;
  }

  broadcast(type, content) {
    const frame = { id: this.#id(), type, content, sender_id: "system", receiver_id: null, room_id: "r", metadata: {} };
    this.frames.push({ ...frame, timestamp: "2026-01-01T12:00:00.000+00:00", offset: ++this.offset });
    return this;
  }

  state({ truncated = false } = {}) {
    const { run, messages, queue, people, context, offset } = this;
    const state = { user_id: "ada", room_id: "r", messages, run: run && this.#running(truncated), queue, context };
    return structuredClone({ type: "state", offset, state: { ...state, agents: AGENTS, people, total: people.length } });
  }

  #running(truncated) {
    const { run, query, agent: current_agent, text: raw_response, messages, events, guardrails } = this.run;
    const response = { current_agent, messages, events, raw_response, guardrails, context: {}, agents: [] };
    return { run, query, user_id: "ada", response, truncated };
  }

  #id() {
    return `e${++this.#ids}`;
  }

  #happens(type, content, metadata, inSnapshots = content) {
    const event = { id: this.#id(), type, agent: this.run.agent, content, metadata, timestamp: 1 };
    this.run.events.push({ ...event, content: inSnapshots });
    return this.#tell("ai_event", event);
  }

  #tell(type, content, extra = {}) {
    const place = { sender_id: "ai_assistant", receiver_id: "ada", room_id: "r", metadata: {}, run: this.run.run };
    this.frames.push({ type, content, ...place, ...extra, offset: ++this.offset });
    return this;
  }

  #finish(status, error) {
    const { run, query, agent, text, begun, events, guardrails } = this.run;
    const spoken = text.length > begun ? [...this.run.messages, { content: text.slice(begun), agent }] : this.run.messages;
    const parts = spoken.map((message) => ({ agent: message.agent, characters: [...message.content].length }));
    const told = { run, status, truncated: false };
    this.messages.push({ id: this.messages.length, role: "user", text: query, error: "", ...told, details: {} });
    const details = { agent, parts, events, guardrails };
    this.messages.push({ id: this.messages.length, role: "assistant", text, error, ...told, details });
    this.run = null;
    return this;
  }
}
