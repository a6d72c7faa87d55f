import { need } from "../dom.js";

// What of the list is asked for. Typing waits for a moment, so that not every letter is a question.

const PAUSE = 250;

export class FilterForm {
  #query = need("#filter-query", HTMLInputElement);
  #state = need("#filter-state", HTMLSelectElement);
  #unread = need("#filter-unread", HTMLInputElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  /** @param {() => void} onChange */
  constructor(onChange) {
    const form = need("#filter", HTMLFormElement);
    const now = () => {
      clearTimeout(this.#pause);
      onChange();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      now();
    });
    this.#query.addEventListener("input", () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(onChange, PAUSE);
    });
    this.#state.addEventListener("change", now);
    this.#unread.addEventListener("change", now);
  }

  /** @returns {import("./types.js").Filter} */
  get filter() {
    const state = /** @type {import("./types.js").Who | ""} */ (this.#state.value);
    return { query: this.#query.value.trim(), state, unread: this.#unread.checked };
  }
}
