import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { diffSections } from "./diff-list.js";

// The tab with what a version has changed, against the one before it or any other.

/** @typedef {import("./types.js").FileDiff} FileDiff */

export class DiffView {
  #from = need("#diff-from", HTMLSelectElement);
  #to = need("#diff-to", HTMLElement);
  #list = need("#diff-list", HTMLElement);
  #take;
  /** @type {readonly FileDiff[] | null} */
  #shown = null;
  #version = -1;
  #latest = -1;

  /**
   * @param {(from: number, to: number) => import("./shelf.js").Taken<FileDiff[]>} take
   * @param {() => void} changed  the reader compares with another version
   */
  constructor(take, changed) {
    this.#take = take;
    this.#from.addEventListener("change", changed);
  }

  /** @param {number} version */
  compareWith(version) {
    this.#from.value = String(version);
  }

  /**
   * @param {number} version
   * @param {number} latest
   * @param {string} path  its section is open
   */
  show(version, latest, path) {
    if (version !== this.#version || latest !== this.#latest) this.#offer(version, latest);
    if (version === 0) return this.#tell("no-versions");
    const { value, failed } = this.#take(Number(this.#from.value), version);
    if (!value) return this.#tell(failed ? "not-loaded" : "loading");
    if (value.length === 0) return this.#tell("diff-none");
    if (value !== this.#shown) this.#list.replaceChildren(...diffSections(value, path));
    this.#shown = value;
  }

  /** @param {string} name */
  #tell(name) {
    this.#shown = null;
    const text = words(name);
    if (this.#list.textContent !== text) this.#list.replaceChildren(element("p", "note", text));
  }

  /**
   * @param {number} version
   * @param {number} latest
   */
  #offer(version, latest) {
    const numbers = Array.from({ length: latest + 1 }, (_, place) => latest - place).filter((each) => each !== version);
    this.#from.replaceChildren(...numbers.map(choice));
    this.#from.value = String(Math.max(0, version - 1));
    this.#to.textContent = words("version", { number: String(version) });
    this.#version = version;
    this.#latest = latest;
  }
}

/** @param {number} version */
function choice(version) {
  const text = version ? words("version", { number: String(version) }) : words("nothing");
  return new Option(text, String(version));
}
