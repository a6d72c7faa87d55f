import { need } from "../dom.js";

// The session has ended while the page was open. It says so and leads to the sign-in page. Should somebody sign in
// in another tab instead, this one tries again when it is looked at.

export class SignedOut {
  #node = need("#signed-out", HTMLElement);
  #on;

  /** @param {{out: () => void, leaves: () => void, looks: () => void, back: () => void}} on  leaves: to sign in */
  constructor(on) {
    this.#on = on;
    need("#sign-in", HTMLAnchorElement).addEventListener("click", on.leaves);
    const looks = () => this.#isOut && document.visibilityState === "visible" && on.looks();
    addEventListener("focus", looks);
    document.addEventListener("visibilitychange", looks);
  }

  get #isOut() {
    return !this.#node.hidden;
  }

  /** @param {import("../room-socket.js").Status} status */
  show(status) {
    if (this.#isOut && status.phase === "connected") return this.#on.back();
    if (this.#isOut || !status.final || status.reason !== "unauthenticated") return;
    this.#node.hidden = false;
    // The header's account is the one that is gone.
    for (const node of document.querySelectorAll("[data-account]")) node.toggleAttribute("hidden", true);
    this.#on.out();
  }
}
