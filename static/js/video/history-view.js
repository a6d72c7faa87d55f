import { element, need } from "../dom.js";
import { words } from "../strings.js";
import { clock } from "./fold.js";

// All films of this code, newest first. Choosing one shows it.

export class HistoryView {
  #list = need("#films", HTMLOListElement);
  #none = need("#no-films", HTMLElement);
  /** @type {Map<number, {item: HTMLLIElement, button: HTMLButtonElement, shown: string}>} */
  #rows = new Map();
  #onChoose;

  /** @param {(taskId: number) => void} onChoose */
  constructor(onChoose) {
    this.#onChoose = onChoose;
  }

  /**
   * @param {readonly import("./types.js").Job[]} jobs
   * @param {number} chosen
   */
  show(jobs, chosen) {
    this.#none.hidden = jobs.length > 0;
    const items = jobs.map((job) => this.#row(job, job.taskId === chosen));
    const there = [...this.#list.children];
    if (items.length !== there.length || items.some((item, index) => item !== there[index])) {
      this.#list.replaceChildren(...items);
    }
  }

  /**
   * @param {import("./types.js").Job} job
   * @param {boolean} chosen
   */
  #row(job, chosen) {
    const row = this.#rows.get(job.taskId) ?? this.#newRow(job.taskId);
    row.button.setAttribute("aria-pressed", String(chosen));
    const shown = [job.status, job.progress, job.imageUrl !== ""].join();
    if (shown !== row.shown) {
      row.shown = shown;
      row.item.dataset.status = job.status;
      row.button.replaceChildren(picture(job), facts(job));
    }
    return row.item;
  }

  /** @param {number} taskId */
  #newRow(taskId) {
    const item = element("li", "film");
    const button = element("button");
    button.type = "button";
    button.addEventListener("click", () => this.#onChoose(taskId));
    item.append(button);
    const row = { item, button, shown: "" };
    this.#rows.set(taskId, row);
    return row;
  }
}

/** @param {import("./types.js").Job} job */
function picture(job) {
  const frame = element("span", "film-picture");
  frame.dataset.aspect = job.aspect;
  if (job.imageUrl) {
    const image = element("img");
    image.src = job.imageUrl;
    image.alt = "";
    image.loading = "lazy";
    frame.append(image);
  }
  return frame;
}

/** @param {import("./types.js").Job} job */
function facts(job) {
  const box = element("span", "film-facts");
  const state = job.status === "running" ? `${job.progress} %` : words(`status-${job.status}`);
  box.append(
    element("span", "film-prompt", job.prompt),
    element("span", "film-line", `${clock(job.seconds)} · ${job.aspect} · ${state}`),
  );
  return box;
}
