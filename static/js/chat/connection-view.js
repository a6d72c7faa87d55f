import { need } from "../dom.js";
import { words } from "../strings.js";

// The connection in words, and a button where the reader can do something about it.

// Shorter waits end before anyone finds the button.
const WORTH_A_BUTTON = 1_500;

export class ConnectionView {
  #node = need("#connection", HTMLElement);
  #label = need("#connection-label", HTMLElement);
  #retry = need("#connection-retry", HTMLButtonElement);

  /** @param {() => void} onRetry */
  constructor(onRetry) {
    this.#retry.addEventListener("click", onRetry);
  }

  /** @param {import("../room-socket.js").Status} status */
  show(status) {
    this.#node.dataset.phase = status.phase;
    const label = words(`phase-${status.phase}`);
    const reason = status.reason && status.phase !== "connecting" ? words(`reason-${status.reason}`) : "";
    const text = reason ? words("phase-with-reason", { phase: label, reason }) : label;
    // Announced when it differs only: each failed try says the same.
    if (this.#label.textContent !== text) this.#label.textContent = text;
    this.#node.title = text;
    // Signing in helps there, and trying again does not.
    const helps = status.reason !== "unauthenticated";
    this.#retry.hidden = !(helps && (status.final || (status.delay ?? 0) > WORTH_A_BUTTON));
  }
}
