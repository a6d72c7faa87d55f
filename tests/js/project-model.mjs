// A model of the server's side of 000 for who asked for `?stream=files`: it speaks the frames and can give its state
// at any moment. The tests compare what a page makes of the one with what it makes of the other.

import { byteLength } from "../../static/js/code/sizes.js";

export class ProjectModel {
  offset = 0;
  frames = [];
  version = 0;
  files = new Map();
  turns = [];
  run = null;
  queue = [];
  people = [];

  ask(run, prompt) {
    this.queue.push({ run, prompt });
    return this;
  }

  begin() {
    const { run, prompt } = this.queue.shift();
    this.run = { run, prompt, said: "", working: new Map(), files: new Map(this.files) };
    return this.#tell({ type: "status", status: "processing", message: "正在生成代码，请稍候...", prompt });
  }

  say(content) {
    this.run.said += content;
    return this.#tell({ type: "text", content });
  }

  start(path, action) {
    const { working } = this.run;
    working.delete(path);
    working.set(path, { path, action, open: true, content: action === "write" ? "" : null });
    return this.#tell({ type: "file_started", path, action });
  }

  write(path, content) {
    this.run.working.get(path).content += content;
    return this.#tell({ type: "file_delta", path, content });
  }

  end(path, told = {}) {
    const file = this.run.working.get(path);
    const ended = { ok: true, content: null, reason: null, ...told };
    const { ok, content, reason } = ended;
    Object.assign(file, { open: false, ok }, reason && { reason }, content !== null && { content });
    if (ok && file.action === "delete") this.run.files.delete(path);
    else if (ok && file.action !== "read") this.run.files.set(path, file.content);
    const bytes = ok ? byteLength(this.run.files.get(path) ?? "") : 0;
    return this.#tell({ type: "file_ended", path, action: file.action, bytes, ...ended });
  }

  complete() {
    const changed = [...this.run.working.values()].some((file) => file.ok && file.action !== "read");
    if (changed) [this.version, this.files] = [this.version + 1, this.run.files];
    const message = this.run.said;
    return this.#finish("completed", "", { ...this.#generated(), changed, message }, changed ? this.version : null);
  }

  fail(code = "failed") {
    const message = `生成代码时出错: ${code === "stopped" ? "已停止 (stopped)" : "x"}`;
    return this.#finish(code, message, { type: "error", message, code, said: this.run.said }, null);
  }

  /** Somebody restores; that is no run. */
  restore(files) {
    [this.version, this.files] = [this.version + 1, new Map(Object.entries(files))];
    this.frames.push({ ...this.#generated(), changed: true, run: null, offset: ++this.offset });
    return this;
  }

  come(...names) {
    this.people = names.map((name) => ({ name, connections: 1 }));
    this.frames.push({ type: "presence", people: this.people, run: null, offset: ++this.offset });
    return this;
  }

  state() {
    const { run, version, turns, queue, people, offset } = this;
    const running = run && { run: run.run, prompt: run.prompt, said: run.said, working: [...run.working.values()] };
    const files = this.#listed().map(({ path, bytes }) => ({ path, bytes }));
    return structuredClone({ type: "state", offset, state: { version, files, turns, run: running, queue, people } });
  }

  #listed() {
    return [...this.files].map(([path, content]) => ({ path, content, bytes: byteLength(content) }));
  }

  #generated() {
    return { type: "code_generated", files: this.#listed(), version: this.version };
  }

  #finish(status, error, frame, version) {
    const { run, prompt, said } = this.run;
    this.#tell(frame);
    this.turns.push({ run, prompt, answer: said, status, error, version });
    this.run = null;
    return this;
  }

  #tell(frame) {
    this.frames.push({ ...frame, run: this.run.run, offset: ++this.offset });
    return this;
  }
}
