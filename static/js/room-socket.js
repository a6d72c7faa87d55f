import { delayBefore, judge } from "./closing.js";
import { Connection } from "./connection.js";
import { Outbox } from "./outbox.js";

// One room over a connection that may break: it comes back by itself, says what it has already seen, and sends
// again what was never confirmed. It knows nothing of what the frames mean. To use it elsewhere, take what it
// imports along.
//
//   const room = new RoomSocket(url);
//   room.on("frame", ({ detail }) => …);
//   room.open();
//   room.send({ query: "…" });
//
// A page whose session does not count there brings tickets:
//
//   const room = new RoomSocket(url, { ticket });
//
//   async function ticket() {
//     const reply = await fetch("/your/own/ticket", { method: "POST" });
//     if (reply.status === 401 || reply.status === 403) return null;  // it stays away
//     if (!reply.ok) throw new Error(`No ticket: ${reply.status}`);   // it asks again, after growing pauses
//     return reply.json();  // {"ticket": "tw1_…", "expires_at": "2026-01-01T12:15:00Z"}, or just the string
//   }

/**
 * @typedef {{type: string} & Record<string, unknown>} Frame
 *
 * @typedef {object} Status
 * @property {"connecting" | "connected" | "reconnecting" | "offline"} phase
 * @property {import("./closing.js").Reason | null} reason  why it is not connected
 * @property {boolean} final    it will not try again by itself
 * @property {number | null} delay  milliseconds until the next try, when one is planned
 *
 * @typedef {object} RoomSocketEvents
 * @property {CustomEvent<Frame>} frame     every frame but the two below, in the order of the wire; with tickets,
 *   `auth_success` is none either
 * @property {CustomEvent<Frame>} resumed   the first frame of a connection; with `recovered` the missed frames follow
 * @property {CustomEvent<Frame>} state     the whole state, in place of frames that are not known any more
 * @property {CustomEvent<Status>} status   the connection changed
 *
 * @typedef {object} Options
 * @property {import("./tickets.js").TicketSource} [ticket]  asked before each connection, and in time before the
 *   ticket ends; without it the browser's session, or open access, has to do
 *
 * @typedef {object} Surroundings  what the tests replace
 * @property {new (url: string) => WebSocket} [Socket]
 * @property {() => number} [random]
 * @property {EventTarget} [page]      hears `online`
 * @property {EventTarget & {visibilityState?: string}} [tab]  hears `visibilitychange`
 * @property {() => boolean} [isOnline]
 */

// A connection must last this long before the delays start from the shortest again. Opening proves nothing: a
// server that accepts and closes, or that a command of ours brings down each time, must meet growing delays.
const STEADY = 3_000;

export class RoomSocket extends EventTarget {
  /** The highest offset seen in this epoch. */
  offset = 0;
  /** @type {string | null} changes when the server's history does not continue ours */
  epoch = null;
  /** @type {Status} */
  status = { phase: "offline", reason: null, final: true, delay: null };

  #url;
  #around;
  #ticket;
  #outbox = new Outbox();
  /** @type {Connection | null} */
  #connection = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} what the present phase waits for: being steady, the next try */
  #timer;
  #attempt = 0;
  #wanted = false;

