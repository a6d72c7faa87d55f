import { element, need } from "../dom.js";
import { words } from "../strings.js";

// Sends a message to a room, to a user or to all, and says how many heard it.

/** @typedef {"all" | "room" | "user"} Audience */

export class BroadcastBox {
  #form = need("#broadcast", HTMLFormElement);
  #to = need("#broadcast-to", HTMLSelectElement);
  #name = need("#broadcast-name", HTMLInputElement);
  #said = need("#broadcast-said", HTMLElement);
  #send = need("#broadcast-send", HTMLButtonElement);
  #here;

  /** @param {string} here  the id of the page's room; "": the user's own */
  constructor(here) {
    this.#here = here;
    this.#to.addEventListener("change", () => this.#arrange());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#arrange();
  }

  #arrange() {
    const named = this.#to.value === "room" || this.#to.value === "user";
    need("#broadcast-name-field", HTMLElement).hidden = !named;
    this.#name.required = named;
  }

  async #submit() {
    if (this.#send.ariaDisabled === "true") return;
    this.#send.ariaDisabled = "true";
    const { text, ok } = await this.#post().catch(() => ({ text: words("broadcast-unreachable"), ok: false }));
    this.#send.ariaDisabled = "false";
    this.#said.dataset.ok = String(ok);
    // A new element: that it says the same again is read out, too.
    this.#said.replaceChildren(element("span", "", text));
  }

  async #post() {
    const sent = new FormData(this.#form);
    const reply = await fetch(this.#form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": String(sent.get("csrfmiddlewaretoken")) },
      body: JSON.stringify({ message_type: sent.get("type"), content: sent.get("content"), ...this.#audience() }),
    });
    const told = await reply.json();
    if (reply.ok) return { text: heardBy(Number(told.sent_count)), ok: true };
    if (reply.status === 401 || reply.status === 403) return { text: words("broadcast-staff-only"), ok: false };
    return { text: words("broadcast-failed", { reason: String(told.error?.message ?? reply.status) }), ok: false };
  }

  #audience() {
    if (this.#to.value === "here") return { room_id: this.#here };
    if (this.#to.value === "room") return { room_id: this.#name.value };
    return this.#to.value === "user" ? { user_id: this.#name.value } : {};
  }
}

/** @param {number} count */
function heardBy(count) {
  return count === 1 ? words("broadcast-heard-one") : words("broadcast-heard", { number: String(count) });
}
