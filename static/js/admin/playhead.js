// Where a replay stands. The page tells how much time has passed; nothing here looks at a clock.

// Milliseconds that one tick may be worth. Frames stop in a hidden tab: what the reader could not see must not be
// skipped when they come back.
const LONGEST_TICK = 250;

export class Playhead {
  #began;
  #ended;
  #at;
  #playing = false;
  speed = 1;

  /** @param {{began: number, ended: number}} timeline */
  constructor({ began, ended }) {
    this.#began = began;
    this.#ended = ended;
    this.#at = began;
  }

  get at() {
    return this.#at;
  }

  get playing() {
    return this.#playing;
  }

  /** Plays on; at the end it starts again. */
  play() {
    if (this.#at >= this.#ended) this.#at = this.#began;
    this.#playing = this.#at < this.#ended;
  }

  pause() {
    this.#playing = false;
  }

  /** @param {number} at */
  seek(at) {
    this.#at = Math.min(Math.max(at, this.#began), this.#ended);
  }

  /** @param {number} elapsed  milliseconds of the reader's time since the last tick */
  tick(elapsed) {
    if (!this.#playing) return;
    this.seek(this.#at + Math.min(elapsed, LONGEST_TICK) * this.speed);
    if (this.#at >= this.#ended) this.#playing = false;
  }
}
