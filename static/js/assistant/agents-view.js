import { element, need } from "../dom.js";
import { words } from "../strings.js";

// The agents there are, who of them has the word, whose hands the newest question went through, and how the
// guardrails judged it.

/**
 * @typedef {import("./types.js").Agent} Agent
 * @typedef {import("./types.js").Answer} Answer
 */

export class AgentsView {
  #list = need("#agents", HTMLElement);
  #trail = need("#trail", HTMLElement);
  #guardrails = need("#guardrails", HTMLElement);
  /** @type {readonly Agent[]} */
  #agents = [];
  /** @type {Answer | undefined} */
  #answer;

  /**
   * @param {readonly Agent[]} agents
   * @param {Answer | undefined} answer  to the newest question that is being answered, or was
   */
  show(agents, answer) {
    if (agents === this.#agents && answer === this.#answer) return;
    if (agents !== this.#agents) this.#list.replaceChildren(...agents.map(agentItem));
    if (agents !== this.#agents || judged(answer) !== judged(this.#answer)) this.#showGuardrails(agents, answer);
    if (answer?.trail !== this.#answer?.trail) this.#showTrail(answer?.trail ?? []);
    this.#agents = agents;
    this.#answer = answer;
    for (const item of this.#list.children) mark(item, answer);
  }

  /** @param {readonly string[]} trail */
  #showTrail(trail) {
    this.#trail.replaceChildren(...trail.map((name) => element("li", "hop", name)));
  }

  /**
   * @param {readonly Agent[]} agents
   * @param {Answer | undefined} answer
   */
  #showGuardrails(agents, answer) {
    const names = new Set(agents.flatMap((agent) => agent.input_guardrails));
    const told = (answer?.guardrails ?? []).map(({ name }) => name);
    this.#guardrails.replaceChildren(...[...new Set([...names, ...told])].map((name) => guardrailItem(name, answer)));
  }
}

/** @param {Answer | undefined} answer */
function judged(answer) {
  return answer?.judged ? answer.guardrails : undefined;
}

/**
 * @param {Element} item
 * @param {Answer | undefined} answer
 */
function mark(item, answer) {
  const current = item instanceof HTMLElement && item.dataset.agent === answer?.agent;
  item.toggleAttribute("data-speaks", current && answer?.ended === false);
  if (current) item.setAttribute("aria-current", "true");
  else item.removeAttribute("aria-current");
}

/** @param {Agent} agent */
function agentItem({ name, description, tools, handoffs, input_guardrails }) {
  const item = element("li", "agent");
  item.dataset.agent = name;
  item.append(element("h3", "agent-name", name), element("p", "agent-about", description));
  const facts = element("dl", "agent-facts");
  addFact(facts, words("agent-tools"), tools);
  addFact(facts, words("agent-handoffs"), handoffs);
  addFact(facts, words("agent-guardrails"), input_guardrails);
  item.append(facts);
  return item;
}

/**
 * @param {HTMLElement} facts
 * @param {string} label
 * @param {readonly string[]} names
 */
function addFact(facts, label, names) {
  if (names.length === 0) return;
  const values = element("dd");
  values.append(...names.map((name) => element("code", "", name)));
  facts.append(element("dt", "", label), values);
}

/**
 * @param {string} name
 * @param {Answer | undefined} answer
 */
function guardrailItem(name, answer) {
  const verdict = answer?.guardrails.find((each) => each.name === name);
  const state = stateOf(verdict, answer);
  const item = element("li", "guardrail");
  item.dataset.state = state;
  item.append(element("strong", "", name), element("span", "guardrail-state", words(`guardrail-${state}`)));
  if (verdict) item.append(element("p", "", verdict.reasoning), element("p", "guardrail-input", verdict.input));
  return item;
}

/**
 * @param {import("./types.js").Guardrail | undefined} verdict
 * @param {Answer | undefined} answer
 */
function stateOf(verdict, answer) {
  if (verdict) return verdict.passed ? "passed" : "refused";
  // The one that refuses is told; an answer begins only after all have passed.
  return answer?.judged && answer.guardrails.length === 0 ? "passed" : "open";
}
