import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { promptOf, versionFacts } from "./version-line.js";

// All versions of the project, newest first, a page of them at a time.

/**
 * @typedef {import("./types.js").Version} Version
 *
 * @typedef {object} VersionActions
 * @property {(before: number | null) => Promise<{versions: Version[]}>} list
 * @property {(version: number) => void} look
 * @property {(version: number) => void} compare
 * @property {(version: Version) => void} restore
 * @property {(version: number) => string} zip
 */

// As many as the server lists at a time.
const PAGE = 50;

export class VersionsView {
  #list = need("#versions", HTMLElement);
  #none = need("#no-versions", HTMLElement);
  #more = need("#more-versions", HTMLButtonElement);
  #actions;
  #latest = 0;
  #looked = 0;
  /** @type {Map<number, HTMLElement>} */
  #items = new Map();

  /** @param {VersionActions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#more.addEventListener("click", () => this.#load(Math.min(...this.#items.keys())));
  }

  /**
   * @param {number} latest
   * @param {number} looked  the version that is shown
   */
  show(latest, looked) {
    const isNew = latest !== this.#latest;
    if (!isNew && looked === this.#looked) return;
    [this.#latest, this.#looked] = [latest, looked];
    this.#mark();
    if (isNew && latest > 0) void this.#load(null);
  }

  #mark() {
    this.#none.hidden = this.#latest > 0;
    for (const [number, item] of this.#items) {
      item.toggleAttribute("data-newest", number === this.#latest);
      item.ariaCurrent = String(number === this.#looked);
    }
  }

  /** @param {number | null} before */
  async #load(before) {
    try {
      const { versions } = await this.#actions.list(before);
      for (const version of versions) this.#add(version);
      if (before !== null || this.#items.size <= PAGE) this.#more.hidden = versions.length < PAGE;
      this.#mark();
    } catch {
      this.#none.textContent = words("not-loaded");
      this.#none.hidden = false;
    }
  }

  /** @param {Version} version */
  #add(version) {
    if (this.#items.has(version.version)) return;
    const item = this.#item(version);
    const next = [...this.#items].filter(([number]) => number < version.version).sort(([a], [b]) => b - a)[0];
    this.#list.insertBefore(item, next?.[1] ?? null);
    this.#items.set(version.version, item);
  }

  /** @param {Version} version */
  #item(version) {
    const item = element("li", "version");
    const name = words("version", { number: String(version.version) });
    const head = element("p", "version-head");
    head.append(element("strong", "", name), element("span", "newest", words("newest")));
    const actions = element("p", "version-actions");
    const { look, compare, restore, zip } = this.#actions;
    actions.append(
      action(words("look"), name, () => look(version.version)),
      action(words("compare"), name, () => compare(version.version)),
      action(words("restore"), name, () => restore(version), "restores"),
      link(words("zip"), name, zip(version.version)),
    );
    item.append(head, element("p", "version-prompt", promptOf(version)), versionFacts(version), actions);
    return item;
  }
}

/**
 * @param {string} label
 * @param {string} of
 * @param {() => void} act
 * @param {string} [kind]
 */
function action(label, of, act, kind = "") {
  const button = element("button", `quiet ${kind}`, label);
  button.type = "button";
  button.ariaLabel = `${label}: ${of}`;
  button.addEventListener("click", act);
  return button;
}

/**
 * @param {string} label
 * @param {string} of
 * @param {string} href
 */
function link(label, of, href) {
  const node = element("a", "quiet", label);
  node.href = href;
  node.download = "";
  node.ariaLabel = `${label}: ${of}`;
  return node;
}
