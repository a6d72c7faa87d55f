import { TreeRow } from "./tree-row.js";
import { foldersOf, treeOf } from "./tree.js";

// The files as nested lists of buttons. All of them are one stop of the Tab key; arrows move between those that are
// seen. Rows are kept by path, so that the focus stays where it is while files come and go.

/**
 * @typedef {import("./types.js").Entry} Entry
 * @typedef {import("./tree.js").TreeNode} TreeNode
 */

export class TreeView {
  #list;
  #onChoose;
  /** @type {Map<string, TreeRow>} */
  #rows = new Map();
  /** @type {readonly Entry[]} */
  #entries = [];
  #open = "";
  /** @type {TreeRow | undefined} the one in the tab order */
  #reachable;

  /**
   * @param {HTMLElement} list
   * @param {(path: string) => void} onChoose
   */
  constructor(list, onChoose) {
    this.#list = list;
    this.#onChoose = onChoose;
    list.addEventListener("click", ({ target }) => this.#click(rowAt(target)));
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("focusin", ({ target }) => this.#reach(this.#rows.get(rowAt(target)?.dataset.path ?? "")));
  }

  /**
   * @param {readonly Entry[]} entries
   * @param {string} open  the path of the file that is open
   */
  show(entries, open) {
    if (entries !== this.#entries) this.#fill(entries);
    if (open === this.#open && this.#reachable) return;
    this.#rows.get(this.#open)?.setOpen(false);
    this.#open = open;
    const row = this.#rows.get(open);
    row?.setOpen(true);
    row?.button.scrollIntoView({ block: "nearest" });
    if (!this.#list.contains(document.activeElement)) this.#reach(row ?? this.#rows.values().next().value);
  }

  /** @param {readonly Entry[]} entries */
  #fill(entries) {
    this.#entries = entries;
    const held = rowAt(document.activeElement)?.dataset.path;
    const kept = new Set(entries.flatMap(({ path }) => [path, ...foldersOf(path)]));
    for (const [path, row] of this.#rows) {
      if (kept.has(path)) continue;
      row.node.remove();
      this.#rows.delete(path);
      if (row === this.#reachable) this.#reachable = undefined;
    }
    this.#place(this.#list, treeOf(entries));
    if (held !== undefined && !this.#rows.has(held)) this.#list.querySelector("button")?.focus();
    if (!this.#reachable) this.#reach(this.#rows.get(this.#open));
    this.#rows.get(this.#open)?.setOpen(true);
  }

  /**
   * The order is always the same, so that a row that stays is never moved: moving takes the focus away.
   *
   * @param {HTMLElement} list
   * @param {TreeNode[]} nodes
   */
  #place(list, nodes) {
    let place = list.firstElementChild;
    for (const node of nodes) {
      const row = this.#rows.get(node.path) ?? this.#add(node);
      row.update(node);
      if (node.children) this.#place(row.children, node.children);
      if (row.node === place) place = place.nextElementSibling;
      else list.insertBefore(row.node, place);
    }
  }

  /** @param {TreeNode} node */
  #add(node) {
    const row = new TreeRow(node);
    this.#rows.set(node.path, row);
    return row;
  }

  /** @param {HTMLElement | null} button */
  #click(button) {
    const path = button?.dataset.path ?? "";
    if (path.endsWith("/")) this.#fold(path, button?.ariaExpanded === "true");
    else if (path) this.#onChoose(path);
  }

  /**
   * @param {string} path
   * @param {boolean} folded
   */
  #fold(path, folded) {
    const row = this.#rows.get(path);
    row?.setFolded(folded);
    // What is folded away cannot be reached.
    if (folded) this.#reach(row);
  }

  /** @param {TreeRow | undefined} row */
  #reach(row) {
    if (!row || row === this.#reachable) return;
    if (this.#reachable) this.#reachable.button.tabIndex = -1;
    row.button.tabIndex = 0;
    this.#reachable = row;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const here = rowAt(event.target);
    if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
    const goal = this.#goal(event.key, here);
    if (goal === undefined) return;
    event.preventDefault();
    goal?.focus();
  }

  /**
   * @param {string} key
   * @param {HTMLElement} here
   * @returns {HTMLElement | null | undefined} where the key leads to; null: nowhere; undefined: it is not ours
   */
  #goal(key, here) {
    const seen = /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("button")].filter(isSeen));
    const place = seen.indexOf(here);
    const path = here.dataset.path ?? "";
    switch (key) {
      case "ArrowDown":
        return seen[place + 1] ?? null;
      case "ArrowUp":
        return seen[place - 1] ?? null;
      case "Home":
        return seen[0] ?? null;
      case "End":
        return seen.at(-1) ?? null;
      case "ArrowRight":
        if (here.ariaExpanded === "true") return seen[place + 1] ?? null;
        return path.endsWith("/") ? (this.#fold(path, false), null) : null;
      case "ArrowLeft":
        if (here.ariaExpanded === "true") return this.#fold(path, true), null;
        return this.#rows.get(foldersOf(path.replace(/\/$/, "")).at(-1) ?? "")?.button ?? null;
      default:
        return undefined;
    }
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null}
 */
function rowAt(target) {
  return target instanceof Element ? target.closest("button.row") : null;
}

/** @param {HTMLElement} row */
function isSeen(row) {
  return row.parentElement?.closest("ul[hidden]") === null;
}
