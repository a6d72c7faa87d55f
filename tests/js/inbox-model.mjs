// A model of the inbox's server: what happens to conversations, told as news, and what questions are answered with.

export class InboxModel {
  offset = 0;
  frames = [];
  lines = new Map();
  messages = new Map();
  requests = new Map();
  notes = new Map();
  #clock = 0;

  write(client_id, text, { sender = "visitor", ...more } = {}) {
    const line = this.#line(client_id);
    const message = { id: this.#id("m"), sender, text, at: this.#now(), ...more };
    this.messages.get(client_id).push(message);
    const unread = sender === "visitor" ? line.unread + 1 : sender === "owner" ? 0 : line.unread;
    if (sender === "visitor") line.online = true;
    Object.assign(line, { unread, last_text: text, last_sender: sender, last_at: message.at });
    return this.#news("message", client_id, { message });
  }

  request(client_id, message) {
    Object.assign(this.#line(client_id), { requested: true, online: true });
    const request = { id: this.#id("q"), message, user_agent: "", at: this.#now() };
    this.requests.get(client_id).push(request);
    return this.#news("requested", client_id, { request });
  }

  note(client_id, text) {
    const note = { id: ++this.#clock, author: "olga", text, at: this.#now() };
    this.notes.get(client_id).push(note);
    return this.#news("noted", client_id, { note });
  }

  become(client_id, state, owner = null) {
    Object.assign(this.#line(client_id), { state, owner });
    return this.#news("conversation", client_id);
  }

  read(client_id) {
    this.#line(client_id).unread = 0;
    return this.#news("conversation", client_id);
  }

  online(client_id, online) {
    this.#line(client_id).online = online;
    return this.#news("online", client_id, { online });
  }

  type(client_id, sender, typing) {
    return this.#news("typing", client_id, { sender, typing });
  }

  find({ query = "", state = "", unread = false, before = null } = {}, most = 50) {
    const found = [...this.lines.values()]
      .filter((line) => !query || this.messages.get(line.client_id).some(({ text }) => text.includes(query)))
      .filter((line) => (!state || line.state === state) && (!unread || line.unread > 0))
      .filter((line) => before === null || line.last_at < before)
      .sort((one, other) => other.last_at.localeCompare(one.last_at));
    return structuredClone({ type: "conversations", conversations: found.slice(0, most), more: found.length > most });
  }

  open(client_id, { before = null, most = 60 } = {}) {
    const all = this.messages.get(client_id);
    const earlier = before === null ? all : all.slice(0, all.findIndex(({ id }) => id === before));
    const beside = { requests: this.requests.get(client_id), notes: this.notes.get(client_id) };
    const told = { conversation: this.lines.get(client_id), messages: earlier.slice(-most), ...beside };
    return structuredClone({ type: "conversation", ...told, more: earlier.length > most });
  }

  state(most = 50) {
    const { conversations, more } = this.find({}, most);
    const unread = [...this.lines.values()].filter((line) => line.unread > 0).length;
    return { type: "state", offset: this.offset, state: { conversations, more, unread, canned_replies: [], people: [], total: 0 } };
  }

  #line(client_id) {
    const known = this.lines.get(client_id);
    if (known) return known;
    for (const kept of [this.messages, this.requests, this.notes]) kept.set(client_id, []);
    const about = { page: "/", agent: "", language: "en", address: "a", created_at: this.#now(), online: false, requested: false };
    const line = { client_id, state: "ai", owner: null, unread: 0, last_text: "", last_sender: "", last_at: this.#now(), ...about };
    this.lines.set(client_id, line);
    return line;
  }

  #id(kind) {
    return `${kind}${++this.#clock}`;
  }

  #now() {
    this.#clock += 1;
    return new Date(Date.UTC(2026, 0, 1) + this.#clock * 1000).toISOString();
  }

  #news(news, client_id, more = {}) {
    // News do not tell what only a question is answered with.
    const { online, requested, address, created_at, ...conversation } = this.lines.get(client_id);
    this.frames.push(structuredClone({ type: "news", news, conversation, ...more, offset: ++this.offset }));
    return this;
  }
}
