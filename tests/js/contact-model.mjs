// A model of the server's side of 003 for who asked for `?stream=delta`: it speaks the frames and can give its state
// at any moment. The tests compare what a page makes of the one with what it makes of the other.

export class ContactModel {
  offset = 0;
  frames = [];
  messages = [];
  who = "ai";
  away = false;
  run = null;
  #queued = null;
  #ids = 0;

  /** The visitor writes; what waits is answered together. */
  write(text, { run = null } = {}) {
    if (this.who === "closed") this.#become("ai");
    if (this.who === "ai") this.#queued ??= run ?? `r${this.offset}`;
    return this.#said("visitor", text, { run: (this.who === "ai" && this.#queued) || "" });
  }

  begin() {
    this.run = { run: this.#queued, text: "", told: 0 };
    this.#queued = null;
    return this.#tell({ type: "typing", sender: "assistant", typing: true, run: this.run.run });
  }

  say(text) {
    this.run.text += text;
    return this.#tell({ type: "delta", text, run: this.run.run });
  }

  /** In time: what there is becomes a message; who hears deltas is not told. */
  tellPart() {
    const { run, text, told } = this.run;
    this.#store("assistant", text.slice(told) || "正在查找资料", { run, ...(text.length === told && { notice: true }) });
    this.run.told = text.length;
    this.offset += 1;
    return this;
  }

  end(status = "completed") {
    const { run, text, told } = this.run;
    const rest = text.slice(told);
    if (rest || told === 0 || status !== "completed") this.#store("assistant", rest, { run, ...(status !== "completed" && { status }) });
    this.run = null;
    if (status === "failed") return this.#tell({ type: "error", message: "处理消息时出错: x", code: "failed", run });
    return this.#tell({ type: "answer_ended", status, run });
  }

  takeOver(who = "owner") {
    const cut = this.run;
    if (cut) {
      const rest = cut.text.slice(cut.told);
      if (rest) this.#store("assistant", rest, { run: cut.run, status: "taken_over" });
      this.offset += 1;
    }
    this.run = this.#queued = null;
    this.#become(who);
    // Nothing of the AI's comes after that, but that its run has ended.
    return cut ? this.#tell({ type: "answer_ended", status: "stopped", run: cut.run }) : this;
  }

  handBack() {
    return this.#become("ai");
  }

  reply(text) {
    return this.#said("owner", text);
  }

  broadcast(text) {
    return this.#said("owner", text, { broadcast: true });
  }

  spent() {
    return this.#said("assistant", "AI 助手今天暂时无法回答", { notice: true });
  }

  leave(away = true) {
    this.away = away;
    return this.#tell({ type: "away", away });
  }

  state() {
    const { offset, messages, who: state, away, run } = this;
    const told = { client_id: "c", ticket: "t", state, away, messages, run: run && { run: run.run, text: run.text } };
    return structuredClone({ type: "state", offset, state: told });
  }

  #become(state) {
    this.who = state;
    this.away = false;
    return this.#tell({ type: "takeover", state });
  }

  #said(sender, text, more = {}) {
    const { id, at } = this.#store(sender, text, more);
    const told = more.broadcast ? { broadcast: true } : {};
    return this.#tell({ type: "chat_message", message: text, sender, timestamp: at, message_id: id, ...told });
  }

  #store(sender, text, more) {
    const id = `m${++this.#ids}`;
    const message = { id, sender, text, at: `2026-01-01T12:00:${String(this.#ids).padStart(2, "0")}+00:00`, run: "", ...more };
    this.messages.push(message);
    return message;
  }

  #tell(frame) {
    this.frames.push({ ...frame, offset: ++this.offset });
    return this;
  }
}
