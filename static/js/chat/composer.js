import { need } from "../dom.js";

// Where questions are written. Enter sends, Shift+Enter makes a line, and Enter that picks a word in an input
// method does neither.

export class Composer {
  #form = need("#composer", HTMLFormElement);
  #field = need("#query", HTMLTextAreaElement);
  #send = need("#send", HTMLButtonElement);
  #stop;
  #running = false;
  #closed = false;
  #onSend;

  /**
   * @param {(query: string) => void} onSend
   * @param {(() => void) | null} [onStop]  null: nothing runs that could be stopped
   */
  constructor(onSend, onStop = null) {
    this.#onSend = onSend;
    this.#stop = onStop && need("#stop", HTMLButtonElement);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => this.#arrange());
    this.#stop?.addEventListener("click", () => onStop?.());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !composing(event) && this.#running) onStop?.();
    });
    this.#arrange();
  }

  /**
   * @param {boolean} running
   * @param {boolean} stopping  asked to, not yet stopped
   */
  setRunning(running, stopping) {
    const lostFocus = this.#running && !running && document.activeElement === this.#stop;
    this.#running = running;
    // Not `disabled`: that would take the focus away from under a keyboard.
    this.#stop?.setAttribute("aria-disabled", String(stopping));
    this.#arrange();
    // The button under the focus goes away; the keyboard must not fall back to the top of the page.
    if (lostFocus) this.#field.focus();
  }

  /** From now on what is written stays where it is. */
  close() {
    this.#closed = true;
    this.#arrange();
  }

  get draft() {
    return this.#field.value;
  }

  set draft(text) {
    this.#field.value = text;
    this.#arrange();
  }

  /** For the next question. Not on a touch screen, where the keyboard would cover the answer. */
  focus() {
    if (matchMedia("(pointer: fine)").matches) this.#field.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const query = this.#field.value.trim();
    if (!query || this.#closed) return;
    this.#field.value = "";
    this.#arrange();
    this.#onSend(query);
  }

  /** While a run speaks the button stops it; with a new question written, both are there. */
  #arrange() {
    const empty = this.#field.value.trim() === "";
    this.#stop?.toggleAttribute("hidden", !this.#running);
    this.#send.hidden = this.#running && empty;
    this.#send.disabled = empty || this.#closed;
    if (CSS.supports("field-sizing", "content")) return;
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }
}

/** @param {KeyboardEvent} event */
function composing(event) {
  // Safari ends the composition before this keydown and leaves only the old key code to tell.
  return event.isComposing || event.keyCode === 229;
}
