// Tells the other side that somebody writes here, and that they have stopped.

// The server tells a visitor's owner at most so often, and a sign that is not renewed is taken for over.
const AGAIN = 3_000;
const PAUSE = 5_000;
/** How long the other side's sign is believed, in milliseconds. */
export const BELIEVED = 8_000;

export class Typing {
  #tell;
  #told = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {(typing: boolean) => void} tell
   */
  constructor(field, tell) {
    this.#tell = tell;
    field.addEventListener("input", () => (field.value.trim() ? this.#write() : this.stop()));
    field.addEventListener("blur", () => this.stop());
  }

  get #writes() {
    return this.#told > -Infinity;
  }

  #write() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.stop(), PAUSE);
    const now = performance.now();
    if (now - this.#told < AGAIN) return;
    this.#told = now;
    this.#tell(true);
  }

  /** It was sent, left, or given up. */
  stop() {
    clearTimeout(this.#pause);
    if (!this.#writes) return;
    this.#told = -Infinity;
    this.#tell(false);
  }
}
