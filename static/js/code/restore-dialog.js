import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { diffSections } from "./diff-list.js";
import { promptOf, versionFacts } from "./version-line.js";

// Asks before it restores. Where somebody has made a version meanwhile, it shows both sides and asks again.

/**
 * @typedef {import("./types.js").Version} Version
 * @typedef {import("./versions.js").Conflict} Conflict
 */

export class RestoreDialog {
  #dialog = need("#restore", HTMLDialogElement);
  #title = need("#restore-title", HTMLElement);
  #about = need("#restore-about", HTMLElement);
  #sides = need("#restore-sides", HTMLElement);
  #confirm = need("#restore-confirm", HTMLButtonElement);
  #restore;
  /** @type {{version: number, base: number}} */
  #asked = { version: 0, base: 0 };

  /** @param {(version: number, base: number) => Promise<{made: number} | {conflict: Conflict}>} restore */
  constructor(restore) {
    this.#restore = restore;
    this.#confirm.addEventListener("click", () => this.#try());
    // Esc closes the dialog and does not stop a turn that is at work.
    this.#dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
    need("#restore-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
  }

  /**
   * @param {number} version
   * @param {number} base  the newest that we know
   */
  ask(version, base) {
    this.#asked = { version, base };
    this.#title.textContent = words("restore-title", { number: String(version) });
    this.#tell(words("restore-about", { number: String(version), newest: String(base) }));
    this.#confirm.textContent = words("restore");
    this.#sides.replaceChildren();
    this.#dialog.showModal();
  }

  async #try() {
    this.#confirm.disabled = true;
    try {
      const answer = await this.#restore(this.#asked.version, this.#asked.base);
      if ("made" in answer) this.#dialog.close();
      else this.#tellConflict(answer.conflict);
    } catch (error) {
      this.#tell(words("restore-failed", { reason: error instanceof Error ? error.message : "" }), true);
    } finally {
      this.#confirm.disabled = false;
    }
  }

  /** @param {Conflict} conflict */
  #tellConflict({ latest, yours, diff }) {
    this.#asked.base = latest.version;
    this.#tell(words("restore-conflict", { number: String(latest.version) }), true);
    this.#confirm.textContent = words("restore-anyway");
    const sides = element("div", "sides");
    sides.append(side(words("side-newest"), latest), side(words("side-yours"), yours));
    this.#sides.replaceChildren(sides, element("h3", "", words("what-differs")), ...diffSections(diff, ""));
  }

  /**
   * @param {string} text
   * @param {boolean} [wrong]
   */
  #tell(text, wrong = false) {
    this.#about.textContent = text;
    this.#about.classList.toggle("problem", wrong);
  }
}

/**
 * @param {string} title
 * @param {Version} version
 */
function side(title, version) {
  const node = element("section", "side");
  const name = words("version", { number: String(version.version) });
  node.append(element("h3", "", `${title}: ${name}`), element("p", "version-prompt", promptOf(version)), versionFacts(version));
  return node;
}
