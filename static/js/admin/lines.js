import { element } from "../dom.js";
import { words } from "../strings.js";
import { durationShown } from "./timeline.js";

// The list of events beside the text: which were there at a time, and a way to the time of each.

export class Lines {
  #list;
  /** @type {HTMLElement[]} */
  #lines;
  #now = -1;

  /**
   * @param {HTMLElement} list
   * @param {import("./timeline.js").Timeline} timeline
   * @param {(at: number) => void} onChoose
   */
  constructor(list, timeline, onChoose) {
    this.#list = list;
    this.#lines = [...list.children].filter((node) => node instanceof HTMLElement);
    this.#lines.forEach((line, place) => {
      line.dataset.when = "later";
      addButton(line, timeline.reached(place), onChoose);
    });
  }

  /** @param {number} now  the line that is the newest one */
  show(now) {
    if (now === this.#now) return;
    // Only lines between the old place and the new one change.
    for (let place = Math.min(now, this.#now); place <= Math.max(now, this.#now); place += 1) {
      const line = this.#lines[place];
      if (line) line.dataset.when = place < now ? "past" : place === now ? "now" : "later";
    }
    this.#now = now;
    this.#reveal(this.#lines[now]);
  }

  /** Scrolls the list, never the page. @param {HTMLElement | undefined} line */
  #reveal(line) {
    if (line) this.#list.scrollTop = line.offsetTop - this.#list.clientHeight / 3;
  }
}

/**
 * @param {HTMLElement} line
 * @param {number} at
 * @param {(at: number) => void} onChoose
 */
function addButton(line, at, onChoose) {
  const time = line.querySelector(".line-time");
  if (!time) return;
  const button = element("button", "line-time", time.textContent ?? "");
  button.type = "button";
  button.title = words("go-to", { at: durationShown(at) });
  button.addEventListener("click", () => onChoose(at));
  time.replaceWith(button);
}
