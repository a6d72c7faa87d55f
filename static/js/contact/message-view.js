import { TurnView } from "../chat/turn-view.js";
import { Prose } from "../assistant/prose.js";
import { element } from "../dom.js";
import { words } from "../strings.js";

// One message: the visitor's as plain text, others' as Markdown under the name of who says it.

export class MessageView extends TurnView {
  #prose;
  #speaker = element("p", "speaker");

  /** @param {import("../chat/turn-view.js").TurnActions} actions */
  constructor(actions) {
    const prose = new Prose();
    super(actions, prose);
    this.#prose = prose;
    this.answer.prepend(this.#speaker);
  }

  /**
   * @param {import("../chat/types.js").Turn} turn
   * @param {boolean} instant
   */
  update(turn, instant) {
    super.update(turn, instant);
    const { by, broadcast } = /** @type {import("./types.js").DeskTurn} */ (turn);
    this.node.dataset.by = by;
    this.#speaker.textContent = words(broadcast ? "by-broadcast" : `by-${by}`);
    if (turn.phase !== "running") this.#prose.complete(turn.text.length);
    // A message that was taken needs nothing below it; one that was refused says why.
    if (by === "visitor") this.answer.hidden = turn.phase !== "refused";
  }
}
