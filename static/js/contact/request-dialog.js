import { need } from "../dom.js";
import { words } from "../strings.js";

// Asks the owner to get in touch. What was written stays until the server has it.

export class RequestDialog {
  #dialog = need("#request", HTMLDialogElement);
  #text = need("#request-text", HTMLTextAreaElement);
  #said = need("#request-said", HTMLElement);
  #send = need("#request-send", HTMLButtonElement);
  /** @type {import("./types.js").Request | null} */
  #shown = null;

  /** @param {(message: string) => void} send */
  constructor(send) {
    need("#request-open", HTMLButtonElement).addEventListener("click", () => this.#open());
    need("#request-close", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    // Esc closes the dialog and does not stop an answer.
    this.#dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
    need("#request-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const message = this.#text.value.trim();
      if (message && this.#shown?.phase !== "sending") send(message);
    });
  }

  #open() {
    if (this.#shown?.phase !== "sending") this.#said.textContent = "";
    this.#dialog.showModal();
  }

  /** @param {import("./types.js").Request | null} request */
  show(request) {
    if (request === this.#shown || request === null) return;
    this.#shown = request;
    this.#send.ariaDisabled = String(request.phase === "sending");
    this.#said.dataset.ok = String(request.phase !== "refused");
    this.#said.textContent = request.error || words(`request-${request.phase}`);
    if (request.phase === "received") this.#text.value = "";
  }
}
