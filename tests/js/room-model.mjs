// A model of the server's side of 002: it speaks the frames of PROTOCOLS.md and can give its state at any moment.
// The tests compare what a page makes of the one with what it makes of the other.

export class RoomModel {
  offset = 0;
  frames = [];
  messages = [];
  run = null;
  queue = [];

  ask(run, query) {
    this.#store("user", query, run, "completed");
    this.queue.push({ run, query });
    return this;
  }

  think() {
    const { run, query } = this.queue.shift();
    this.run = { run, query, text: "", tools: [] };
    return this.#tell({ type: "status", status: "thinking", data: { message: "正在思考...", query } });
  }

  call(data) {
    this.run.tools.push({ ...data, status: "calling" });
    return this.#tell({ type: "status", status: "tool_calling", data });
  }

  called(data) {
    this.run.tools = this.run.tools.map((tool) =>
      tool.call_id === data.call_id ? { ...data, status: "completed" } : tool,
    );
    return this.#tell({ type: "status", status: "tool_completed", data });
  }

  say(content) {
    this.run.text += content;
    return this.#tell({ type: "chunk", content, is_final: false });
  }

  end(stopped = false) {
    const data = stopped ? { message: "回答完成", stopped } : { message: "回答完成" };
    return this.#finish(stopped ? "stopped" : "completed", "", { type: "status", status: "completed", data });
  }

  fail(content, code) {
    const status = code === "interrupted" ? "interrupted" : "failed";
    return this.#finish(status, content, { type: "error", content, ...(code ? { code } : {}) });
  }

  state() {
    const { messages, run, queue } = this;
    return { type: "state", offset: this.offset, state: structuredClone({ user_id: "demo", messages, run, queue }) };
  }

  #finish(status, error, last) {
    const { run, text, tools } = this.run;
    const offset = ++this.offset;
    this.#store("assistant", text, run, status, error, tools);
    // One event, one offset, up to two frames.
    if (text || last.type === "status") this.frames.push({ type: "chunk", content: "", is_final: true, run, offset });
    this.frames.push({ ...last, run, offset });
    this.run = null;
    return this;
  }

  #tell(frame) {
    this.frames.push({ ...frame, run: this.run.run, offset: ++this.offset });
    return this;
  }

  #store(role, text, run, status, error = "", tools = []) {
    const id = this.messages.length + 1;
    this.messages.push({ id, role, text, run, status, error, tools, created_at: "2026-01-01T00:00:00Z" });
  }
}
