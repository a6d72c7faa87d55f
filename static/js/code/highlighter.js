// Asks the worker for spans, one text at a time. Of what waits only the newest is kept: older ones are of a file that
// is not shown any more, or of a shorter text.

/** @typedef {{language: string, text: string, done: (spans: Uint32Array, took: number) => void}} Job  took: milliseconds */

// A pattern can take exponential time on a text that somebody has made for it.
const PATIENCE = 4_000;

export class Highlighter {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Job | null} */
  #running = null;
  /** @type {Job | null} */
  #waiting = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;
  #makeWorker;

  /** @param {() => Worker} makeWorker */
  constructor(makeWorker) {
    this.#makeWorker = makeWorker;
  }

  /** @param {Job} job */
  ask(job) {
    this.#waiting = job;
    if (!this.#running) this.#next();
  }

  #next() {
    this.#running = this.#waiting;
    this.#waiting = null;
    if (!this.#running) return;
    const { language, text } = this.#running;
    this.#worker ??= this.#start();
    this.#patience = setTimeout(() => this.#giveUp(), PATIENCE);
    this.#worker.postMessage({ language, text });
  }

  #start() {
    const worker = this.#makeWorker();
    worker.addEventListener("message", ({ data }) => this.#end(data.spans, data.took));
    worker.addEventListener("error", () => this.#giveUp());
    return worker;
  }

  /**
   * @param {Uint32Array} spans
   * @param {number} took
   */
  #end(spans, took) {
    clearTimeout(this.#patience);
    const job = this.#running;
    this.#running = null;
    job?.done(spans, took);
    if (!this.#running) this.#next();
  }

  /** The text stays plain. */
  #giveUp() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#end(new Uint32Array(), PATIENCE);
  }
}
