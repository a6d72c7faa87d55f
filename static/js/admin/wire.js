// The time line as a picture: a wire, a thin mark for each piece of text, a node for every other event. The list
// of events says the same in words, so it is hidden from screen readers.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const MIDDLE = 12;

/** @param {string} className @param {string} d */
function path(className, d) {
  const node = document.createElementNS(SVG, "path");
  node.setAttribute("class", className);
  node.setAttribute("d", d);
  return node;
}

export class Wire {
  node = document.createElementNS(SVG, "svg");
  #timeline;
  #played = path("played", "");

  /** @param {import("./timeline.js").Timeline} timeline */
  constructor(timeline) {
    this.#timeline = timeline;
    this.node.setAttribute("class", "wire");
    this.node.setAttribute("viewBox", `0 0 ${WIDTH} ${2 * MIDDLE}`);
    this.node.setAttribute("preserveAspectRatio", "none");
    this.node.setAttribute("aria-hidden", "true");
    // A line of next to no length with round ends is a dot that keeps its shape however the picture is stretched.
    this.node.append(
      path("rest", `M0 ${MIDDLE}H${WIDTH}`),
      this.#played,
      path("pieces", this.#marks(true, (x) => `M${x} ${MIDDLE - 5}v10`)),
      path("nodes", this.#marks(false, (x) => `M${x} ${MIDDLE}h0.001`)),
    );
  }

  /** @param {number} at */
  show(at) {
    this.#played.setAttribute("d", `M0 ${MIDDLE}H${this.#x(at)}`);
  }

  /** @param {boolean} text @param {(x: number) => string} mark */
  #marks(text, mark) {
    return [...new Set(this.#timeline.moments(text).map((at) => this.#x(at)))].map(mark).join("");
  }

  /** @param {number} at */
  #x(at) {
    const { began, duration } = this.#timeline;
    return duration ? Math.round(((at - began) / duration) * WIDTH) : WIDTH;
  }
}
