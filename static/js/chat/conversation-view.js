import { TurnView } from "./turn-view.js";

// The list of turns, by key: a turn that did not change is not touched, whatever happens around it.

/** @template {import("./turn-view.js").TurnActions} [A=import("./turn-view.js").TurnActions] */
export class ConversationView {
  #list;
  #actions;
  #View;
  /** @type {Map<string, TurnView>} */
  #views = new Map();

  /**
   * @param {HTMLElement} list
   * @param {A} actions
   * @param {new (actions: A) => TurnView} [View]  another page may show more of a turn
   */
  constructor(list, actions, View = TurnView) {
    this.#list = list;
    this.#actions = actions;
    this.#View = View;
  }

  /**
   * @param {readonly import("./types.js").Turn[]} turns
   * @param {boolean} instant
   */
  show(turns, instant) {
    this.#dropAllBut(new Set(turns.map((turn) => turn.key)));
    let place = this.#list.firstElementChild;
    for (const turn of turns) {
      const view = this.#views.get(turn.key) ?? this.#add(turn.key);
      view.update(turn, instant);
      if (view.node === place) place = place.nextElementSibling;
      else this.#list.insertBefore(view.node, place);
    }
  }

  finish() {
    for (const view of this.#views.values()) view.finish();
  }

  /** @param {string} key */
  #add(key) {
    const view = new this.#View(this.#actions);
    this.#views.set(key, view);
    return view;
  }

  /** @param {Set<string>} keys */
  #dropAllBut(keys) {
    for (const [key, view] of this.#views) {
      if (keys.has(key)) continue;
      view.node.remove();
      this.#views.delete(key);
    }
  }
}
