import { renewAfter, ticketFrom } from "./tickets.js";

// One try at a connection: the ticket where there is a source of them, the socket, what is heard, the end. It never
// comes back; room-socket.js makes the next one.
//
// A ticket is shown in the first frame, not as a subprotocol. That costs a round trip until the first answer, and
// tells us why we are refused: a browser does not tell a page the status of a refused handshake, so an expired
// ticket (fetch another) and a foreign room (stay away) would both look like a dead server. It is also the frame that
// renews a ticket, and it stands in no URL, in no header that a proxy logs, and in no exception about a malformed one.

/**
 * @typedef {object} End
 * @property {number} code
 * @property {string} why
 * @property {boolean} opened
 * @property {boolean} denied   the source has no ticket for us
 *
 * @typedef {object} Listener
 * @property {() => void} opened   it takes commands
 * @property {() => void} entered  the server has let us in: it speaks
 * @property {(data: unknown) => void} heard
 * @property {(end: End) => void} lost  once, and not after close()
 */

// A connection to a black hole stays in CONNECTING for minutes in some browsers.
const CONNECT_TIMEOUT = 10_000;

export class Connection {
  #url;
  #Socket;
  #source;
  #on;
  /** @type {WebSocket | null} */
  #socket = null;
  #opened = false;
  #entered = false;
  #over = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #renewal;

  /**
   * @param {string} url
   * @param {{Socket: new (url: string) => WebSocket, ticket: import("./tickets.js").TicketSource | null}} means
   * @param {Listener} on
   */
  constructor(url, { Socket, ticket }, on) {
    this.#url = url;
    this.#Socket = Socket;
    this.#source = ticket;
    this.#on = on;
    this.#patience = setTimeout(() => this.#end({}), CONNECT_TIMEOUT);
    if (ticket) this.#connectWithTicket();
    else this.#connect(null);
  }

  get takesCommands() {
    return this.#opened && this.#socket?.readyState === 1;
  }

  /** @param {string} text */
  send(text) {
    this.#socket?.send(text);
  }

  close() {
    this.#over = true;
    clearTimeout(this.#patience);
    clearTimeout(this.#renewal);
    // A late answer must not become a second connection.
    if (this.#socket && this.#socket.readyState < 2) this.#socket.close(1000);
  }

  /** @param {Partial<End>} end */
  #end(end) {
    if (this.#over) return;
    this.close();
    this.#on.lost({ code: 1006, why: "", opened: this.#opened, denied: false, ...end });
  }

  /** @param {import("./tickets.js").Ticket | null} ticket */
  #connect(ticket) {
    const socket = new this.#Socket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      if (this.#over) return;
      clearTimeout(this.#patience);
      this.#opened = true;
      if (ticket) this.#show(ticket);
      this.#on.opened();
    });
    socket.addEventListener("message", ({ data }) => this.#hear(data));
    socket.addEventListener("close", ({ code, reason }) => this.#end({ code, why: reason }));
  }

  /** @param {unknown} data */
  #hear(data) {
    if (this.#over) return;
    if (!this.#entered) {
      this.#entered = true;
      this.#on.entered();
    }
    // The listener may have closed it.
    if (!this.#over) this.#on.heard(data);
  }

  async #connectWithTicket() {
    const ticket = await this.#askSource();
    if (this.#over) return;
    if (ticket) this.#connect(ticket);
    else this.#end(ticket === null ? { code: 4401, denied: true } : {});
  }

  /** @returns {Promise<import("./tickets.js").Ticket | null | undefined>} undefined: it cannot be asked now */
  async #askSource() {
    try {
      return ticketFrom(await this.#source?.());
    } catch {
      return undefined;
    }
  }

  /** @param {import("./tickets.js").Ticket} ticket */
  #show(ticket) {
    this.send(JSON.stringify({ type: "auth", ticket: ticket.ticket }));
    this.#renewLater(ticket);
  }

  /** @param {import("./tickets.js").Ticket} ticket */
  #renewLater(ticket) {
    const delay = renewAfter(ticket, Date.now());
    if (delay !== null) this.#renewal = setTimeout(() => this.#renew(ticket), delay);
  }

  /** @param {import("./tickets.js").Ticket} old */
  async #renew(old) {
    const ticket = await this.#askSource();
    if (this.#over) return;
    if (ticket) this.#show(ticket);
    // Again while the old one is good. A no is left to the server to say, when that has ended.
    else if (ticket === undefined) this.#renewLater(old);
  }
}
