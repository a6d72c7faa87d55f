import { TurnView } from "../chat/turn-view.js";
import { element } from "../dom.js";
import { words } from "../strings.js";
import { Prose } from "./prose.js";

// A turn of the conversation whose answer is Markdown, with the agents that had the word, and the guardrail that
// refused it.

/**
 * @typedef {import("../chat/turn-view.js").TurnActions & {
 *   answer: (run: string) => import("./types.js").Answer | undefined,
 * }} AnswerActions
 */

export class AnswerView extends TurnView {
  #prose;
  #actions;
  #trail = element("p", "trail");
  #refusals = element("div", "refusals");
  /** @type {readonly import("./types.js").Guardrail[]} */
  #guardrails = [];
  /** @type {import("../chat/types.js").Turn | null} */
  #turn = null;
  /** @type {import("./types.js").Answer | undefined} */
  #answer;

  /** @param {AnswerActions} actions */
  constructor(actions) {
    const prose = new Prose();
    super(actions, prose);
    this.#prose = prose;
    this.#actions = actions;
    this.answer.prepend(this.#trail, this.#refusals);
  }

  /**
   * @param {import("../chat/types.js").Turn} turn
   * @param {boolean} instant
   */
  update(turn, instant) {
    const answer = this.#actions.answer(turn.run ?? "");
    if (turn === this.#turn && answer === this.#answer) return;
    this.#turn = turn;
    this.#answer = answer;
    this.#prose.parts = answer?.parts ?? [];
    super.update(turn, instant);
    if (turn.phase !== "running") this.#prose.complete(turn.text.length);
    this.#showTrail(answer?.trail ?? []);
    this.#showRefusals(answer?.guardrails ?? []);
  }

  /** @param {readonly string[]} trail */
  #showTrail(trail) {
    this.#trail.hidden = trail.length < 2;
    const text = trail.join(" → ");
    if (this.#trail.textContent !== text) this.#trail.textContent = text;
  }

  /** @param {readonly import("./types.js").Guardrail[]} guardrails */
  #showRefusals(guardrails) {
    if (guardrails === this.#guardrails) return;
    this.#guardrails = guardrails;
    this.#refusals.replaceChildren(...guardrails.filter(({ passed }) => !passed).map(refusal));
  }
}

/** @param {import("./types.js").Guardrail} guardrail */
function refusal({ name, reasoning }) {
  const node = element("p", "refusal");
  node.append(element("strong", "", words("refused-by", { name })), element("span", "", reasoning));
  return node;
}
