import { TurnView } from "../chat/turn-view.js";
import { element } from "../dom.js";
import { words } from "../strings.js";

// A turn of the conversation, and below it what came of it: a version that one can look at.

/**
 * @typedef {import("../chat/turn-view.js").TurnActions & {
 *   made: (run: string) => number | undefined,
 *   changes: (version: number) => import("./types.js").Changes | undefined,
 *   look: (version: number) => void,
 * }} OutcomeActions
 */

const FAILED = new Set(["failed", "interrupted", "stopped"]);

export class OutcomeView extends TurnView {
  #actions;
  #line = element("p", "outcome");
  #shown = "";
  #near = false;
  /** @type {import("../chat/types.js").Turn | null} */
  #turn = null;

  /** @param {OutcomeActions} actions */
  constructor(actions) {
    super(actions);
    this.#actions = actions;
    this.node.append(this.#line);
    // How many files a version has changed costs a request: only for what is looked at.
    const sight = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      sight.disconnect();
      this.#near = true;
      this.#show();
    });
    sight.observe(this.node);
  }

  /**
   * @param {import("../chat/types.js").Turn} turn
   * @param {boolean} instant
   */
  update(turn, instant) {
    super.update(turn, instant);
    this.#turn = turn;
    this.#show();
  }

  #show() {
    if (!this.#turn) return;
    const version = this.#actions.made(this.#turn.run ?? "");
    const text = this.#text(this.#turn.phase, version);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#line.hidden = text === "";
    this.#line.replaceChildren(version && this.#turn.phase === "completed" ? this.#button(text, version) : text);
  }

  /**
   * @param {import("../chat/types.js").Phase} phase
   * @param {number | undefined} version
   */
  #text(phase, version) {
    if (FAILED.has(phase)) return words("kept-as-it-was");
    if (phase !== "completed" || version === undefined) return "";
    if (version === 0) return words("unchanged");
    const changes = this.#near ? this.#actions.changes(version) : undefined;
    const name = words("version", { number: String(version) });
    if (!changes) return name;
    const what = changes.size === 1 ? words("one-changed") : words("some-changed", { number: String(changes.size) });
    return `${name} · ${what}`;
  }

  /**
   * @param {string} text
   * @param {number} version
   */
  #button(text, version) {
    const button = element("button", "quiet made", text);
    button.type = "button";
    button.addEventListener("click", () => this.#actions.look(version));
    return button;
  }
}
