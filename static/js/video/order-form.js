import { need } from "../dom.js";

// Where a film is described. Ctrl+Enter sends as well; what could not be taken comes back.

export class OrderForm {
  #form = need("#order", HTMLFormElement);
  #prompt = need("#prompt", HTMLTextAreaElement);
  #seconds = need("#seconds", HTMLSelectElement);
  #button = need("#generate", HTMLButtonElement);
  /** @type {string | null} */
  #sent = null;
  #onOrder;

  /** @param {(order: {prompt: string, aspect: string, seconds: number}) => string} onOrder  returns the order's id */
  constructor(onOrder) {
    this.#onOrder = onOrder;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#prompt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#prompt.addEventListener("input", () => this.#arrange());
    for (const chip of document.querySelectorAll(".chip")) {
      chip.addEventListener("click", () => {
        this.#prompt.value = chip.textContent?.trim() ?? "";
        this.#arrange();
        this.#prompt.focus();
      });
    }
    this.#arrange();
  }

  /**
   * @param {string | undefined} id  of an order that was taken, or refused
   * @param {boolean} taken
   */
  settle(id, taken) {
    if (id === undefined || id !== this.#sent) return;
    this.#sent = null;
    if (taken) this.#prompt.value = "";
    this.#arrange();
  }

  #submit() {
    const prompt = this.#prompt.value.trim();
    if (!prompt || this.#sent !== null) return;
    const aspect = String(new FormData(this.#form).get("aspect") ?? "16:9");
    this.#sent = this.#onOrder({ prompt, aspect, seconds: Number(this.#seconds.value) });
    this.#arrange();
  }

  #arrange() {
    this.#button.disabled = this.#prompt.value.trim() === "" || this.#sent !== null;
    this.#prompt.readOnly = this.#sent !== null;
  }
}
