import { need } from "../dom.js";

// The parts of the page. On a wide screen files and code are always there, and beside them the conversation or the
// versions; on a narrow one one of the four is seen. The stylesheet decides by what stands at the body.

/** @typedef {string} Panel  as the buttons name it: data-panel */

const narrow = matchMedia("(max-width: 60rem)");

export class Panels {
  #bar = need("#panels", HTMLElement);

  constructor() {
    this.#bar.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button) this.show(/** @type {Panel} */ (button.dataset.panel));
    });
  }

  /** @param {Panel} panel */
  show(panel) {
    document.body.dataset.panel = panel;
    for (const button of this.#bar.querySelectorAll("button")) button.ariaPressed = String(button.dataset.panel === panel);
  }

  /** Shows the code where it is not seen anyway. */
  showCode() {
    if (narrow.matches) this.show("code");
  }
}