  /**
   * @param {string | URL} url  may have a query of its own
   * @param {Options & Surroundings} [options]
   */
  constructor(url, { ticket, ...around } = {}) {
    super();
    this.#url = new URL(url);
    this.#ticket = ticket ?? null;
    this.#around = {
      Socket: around.Socket ?? WebSocket,
      random: around.random ?? Math.random,
      isOnline: around.isOnline ?? (() => navigator.onLine),
    };
    const tab = around.tab ?? document;
    (around.page ?? window).addEventListener("online", () => this.#retrySoon());
    tab.addEventListener("visibilitychange", () => tab.visibilityState === "visible" && this.#retrySoon());
  }

  /**
   * addEventListener with the type of the event.
   *
   * @template {keyof RoomSocketEvents} K
   * @param {K} name
   * @param {(event: RoomSocketEvents[K]) => void} listener
   */
  on(name, listener) {
    this.addEventListener(name, /** @type {EventListener} */ (/** @type {unknown} */ (listener)));
  }

  /** Connects, now, whatever it was waiting for. */
  open() {
    this.#wanted = true;
    if (!this.#connection) this.#connect();
  }

  close() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#connection?.close();
    this.#connection = null;
    this.#report({ phase: "offline", reason: null, final: true, delay: null });
  }

  /**
   * Sends now or as soon as there is a connection, again after every reconnect, until the server confirms it.
   *
   * @param {Record<string, unknown>} command
   * @returns {string} the client_message_id under which `accepted` or `error` will answer
   */
  send(command) {
    const id = this.#outbox.add(command);
    const connection = this.#connection;
    if (connection?.takesCommands) this.#outbox.flush((text) => connection.send(text), id);
    return id;
  }

  /**
   * Sends what is worth nothing later, that somebody is writing for one: now, or not at all.
   *
   * @param {Record<string, unknown>} command
   */
  mention(command) {
    if (this.#connection?.takesCommands) this.#connection.send(JSON.stringify(command));
  }

  #address() {
    const url = new URL(this.#url);
    const knowsThePlace = this.offset > 0 && this.epoch !== null;
    url.searchParams.set("since", knowsThePlace ? String(this.offset) : "0");
    if (knowsThePlace) url.searchParams.set("epoch", String(this.epoch));
    return url.href;
  }

  #connect() {
    clearTimeout(this.#timer);
    const means = { Socket: this.#around.Socket, ticket: this.#ticket };
    const connection = new Connection(this.#address(), means, {
      opened: () => this.#outbox.flush((text) => connection.send(text)),
      entered: () => this.#enter(),
      heard: (data) => this.#read(data),
      lost: (end) => this.#lose(end),
    });
    this.#connection = connection;
    const phase = this.#attempt > 0 ? "reconnecting" : "connecting";
    this.#report({ phase, reason: this.status.reason, final: false, delay: null });
  }

  /** The server speaks. An open socket alone may still wait for somebody to show who they are. */
  #enter() {
    this.#timer = setTimeout(() => (this.#attempt = 0), STEADY);
    this.#report({ phase: "connected", reason: null, final: false, delay: null });
  }

  /** @param {unknown} data */
  #read(data) {
    const frame = parse(data);
    if (!frame || (frame.type === "auth_success" && this.#ticket)) return;
    if (frame.type === "resumed") return this.#resume(frame);
    if (frame.type === "state") return this.#replace(frame);
    if (frame.type === "accepted" || frame.type === "error") this.#settle(frame);
    // The offset of `accepted` does not count: it goes to the asker past the room's queue, so frames with lower
    // offsets may still be on their way, and a reconnect must ask for them.
    if (frame.type !== "accepted" && typeof frame.offset === "number") {
      // Several frames may share one offset (the final chunk and the end of a run), so an equal one is no repeat.
      if (frame.offset < this.offset) return;
      this.offset = frame.offset;
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  /** @param {Frame} frame */
  #resume(frame) {
    this.epoch = typeof frame.epoch === "string" ? frame.epoch : null;
    // Our offset belongs to a history that is gone. Should the connection break before the state arrives, the
    // next one must not ask for "since 500" of the new epoch.
    if (frame.recovered !== true) this.offset = 0;
    this.dispatchEvent(new CustomEvent("resumed", { detail: frame }));
  }

  /** @param {Frame} frame */
  #replace(frame) {
    if (typeof frame.offset === "number") this.offset = frame.offset;
    this.dispatchEvent(new CustomEvent("state", { detail: frame }));
  }

  /** @param {Frame} frame */
  #settle(frame) {
    if (typeof frame.client_message_id === "string") this.#outbox.settle(frame.client_message_id);
  }

  /** @param {import("./connection.js").End} end */
  #lose({ code, why, opened, denied }) {
    clearTimeout(this.#timer);
    this.#connection = null;
    const verdict = judge(code, opened, why);
    if (verdict.blames) this.#refuseSent(verdict.reason);
    const curable = code === 4401 && this.#ticket !== null && !denied;
    if (!this.#wanted || (verdict.final && !curable)) {
      return this.#report({ phase: "offline", reason: verdict.reason, final: true, delay: null });
    }
    const delay = delayBefore(this.#attempt, verdict, this.#around.random);
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), delay);
    const online = this.#around.isOnline();
    this.#report({
      phase: online ? "reconnecting" : "offline",
      reason: online ? verdict.reason : "network",
      final: false,
      delay,
    });
  }

  /**
   * The server closed because of a command and could not say which. Told as the error frame that it would have sent.
   *
   * @param {import("./closing.js").Reason} code
   */
  #refuseSent(code) {
    for (const id of this.#outbox.dropSent()) {
      const detail = { type: "error", content: "", code, retryable: false, client_message_id: id };
      this.dispatchEvent(new CustomEvent("frame", { detail }));
    }
  }

  /** The network or the reader is back: the planned wait has lost its reason, unless the server asked for it. */
  #retrySoon() {
    const waits = this.#wanted && !this.#connection && !this.status.final;
    if (waits && this.status.reason !== "busy") this.#connect();
  }

  /** @param {Status} status */
  #report(status) {
    this.status = status;
    this.dispatchEvent(new CustomEvent("status", { detail: status }));
  }
}

/**
 * @param {unknown} data
 * @returns {Frame | null} null for what is no frame: a newer server may speak of things that we do not know
 */
function parse(data) {
  if (typeof data !== "string") return null;
  try {
    const value = JSON.parse(data);
    return value !== null && typeof value === "object" && typeof value.type === "string" ? value : null;
  } catch {
    return null;
  }
}
