import { Follow } from "../chat/follow.js";
import { need } from "../dom.js";
import { entryNode } from "./entry-view.js";
import { entriesOf } from "./opened.js";

// The history of the open conversation: what did not change is not touched.

/**
 * @typedef {import("./types.js").Opened} Opened
 * @typedef {{item: object, node: HTMLElement}} Shown
 */

export class EntriesView {
  #scroller = need("#conversation", HTMLElement);
  #list = need("#entries", HTMLElement);
  #earlier = need("#earlier", HTMLButtonElement);
  #follow = new Follow(this.#scroller, this.#list, need("#latest", HTMLButtonElement));
  #actions;
  /** @type {Map<string, Shown>} */
  #shown = new Map();
  #client = "";

  /**
   * @param {import("./entry-view.js").EntryActions} actions
   * @param {() => void} onEarlier
   */
  constructor(actions, onEarlier) {
    this.#actions = actions;
    this.#earlier.addEventListener("click", onEarlier);
  }

  /**
   * @param {Opened} opened
   * @param {readonly import("./types.js").Sent[]} sent
   */
  show(opened, sent) {
    const another = opened.client_id !== this.#client;
    const end = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    const first = this.#list.firstElementChild;
    this.#draw(opened, sent);
    this.#earlier.hidden = !opened.more;
    this.#client = opened.client_id;
    if (another) return this.toEnd();
    // An earlier page came above what is read: that stays where it is.
    const cameAbove = first?.isConnected && first !== this.#list.firstElementChild;
    if (cameAbove) this.#scroller.scrollTop = this.#scroller.scrollHeight - end;
  }

  toEnd() {
    this.#follow.toEnd();
  }

  /**
   * @param {Opened} opened
   * @param {readonly import("./types.js").Sent[]} sent
   */
  #draw(opened, sent) {
    const entries = entriesOf(opened, sent);
    const keys = new Set(entries.map(({ key }) => key));
    for (const [key, { node }] of this.#shown) if (!keys.has(key)) this.#drop(key, node);
    const nodes = entries.map((entry) => this.#node(entry));
    let place = this.#list.firstElementChild;
    for (const node of nodes) {
      if (node === place) place = place.nextElementSibling;
      else this.#list.insertBefore(node, place);
    }
  }

  /** @param {import("./opened.js").Entry} entry */
  #node(entry) {
    const known = this.#shown.get(entry.key);
    if (known?.item === entry.item) return known.node;
    const node = entryNode(entry, this.#actions);
    known?.node.replaceWith(node);
    this.#shown.set(entry.key, { item: entry.item, node });
    return node;
  }

  /**
   * @param {string} key
   * @param {HTMLElement} node
   */
  #drop(key, node) {
    node.remove();
    this.#shown.delete(key);
  }
}
