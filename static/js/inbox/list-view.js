import { need } from "../dom.js";
import { words } from "../strings.js";
import { LineView } from "./line-view.js";
import { linesShown } from "./lines.js";

// The list of conversations: one of them is in the tab order, arrows move between them.

/** @typedef {import("./types.js").InboxState} InboxState */

export class ListView {
  #list = need("#lines", HTMLElement);
  #none = need("#no-lines", HTMLElement);
  #more = need("#more-lines", HTMLButtonElement);
  #me;
  #onOpen;
  /** @type {Map<string, LineView>} */
  #views = new Map();
  /** The line that had the focus last: Tab comes back to it, at first to the newest. */
  #here = "";

  /**
   * @param {string} me
   * @param {{open: (client_id: string) => void, more: () => void}} on
   */
  constructor(me, on) {
    this.#me = me;
    this.#onOpen = on.open;
    this.#more.addEventListener("click", on.more);
    this.#list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {InboxState} state */
  show(state) {
    const lines = linesShown(state);
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    this.#dropAllBut(new Set(lines.map(({ client_id }) => client_id)));
    let place = this.#list.firstElementChild;
    for (const line of lines) {
      const view = this.#views.get(line.client_id) ?? this.#add(line.client_id);
      const writes = state.writing.get(line.client_id)?.visitor === true;
      view.update(line, { open: state.opened?.client_id === line.client_id, writes });
      if (view.node === place) place = place.nextElementSibling;
      else this.#list.insertBefore(view.node, place);
    }
    this.#arrange(lines.map(({ client_id }) => client_id));
    // What is moved in the document, or taken from it, loses the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement) {
      (focused.isConnected ? focused : this).focus();
    }
    this.#showRest(state, lines.length);
  }

  /** To the line of this conversation, or to the newest. */
  focus(client_id = this.#here) {
    const button = this.#views.get(client_id)?.button ?? this.#list.querySelector("button");
    button?.focus();
  }

  /** @param {string[]} ids */
  #arrange(ids) {
    const stop = ids.includes(this.#here) ? this.#here : ids[0];
    for (const [id, view] of this.#views) view.button.tabIndex = id === stop ? 0 : -1;
  }

  /**
   * @param {InboxState} state
   * @param {number} shown
   */
  #showRest({ listing: { filter, end, asked } }, shown) {
    const filtered = filter.query !== "" || filter.state !== "" || filter.unread;
    const text = shown > 0 || asked > 0 ? "" : words(filtered ? "nothing-found" : "no-lines");
    // Read out where it differs only.
    if (this.#none.textContent !== text) this.#none.textContent = text;
    this.#more.hidden = end === null;
  }

  /** @param {string} client_id */
  #add(client_id) {
    const view = new LineView(this.#me, () => this.#onOpen(client_id));
    view.button.addEventListener("focus", () => {
      this.#here = client_id;
      this.#arrange([client_id]);
    });
    this.#views.set(client_id, view);
    return view;
  }

  /** @param {Set<string>} ids */
  #dropAllBut(ids) {
    for (const [id, view] of this.#views) {
      if (ids.has(id)) continue;
      view.node.remove();
      this.#views.delete(id);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = [...this.#list.querySelectorAll("button")];
    const here = buttons.findIndex((button) => button === document.activeElement);
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined || here < 0) return;
    event.preventDefault();
    buttons[step]?.focus();
  }
}
