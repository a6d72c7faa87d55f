import { need, passed } from "../dom.js";
import { words } from "../strings.js";
import { Lines } from "./lines.js";
import { Playhead } from "./playhead.js";
import { durationShown, Timeline } from "./timeline.js";
import { Wire } from "./wire.js";

// Plays what a run said, as it happened. Without this the page is a list of events, in order.

class Replay {
  #timeline;
  #head;
  #wire;
  #lines;
  #play = need("#play", HTMLButtonElement);
  #place = need("#place", HTMLElement);
  #scrubber = need("#scrubber", HTMLInputElement);
  #said = need("#said", HTMLElement);
  #text = document.createTextNode("");
  /** @type {number | null} when the last frame was, null while nothing plays */
  #last = null;

  /** @param {import("./timeline.js").Replay} replay */
  constructor(replay) {
    this.#timeline = new Timeline(replay);
    this.#head = new Playhead(replay);
    this.#wire = new Wire(this.#timeline);
    this.#scrubber.before(this.#wire.node);
    this.#lines = new Lines(need("#lines", HTMLElement), this.#timeline, (at) => this.seek(at));
    this.#said.append(this.#text);
    this.#scrubber.min = String(replay.began);
    this.#scrubber.max = String(replay.ended);
    this.#listen();
  }

  start() {
    for (const node of document.querySelectorAll("#player, #said-part")) node.removeAttribute("hidden");
    need("#replay", HTMLElement).dataset.plays = "yes";
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.seek(this.#timeline.ended);
    else this.toggle();
  }

  /** @param {number} at */
  seek(at) {
    this.#head.seek(at);
    this.#show();
  }

  toggle() {
    if (this.#head.playing) this.#head.pause();
    else this.#head.play();
    this.#show();
    if (this.#head.playing && this.#last === null) requestAnimationFrame((now) => this.#frame(now));
  }

  #listen() {
    this.#play.addEventListener("click", () => this.toggle());
    this.#scrubber.addEventListener("input", () => this.seek(Number(this.#scrubber.value)));
    this.#scrubber.addEventListener("keydown", (event) => this.#key(event));
    for (const node of document.querySelectorAll("input[name=speed]")) {
      if (!(node instanceof HTMLInputElement)) continue;
      node.addEventListener("change", () => (this.#head.speed = Number(node.value)));
      // A reload may have kept another choice than the first.
      if (node.checked) this.#head.speed = Number(node.value);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const place = event.altKey || event.ctrlKey || event.metaKey ? null : this.#placeFor(event.key);
    if (place === null) return;
    event.preventDefault();
    this.seek(place);
  }

  /**
   * Arrows go from event to event: a millisecond a key press would be no way through a minute.
   *
   * @param {string} key
   */
  #placeFor(key) {
    const { at } = this.#head;
    const { began, ended, duration } = this.#timeline;
    if (key === "ArrowRight" || key === "ArrowUp") return this.#timeline.after(at);
    if (key === "ArrowLeft" || key === "ArrowDown") return this.#timeline.before(at);
    if (key === "PageUp") return at + duration / 10;
    if (key === "PageDown") return at - duration / 10;
    if (key === "Home") return began;
    return key === "End" ? ended : null;
  }

  /** @param {number} now */
  #frame(now) {
    this.#head.tick(now - (this.#last ?? now));
    this.#show();
    this.#last = this.#head.playing ? now : null;
    if (this.#head.playing) requestAnimationFrame((next) => this.#frame(next));
  }

  #show() {
    const { at, playing } = this.#head;
    const end = durationShown(this.#timeline.ended);
    this.#showText(this.#timeline.lengthAt(at));
    this.#lines.show(this.#timeline.lineAt(at));
    this.#wire.show(at);
    this.#scrubber.value = String(at);
    this.#place.textContent = `${durationShown(at)} / ${end}`;
    this.#play.textContent = words(playing ? "pause" : "play");
    this.#play.dataset.playing = String(playing);
    // While it plays, a screen reader on the time line would be told of every frame.
    if (!playing) this.#scrubber.setAttribute("aria-valuetext", words("place", { at: durationShown(at), end }));
  }

  /** Forwards the text grows, and is not written anew: it may be long. @param {number} length */
  #showText(length) {
    const shown = this.#text.length;
    if (length > shown) this.#text.appendData(this.#timeline.text.slice(shown, length));
    else if (length < shown) this.#text.deleteData(length, shown - length);
    if (length !== shown) this.#said.scrollTop = this.#said.scrollHeight;
  }
}

const replay = /** @type {import("./timeline.js").Replay} */ (passed("replay-data"));
if (replay.steps.length) new Replay(replay).start();
