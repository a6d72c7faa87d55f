import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { visitorName, whoAnswers } from "./naming.js";
import { wholeTime } from "./times.js";

// Above a conversation: whose it is, who answers, what can be done with it, and what is known of the visitor.

/** @typedef {import("./types.js").Line} Line */

const ABOUT = /** @type {const} */ (["page", "agent", "language", "address", "created_at", "client_id"]);

export class TalkHead {
  #title = need("#talk-title", HTMLElement);
  #state = need("#talk-state", HTMLElement);
  #about = need("#about", HTMLElement);
  #actions = need("#actions", HTMLElement);
  #me;
  /** @type {Line | null} */
  #shown = null;

  /**
   * @param {string} me
   * @param {(command: string) => void} onCommand
   */
  constructor(me, onCommand) {
    this.#me = me;
    this.#actions.addEventListener("click", ({ target }) => {
      const command = target instanceof HTMLElement ? target.dataset.command : undefined;
      if (command) onCommand(command);
    });
  }

  /** @param {Line} line */
  show(line) {
    if (line === this.#shown) return;
    this.#shown = line;
    this.#title.textContent = visitorName(line.client_id);
    this.#title.dataset.online = String(line.online === true);
    const state = `${words(line.online ? "online" : "offline")} · ${whoAnswers(line, this.#me)}`;
    // Read out where it differs only.
    if (this.#state.textContent !== state) this.#state.textContent = state;
    this.#about.replaceChildren(...ABOUT.flatMap((name) => fact(name, line)));
    this.#offer(line);
  }

  /** @param {Line} line */
  #offer({ state, owner }) {
    this.#button("take_over").textContent = words(state === "closed" ? "reopen" : "take-over");
    this.#allow("take_over", state !== "owner" || owner !== this.#me);
    this.#allow("hand_back", state !== "ai");
    this.#allow("close", state !== "closed");
  }

  /** @param {string} command */
  #button(command) {
    return need(`#actions [data-command="${command}"]`, HTMLButtonElement);
  }

  /**
   * @param {string} command
   * @param {boolean} allowed
   */
  #allow(command, allowed) {
    const button = this.#button(command);
    const focused = document.activeElement === button;
    button.hidden = !allowed;
    // The button under the focus goes away; the keyboard must not fall back to the top of the page.
    if (focused && !allowed) this.#title.focus();
  }
}

/**
 * @param {typeof ABOUT[number]} name
 * @param {Line} line
 */
function fact(name, line) {
  const value = line[name];
  if (!value) return [];
  const text = name === "created_at" ? wholeTime(value) : value;
  return [element("dt", "", words(`about-${name}`)), element("dd", "", text)];
}
