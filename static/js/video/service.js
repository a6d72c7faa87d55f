import { keptCode, renewedCode } from "./code.js";
import { Observable } from "./observable.js";

// The documented client of the video service: one connection for the browser's code, which comes back five times,
// with a status to watch. Our own page uses RoomSocket, which also recovers what was missed; this is for pages that
// want no more than the document has.
//
//   const service = new WebSocketService();
//   service.status.watch((status) => …);
//   service.onMessage((message) => …);
//   await service.connect();
//   service.sendMessage("帮我生成一个视频");

export const WebSocketStatus = Object.freeze({
  CONNECTING: "connecting",
  CONNECTED: "connected",
  DISCONNECTED: "disconnected",
  ERROR: "error",
});

export const MAX_RECONNECT_ATTEMPTS = 5;
export const RECONNECT_TIMEOUT = 3000;
const GROWTH = 1.5;

/**
 * @param {number} attempt  from 1 on
 * @returns {number} milliseconds before it
 */
export function reconnectDelay(attempt) {
  return RECONNECT_TIMEOUT * GROWTH ** (attempt - 1);
}

/**
 * @typedef {(typeof WebSocketStatus)[keyof typeof WebSocketStatus]} Status
 * @typedef {{type?: string} & Record<string, unknown>} Message
 *
 * @typedef {object} Surroundings
 * @property {string} [baseUrl]  `ws://host/api/ws/video-generation`; by default of the page's own server
 * @property {new (url: string) => WebSocket} [Socket]
 * @property {Storage} [storage]
 */

export class WebSocketService {
  /** @type {Observable<Status>} */
  status = new Observable(/** @type {Status} */ (WebSocketStatus.DISCONNECTED));
  /** @type {Observable<string>} why it is not connected, "" while it is */
  errorMessage = new Observable("");

  #baseUrl;
  #Socket;
  #storage;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Set<(message: Message) => void>} */
  #listeners = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attempts = 0;

  /** @param {Surroundings} [around] */
  constructor({ baseUrl, Socket, storage } = {}) {
    this.#baseUrl = baseUrl ?? ownAddress();
    this.#Socket = Socket ?? WebSocket;
    this.#storage = storage;
  }

  get userCode() {
    return keptCode(this.#storage);
  }

  /** @returns {string} a new code; the next connection uses it */
  refreshUserCode() {
    const code = renewedCode(this.#storage);
    this.disconnect();
    return code;
  }

  /** @returns {Promise<void>} resolves once connected; rejects where this try fails. Further ones follow. */
  connect() {
    this.#drop();
    this.#attempts = 0;
    return this.#open();
  }

  /** Ends the connection, and does not come back. */
  disconnect() {
    this.#drop();
    this.errorMessage.value = "";
    this.status.value = WebSocketStatus.DISCONNECTED;
  }

  /**
   * @param {string} content
   * @returns {boolean} whether it was sent
   */
  sendMessage(content) {
    return this.#send({ content, timestamp: Date.now() });
  }

  /**
   * @param {(message: Message) => void} listener  hears every frame but pings and pongs
   * @returns {() => void} ends it
   */
  onMessage(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns {Promise<void>} */
  #open() {
    this.status.value = WebSocketStatus.CONNECTING;
    const socket = new this.#Socket(`${this.#baseUrl}?code=${encodeURIComponent(this.userCode)}`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#socket === socket && this.#hear(data));
    return new Promise((resolve, reject) => {
      socket.addEventListener("open", () => {
        if (this.#socket !== socket) return;
        this.#attempts = 0;
        this.errorMessage.value = "";
        this.status.value = WebSocketStatus.CONNECTED;
        resolve();
      });
      socket.addEventListener("close", ({ code }) => {
        reject(new Error(`The connection was closed (${code})`));
        if (this.#socket === socket) this.#lose(code);
      });
    });
  }

  /** @param {number} code */
  #lose(code) {
    this.#socket = null;
    this.errorMessage.value = `The connection was closed (${code})`;
    if (this.#attempts >= MAX_RECONNECT_ATTEMPTS) {
      this.status.value = WebSocketStatus.ERROR;
      return;
    }
    this.#attempts += 1;
    this.status.value = WebSocketStatus.DISCONNECTED;
    this.#timer = setTimeout(() => this.#open().catch(() => {}), reconnectDelay(this.#attempts));
  }

  /** @param {unknown} data */
  #hear(data) {
    const message = parsed(data);
    if (message === null || message.type === "pong") return;
    if (message.type === "ping") {
      this.#send({ type: "pong" });
      return;
    }
    for (const listener of [...this.#listeners]) listener(message);
  }

  /** @param {Record<string, unknown>} frame */
  #send(frame) {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

function ownAddress() {
  const url = new URL("/api/ws/video-generation", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * @param {unknown} data
 * @returns {Message | null}
 */
function parsed(data) {
  if (typeof data !== "string") return null;
  try {
    const value = JSON.parse(data);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
