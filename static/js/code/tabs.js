// Tabs by the pattern of the ARIA Authoring Practices: one of them is in the tab order, arrows move between them.

export class Tabs {
  #list;
  #onSelect;

  /**
   * @param {HTMLElement} list  role=tablist; each tab names its panel in aria-controls
   * @param {(name: string) => void} onSelect  the tab's data-tab
   */
  constructor(list, onSelect) {
    this.#list = list;
    this.#onSelect = onSelect;
    list.addEventListener("click", ({ target }) => {
      const tab = target instanceof Element ? target.closest("[role=tab]") : null;
      if (tab instanceof HTMLElement) this.select(tab.dataset.tab ?? "");
    });
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  get #tabs() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[role=tab]:not([hidden])")]);
  }

  get selected() {
    return this.#tabs.find((tab) => tab.ariaSelected === "true")?.dataset.tab ?? "";
  }

  focus() {
    this.#tabs.find((tab) => tab.ariaSelected === "true")?.focus();
  }

  /** @param {string} name */
  select(name) {
    for (const tab of this.#tabs) {
      const chosen = tab.dataset.tab === name;
      tab.ariaSelected = String(chosen);
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls") ?? "")?.toggleAttribute("hidden", !chosen);
    }
    this.#onSelect(name);
  }

  /**
   * @param {string} name
   * @param {boolean} offered
   */
  offer(name, offered) {
    const tab = this.#list.querySelector(`[data-tab="${name}"]`);
    if (!(tab instanceof HTMLElement) || tab.hidden === !offered) return;
    if (!offered && tab.ariaSelected === "true") this.select(this.#tabs[0]?.dataset.tab ?? "");
    tab.hidden = !offered;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const tabs = this.#tabs;
    const here = tabs.findIndex((tab) => tab === document.activeElement);
    const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined || here < 0) return;
    event.preventDefault();
    const tab = tabs.at(step % tabs.length);
    tab?.focus();
    this.select(tab?.dataset.tab ?? "");
  }
}
