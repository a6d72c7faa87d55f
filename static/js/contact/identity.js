import { passed } from "../dom.js";

// Who the visitor is: what this browser has kept, or what the page came with. With it the conversation is found again.

/** @typedef {{client_id: string, ticket: string}} Identity */

const KEY = "tokenwire-visitor";

export class Visitor {
  #identity;

  constructor() {
    this.#identity = kept() ?? { client_id: String(passed("client-id")), ticket: String(passed("ticket")) };
    keep(this.#identity);
  }

  get clientId() {
    return this.#identity.client_id;
  }

  /** A source of tickets, as room-socket.js asks for them. */
  ticket = async () => this.#identity.ticket || null;

  /** @param {unknown} ticket  each state brings one, good from then on */
  renew(ticket) {
    if (typeof ticket !== "string" || ticket === "") return;
    this.#identity = { ...this.#identity, ticket };
    keep(this.#identity);
  }

  /** The server takes the ticket no longer: the next page begins anew. */
  forget() {
    this.#identity = { ...this.#identity, ticket: "" };
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Then it was not kept either.
    }
  }
}

/** @returns {Identity | null} */
function kept() {
  try {
    const { client_id, ticket } = Object(JSON.parse(localStorage.getItem(KEY) ?? "null"));
    return typeof client_id === "string" && typeof ticket === "string" ? { client_id, ticket } : null;
  } catch {
    return null;
  }
}

/** @param {Identity} identity */
function keep(identity) {
  try {
    localStorage.setItem(KEY, JSON.stringify(identity));
  } catch {
    // Storage can be forbidden, or full; then the conversation lasts as long as the page.
  }
}
