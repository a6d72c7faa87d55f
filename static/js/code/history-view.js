import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { promptOf, versionFacts } from "./version-line.js";

// The tab with the versions in which the open file was added, changed, removed.

/** @typedef {import("./versions.js").FileChange} FileChange */

export class HistoryView {
  #list = need("#file-history", HTMLElement);
  #onLook;
  /** @type {unknown} */
  #shown = null;

  /** @param {(version: number) => void} onLook */
  constructor(onLook) {
    this.#onLook = onLook;
  }

  /**
   * @param {import("./shelf.js").Taken<FileChange[]>} taken
   * @param {boolean} isNew  the running turn is making the file: it has no history yet
   */
  show({ value, failed }, isNew) {
    const note = isNew ? "no-history" : failed ? "not-loaded" : "loading";
    if ((value ?? note) === this.#shown) return;
    this.#shown = value ?? note;
    this.#list.replaceChildren(...(value?.map((change) => this.#item(change)) ?? [element("li", "note", words(note))]));
  }

  /** @param {FileChange} change */
  #item(change) {
    const item = element("li", "version");
    const mark = element("span", "change", words(`mark-${change.change}`));
    mark.dataset.mark = change.change;
    const head = element("p", "version-head");
    head.append(element("strong", "", words("version", { number: String(change.version) })), mark);
    const look = element("button", "quiet", words("look"));
    look.type = "button";
    look.ariaLabel = `${words("look")}: ${words("version", { number: String(change.version) })}`;
    look.addEventListener("click", () => this.#onLook(change.version));
    head.append(look);
    item.append(head, element("p", "version-prompt", promptOf(change)), versionFacts(change));
    return item;
  }
}
