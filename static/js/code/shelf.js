// What is loaded when it is first asked for, and kept: versions do not change. Reading is synchronous, so that views
// show what is there; `changed` tells them when there is more.

const KEPT = 200;

/** @template T @typedef {{value?: T, failed?: boolean}} Taken  neither: it is on its way */

/** @template T */
export class Shelf {
  #load;
  #changed;
  /** @type {Map<string, Taken<T>>} */
  #kept = new Map();

  /**
   * @param {(...key: (string | number)[]) => Promise<T>} load
   * @param {() => void} changed
   */
  constructor(load, changed) {
    this.#load = load;
    this.#changed = changed;
  }

  /**
   * @param {(string | number)[]} key
   * @returns {Taken<T>}
   */
  take(...key) {
    const name = JSON.stringify(key);
    const kept = this.#kept.get(name);
    if (kept) return kept;
    void this.#fill(name, key);
    return this.#kept.get(name) ?? {};
  }

  /** What could not be loaded is asked for again. */
  retry() {
    for (const [name, taken] of this.#kept) if (taken.failed) this.#kept.delete(name);
  }

  /**
   * @param {string} name
   * @param {(string | number)[]} key
   */
  async #fill(name, key) {
    this.#put(name, {});
    try {
      this.#put(name, { value: await this.#load(...key) });
    } catch {
      this.#put(name, { failed: true });
    }
    this.#changed();
  }

  /**
   * @param {string} name
   * @param {Taken<T>} taken
   */
  #put(name, taken) {
    this.#kept.delete(name);
    this.#kept.set(name, taken);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
