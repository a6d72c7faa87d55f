import { element, icon } from "../dom.js";
import { words } from "../strings.js";
import { sizeShown } from "./sizes.js";

// A folder or a file in the tree. The element is made once; an update touches what differs from the last one.

/** @typedef {import("./tree.js").TreeNode} TreeNode */

// Letters as in git, so that colour is not all that tells them apart.
const LETTERS = { writing: "", added: "A", changed: "M", removed: "D", "": "" };

export class TreeRow {
  node = element("li");
  button = element("button", "row");
  children = element("ul");
  #mark = element("span", "mark-letter");
  #markWord = element("span", "visually-hidden");
  #size = element("span", "size");
  /** @type {import("./types.js").Entry | null} */
  #entry = null;

  /** @param {TreeNode} node */
  constructor(node) {
    const isFolder = node.children !== undefined;
    this.button.type = "button";
    this.button.dataset.path = node.path;
    this.button.tabIndex = -1;
    this.button.title = node.path;
    this.button.append(icon(isFolder ? "chevron" : "file"), element("span", "name", node.name));
    this.#mark.ariaHidden = "true";
    this.node.append(this.button);
    if (isFolder) {
      this.node.append(this.children);
      this.setFolded(false);
    } else this.button.append(this.#markWord, this.#mark, this.#size);
  }

  /** @param {TreeNode} node */
  update({ entry }) {
    if (!entry || entry === this.#entry) return;
    if (entry.mark !== this.#entry?.mark) this.#showMark(entry.mark);
    if (entry.bytes !== this.#entry?.bytes) this.#size.textContent = sizeShown(entry.bytes);
    this.#size.hidden = entry.mark === "removed";
    this.#entry = entry;
  }

  /** @param {boolean} open  it is what the viewer shows */
  setOpen(open) {
    if (open) this.button.setAttribute("aria-current", "true");
    else this.button.removeAttribute("aria-current");
  }

  /** @param {boolean} folded */
  setFolded(folded) {
    this.button.ariaExpanded = String(!folded);
    this.children.hidden = folded;
  }

  /** @param {import("./types.js").Mark} mark */
  #showMark(mark) {
    this.node.dataset.mark = mark;
    this.#mark.textContent = LETTERS[mark];
    this.#markWord.textContent = mark ? words(`mark-${mark}`) : "";
  }
}
