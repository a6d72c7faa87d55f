import { need } from "../dom.js";
import { words } from "../strings.js";

// Tells all visitors something: what was written is shown once more, and sent when that is confirmed.

export class BroadcastDialog {
  #dialog = need("#broadcast", HTMLDialogElement);
  #text = need("#broadcast-text", HTMLTextAreaElement);
  #said = need("#broadcast-said", HTMLElement);
  #send = need("#broadcast-send", HTMLButtonElement);
  #onSend;
  #sure = false;
  /** The command that was sent last. */
  #sent = "";
  #made = "";
  /** How many have which, as was heard last. */
  #reached = { id: "", number: 0 };

  /** @param {(message: string) => string} onSend  returns the command's id */
  constructor(onSend) {
    this.#onSend = onSend;
    need("#broadcast-open", HTMLButtonElement).addEventListener("click", () => this.#open());
    need("#broadcast-back", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
    // Another text is another question.
    this.#text.addEventListener("input", () => this.#ask(false));
    need("#broadcast-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /**
   * @param {import("./types.js").InboxFrame} frame
   * @returns {boolean} whether it is told here
   */
  takes(frame) {
    if (frame.type === "broadcast") this.#reached = { id: frame.id, number: frame.reached };
    else if (!("client_message_id" in frame) || frame.client_message_id !== this.#sent) return false;
    else if (frame.type === "error") this.#tell(frame.message, false);
    else if (frame.type === "done") this.#made = frame.id ?? "";
    this.#tellReached();
    return true;
  }

  #tellReached() {
    const { id, number } = this.#reached;
    if (id === "" || id !== this.#made) return;
    this.#tell(words(number === 1 ? "broadcast-reached-one" : "broadcast-reached", { number: String(number) }));
  }

  #open() {
    this.#ask(false);
    this.#dialog.showModal();
    this.#text.focus();
  }

  /** @param {boolean} sure */
  #ask(sure) {
    this.#sure = sure;
    this.#send.textContent = words(sure ? "broadcast-sure" : "broadcast-next");
    this.#tell(sure ? words("broadcast-ask") : "");
  }

  #submit() {
    const message = this.#text.value.trim();
    if (!message) return;
    if (!this.#sure) return this.#ask(true);
    this.#made = "";
    this.#sent = this.#onSend(message);
    this.#text.value = "";
    this.#ask(false);
    this.#tell(words("broadcast-sent"));
  }

  /**
   * @param {string} text
   * @param {boolean} [ok]
   */
  #tell(text, ok = true) {
    this.#said.dataset.ok = String(ok);
    this.#said.textContent = text;
  }
}
