import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { clock, elapsed, isOpen, standing } from "./fold.js";

// The six stages of a film, and how far it is in words: always true, also where nothing moves for a while.

const STAGES = 6;
const TICK = 1_000;

export class StagesView {
  #list = need("#stages", HTMLOListElement);
  #bar = need("#progress", HTMLProgressElement);
  #words = need("#progress-words", HTMLElement);
  #status = need("#progress-status", HTMLElement);
  /** @type {HTMLLIElement[]} */
  #items = [];
  /** @type {import("./types.js").Job | null} */
  #job = null;

  constructor() {
    for (let stage = 1; stage <= STAGES; stage += 1) {
      const item = element("li", "stage");
      item.append(element("span", "stage-name", words(`stage-${stage}`)), element("span", "stage-part"));
      this.#items.push(item);
    }
    this.#list.replaceChildren(...this.#items);
    setInterval(() => this.#job && isOpen(this.#job) && this.#tell(this.#job), TICK);
  }

  /** @param {import("./types.js").Job} job */
  show(job) {
    this.#job = job;
    this.#items.forEach((item, index) => this.#showStage(item, job, index + 1));
    this.#bar.value = job.progress;
    this.#bar.hidden = !isOpen(job);
    this.#list.hidden = job.status === "completed";
    this.#tell(job);
    // Only this is read out: a stage that begins, and an end.
    const said = isOpen(job) && job.stage > 0 ? words(`stage-${job.stage}`) : words(`status-${job.status}`);
    if (this.#status.textContent !== said) this.#status.textContent = said;
  }

  /**
   * @param {HTMLLIElement} item
   * @param {import("./types.js").Job} job
   * @param {number} stage
   */
  #showStage(item, job, stage) {
    const stands = standing(job, stage);
    item.dataset.standing = stands;
    if (stands === "now") item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    const counts = stands === "now" && (job.planned ?? 0) > 1;
    const part = item.querySelector(".stage-part");
    if (part) part.textContent = counts ? `${job.done} / ${job.planned}` : "";
  }

  /** @param {import("./types.js").Job} job */
  #tell(job) {
    const text = told(job, Date.now());
    if (this.#words.textContent !== text) this.#words.textContent = text;
  }
}

/**
 * @param {import("./types.js").Job} job
 * @param {number} now
 * @returns {string}
 */
function told(job, now) {
  const left = job.estimatedRemainingTime ?? 0;
  const about = left > 0 ? words("about-left", { time: clock(left) }) : "";
  if (job.status === "queued") return [words("place", { place: String(job.place) }), about].filter(Boolean).join(" · ");
  const worked = words("elapsed", { time: clock(elapsed(job, now)) });
  if (job.status === "running") {
    const again = job.attempt > 1 ? words("attempt", { number: String(job.attempt) }) : "";
    return [`${job.progress} %`, worked, about, again].filter(Boolean).join(" · ");
  }
  if (job.status === "completed") return words("made-in", { time: clock(elapsed(job, now)) });
  return job.errorMessage || words(`status-${job.status}`);
}
