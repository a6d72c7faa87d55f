// Keeps the end of the conversation in sight, unless the reader has scrolled up: then nothing moves under their
// eyes, and a button leads back.

const NEAR = 48;

export class Follow {
  #scroller;
  #button;
  #following = true;
  #paused = false;
  #lastTop = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} content
   * @param {HTMLButtonElement} button
   */
  constructor(scroller, content, button) {
    this.#scroller = scroller;
    this.#button = button;
    scroller.addEventListener("scroll", () => this.#judge(), { passive: true });
    button.addEventListener("click", () => this.toEnd());
    // Both: the content grows with the answer, the scroller shrinks with the keyboard and a taller composer.
    const sizes = new ResizeObserver(() => this.#sized());
    sizes.observe(content);
    sizes.observe(scroller);
  }

  /** What is shown does not grow now: it stays where it is, and the button is not needed. */
  pause() {
    this.#paused = true;
    this.#button.hidden = true;
  }

  resume() {
    this.#paused = false;
    this.#button.hidden = this.#following;
    this.#sized();
  }

  toEnd() {
    this.#setFollowing(true);
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #distance() {
    return this.#scroller.scrollHeight - this.#scroller.clientHeight - this.#scroller.scrollTop;
  }

  /** Only a move upwards leaves: our own scrolling reports late, when the content may have grown again. */
  #judge() {
    const top = this.#scroller.scrollTop;
    if (this.#distance() <= NEAR) this.#setFollowing(true);
    else if (top < this.#lastTop) this.#setFollowing(false);
    this.#lastTop = top;
  }

  #sized() {
    if (this.#paused) return;
    if (this.#following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else if (this.#distance() <= NEAR) this.#setFollowing(true);
  }

  /** @param {boolean} following */
  #setFollowing(following) {
    this.#following = following;
    this.#button.hidden = following || this.#paused;
  }
}
