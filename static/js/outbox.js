import { newId } from "./ids.js";

// Commands that the server has not confirmed. They are sent again on every new connection until it has: a
// repeat with the same id starts nothing twice, so sending too often is safe and sending too rarely is not.

export class Outbox {
  /** @type {Map<string, {text: string, sent: boolean}>} in the order of sending */
  #waiting = new Map();

  /**
   * @param {Record<string, unknown>} command
   * @returns {string} its client_message_id
   */
  add(command) {
    const given = command.client_message_id;
    const id = typeof given === "string" ? given : newId();
    this.#waiting.set(id, { text: JSON.stringify({ ...command, client_message_id: id }), sent: false });
    return id;
  }

  /**
   * Hands out every command that waits, oldest first.
   *
   * @param {(text: string) => void} send
   * @param {string} [only]  just this one
   */
  flush(send, only) {
    for (const [id, entry] of this.#waiting) {
      if (only !== undefined && only !== id) continue;
      entry.sent = true;
      send(entry.text);
    }
  }

  /** @param {string} id  confirmed or refused: either way it is settled */
  settle(id) {
    this.#waiting.delete(id);
  }

  /** @returns {string[]} the ids of the commands that were on their way, now forgotten */
  dropSent() {
    const dropped = [...this.#waiting].filter(([, entry]) => entry.sent).map(([id]) => id);
    for (const id of dropped) this.#waiting.delete(id);
    return dropped;
  }

  get size() {
    return this.#waiting.size;
  }
}
