import { Follow } from "../chat/follow.js";
import { copy } from "../clipboard.js";
import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { CodeView } from "./code-view.js";
import { Highlighter } from "./highlighter.js";
import { languageOf } from "./languages.js";
import { byteLength, sizeShown } from "./sizes.js";

// The open file: its name, its text, and what one can do with it.

/**
 * @typedef {object} Opened
 * @property {string} path         "": no file
 * @property {number} version
 * @property {string | null} text  null: there is none to show, and `note` says why
 * @property {string} note         a name of words, or ""
 * @property {boolean} growing     it is being written
 */

const WRAP = "tokenwire-code-wrap";

export class Viewer {
  #name = need("#file-name", HTMLElement);
  #scroller = need("#file-content", HTMLElement);
  #note = need("#file-note", HTMLElement);
  #tools = need("#file-tools", HTMLElement);
  #facts = need("#file-facts", HTMLElement);
  #copy = need("#copy", HTMLButtonElement);
  #wrap = need("#wrap", HTMLButtonElement);
  #retry = need("#retry", HTMLButtonElement);
  #code;
  #follow;
  /** @type {Opened} */
  #shown = { path: "", version: 0, text: null, note: "", growing: false };

  /** @param {() => void} onRetry */
  constructor(onRetry) {
    const worker = () => new Worker(new URL("./highlight-worker.js", import.meta.url), { type: "module" });
    this.#code = new CodeView(this.#scroller, new Highlighter(worker));
    this.#follow = new Follow(this.#scroller, this.#code.content, need("#file-end", HTMLButtonElement));
    this.#follow.pause();
    this.#retry.addEventListener("click", onRetry);
    this.#copy.addEventListener("click", () => this.#copyText());
    need("#save", HTMLButtonElement).addEventListener("click", () => this.#save());
    this.#wrap.addEventListener("click", () => this.#setWrap(this.#wrap.ariaPressed !== "true"));
    this.#setWrap(remembered());
  }

  /** @param {Opened} opened */
  show(opened) {
    const { path, text, note, growing, version } = opened;
    const another = path !== this.#shown.path || version !== this.#shown.version;
    if (path !== this.#shown.path || !this.#name.textContent) this.#name.textContent = path || words("no-file");
    this.#code.show({ key: `${version}/${path}`, text: text ?? "", language: languageOf(path) });
    if (growing !== this.#shown.growing || another) this.#setGrowing(growing, another);
    this.#tools.hidden = text === null;
    if (growing !== this.#shown.growing || text !== this.#shown.text) this.#showFacts(text ?? "", growing);
    this.#scroller.hidden = text === null;
    const told = note || (text === "" && !growing ? "empty-file" : "");
    this.#note.hidden = told === "";
    if (told && this.#note.textContent !== words(told)) this.#note.textContent = words(told);
    this.#retry.hidden = note !== "not-loaded";
    this.#shown = opened;
  }

  /**
   * @param {string} text
   * @param {boolean} growing
   */
  #showFacts(text, growing) {
    const facts = growing ? words("mark-writing") : sizeShown(byteLength(text));
    if (this.#facts.textContent !== facts) this.#facts.textContent = facts;
  }

  /**
   * @param {boolean} growing
   * @param {boolean} another  it is another file than before
   */
  #setGrowing(growing, another) {
    this.#scroller.toggleAttribute("data-growing", growing);
    if (!growing) return this.#follow.pause();
    // The same one again stays where the reader is.
    if (another) this.#follow.toEnd();
    this.#follow.resume();
  }

  /** @param {boolean} wraps */
  #setWrap(wraps) {
    this.#wrap.ariaPressed = String(wraps);
    this.#scroller.classList.toggle("wraps", wraps);
    try {
      localStorage.setItem(WRAP, String(wraps));
    } catch {
      // Storage can be forbidden; the choice then lasts as long as the page.
    }
  }

  async #copyText() {
    const copied = await copy(this.#shown.text ?? "");
    const label = this.#copy.querySelector("span");
    if (!label) return;
    label.textContent = words(copied ? "copied" : "copy-failed");
    setTimeout(() => (label.textContent = words("copy")), 1500);
  }

  #save() {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([this.#shown.text ?? ""], { type: "text/plain" }));
    link.download = this.#shown.path.slice(this.#shown.path.lastIndexOf("/") + 1);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  }
}

function remembered() {
  try {
    return localStorage.getItem(WRAP) === "true";
  } catch {
    return false;
  }
}
