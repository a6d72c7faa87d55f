// What a run said, laid out in time. Pure: no DOM, no clock, so node tests it. Times are milliseconds since the
// run's start.

/**
 * From one commit on: its time, the line that it reaches, and what the text grew by.
 *
 * @typedef {readonly [at: number, line: number, text: string]} Step
 * @typedef {{began: number, ended: number, steps: readonly Step[]}} Replay  as Django passes it, in order of time
 */

export class Timeline {
  #steps;
  /** Characters of the text after each step. */
  #lengths;
  /** @type {number[]} when each line is reached */
  #reached = [];

  /** @param {Replay} replay  with one step at least */
  constructor({ began, ended, steps }) {
    this.began = began;
    this.ended = ended;
    this.#steps = steps;
    this.text = steps.map((step) => step[2]).join("");
    let length = 0;
    this.#lengths = steps.map((step) => (length += step[2].length));
    for (const [at, line] of steps) this.#reached[line] ??= at;
  }

  get duration() {
    return this.ended - this.began;
  }

  /** The line that was the newest one at a time. @param {number} at */
  lineAt(at) {
    return this.#steps[this.#happened(at) - 1]?.[1] ?? -1;
  }

  /** How many characters of the text there were. @param {number} at */
  lengthAt(at) {
    return this.#lengths[this.#happened(at) - 1] ?? 0;
  }

  /** When a line was reached. @param {number} line */
  reached(line) {
    return this.#reached[line] ?? this.began;
  }

  /** The next moment at which something happened, or the end. @param {number} at */
  after(at) {
    return this.#steps[this.#happened(at)]?.[0] ?? this.ended;
  }

  /** The last moment before this one at which something happened, or the beginning. @param {number} at */
  before(at) {
    // Steps have whole milliseconds: all that is before `at` has happened at the whole number before it.
    return this.#steps[this.#happened(Math.ceil(at) - 1) - 1]?.[0] ?? this.began;
  }

  /** The moments of the steps that brought text, or of those that did not. @param {boolean} text */
  moments(text) {
    return this.#steps.filter((step) => (step[2] !== "") === text).map((step) => step[0]);
  }

  /** How many steps had happened at a time: by halves, since a long run has thousands. @param {number} at */
  #happened(at) {
    let [low, high] = [0, this.#steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#steps[middle]?.[0] ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * A duration in the words that Django's pages use: 0.42 s, 12.4 s, 3 min 5 s.
 *
 * @param {number} milliseconds
 */
export function durationShown(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
