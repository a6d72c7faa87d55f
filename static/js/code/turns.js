import { element, need } from "../dom.js";
import { words } from "../strings.js";

// What was asked for, and what came of it. Text goes in as text, never as markup.

/** @typedef {{run: string, prompt: string, answer: string, status: string, error: string, version: number | null}} Turn */

export class Turns {
  #list = need("#turns", HTMLElement);

  /**
   * @param {Turn[]} turns
   * @param {{run: string, prompt: string} | null} running
   */
  replace(turns, running) {
    this.#list.replaceChildren();
    for (const turn of turns) {
      this.begin(turn.run, turn.prompt);
      if (turn.error) this.fail(turn.run, turn.error);
      else this.end(turn.run, turn.version ? words("version", { number: String(turn.version) }) : words("unchanged"), turn.answer);
    }
    if (running) this.begin(running.run, running.prompt);
  }

  /**
   * @param {string} run
   * @param {string} prompt
   */
  begin(run, prompt) {
    if (this.#find(run)) return;
    const item = element("li");
    item.dataset.run = run;
    item.append(element("p", "prompt", prompt), element("p", "said"), element("p", "end", words("generating")));
    this.#list.append(item);
    item.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {string | undefined} run
   * @param {string} how
   * @param {string} said
   */
  end(run, how, said) {
    this.#set(run, ".end", how);
    this.#set(run, ".said", said);
  }

  /**
   * @param {string} run
   * @param {string} message
   */
  fail(run, message) {
    this.#set(run, ".end", message);
    this.#find(run)?.querySelector(".end")?.classList.add("failed");
  }

  /**
   * @param {string | undefined} run
   * @param {string} part
   * @param {string} text
   */
  #set(run, part, text) {
    const node = run === undefined ? null : this.#find(run)?.querySelector(part);
    if (node) node.textContent = text;
  }

  /** @param {string} run */
  #find(run) {
    return [...this.#list.children].find((item) => item instanceof HTMLElement && item.dataset.run === run);
  }
}
