// A value that can be watched.

/** @template T */
export class Observable {
  #value;
  /** @type {Set<(value: T, before: T) => void>} */
  #watchers = new Set();

  /** @param {T} value */
  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    const before = this.#value;
    if (value === before) return;
    this.#value = value;
    for (const watcher of [...this.#watchers]) watcher(value, before);
  }

  /**
   * @param {(value: T, before: T) => void} watcher
   * @returns {() => void} ends it
   */
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
