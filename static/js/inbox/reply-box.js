import { Composer } from "../chat/composer.js";
import { element, need } from "../dom.js";
import { words } from "../strings.js";

// Where replies and notes are written. Each conversation has a draft of its own: nothing that was begun for one
// visitor is ever sent to another.

/** @typedef {"reply" | "note"} Kind */

export class ReplyBox {
  #composer;
  #field = need("#query", HTMLTextAreaElement);
  #kinds = need("#kind", HTMLFieldSetElement);
  #canned = need("#canned", HTMLDetailsElement);
  #hint = need("#hint", HTMLElement);
  /** @type {Map<string, {text: string, kind: Kind}>} */
  #drafts = new Map();
  /** @type {readonly import("./types.js").Canned[] | null} */
  #offered = null;
  #client = "";
  #who = "";

  /** @param {(kind: Kind, text: string) => void} onSend */
  constructor(onSend) {
    this.#composer = new Composer((text) => onSend(this.kind, text));
    this.#kinds.addEventListener("change", () => this.#arrange());
    this.#canned.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#canned.open) return;
      event.stopPropagation();
      this.#fold();
    });
  }

  /** @returns {Kind} */
  get kind() {
    return need("#kind input:checked", HTMLInputElement).value === "note" ? "note" : "reply";
  }

  /** A note must not become a reply. */
  set kind(kind) {
    need(`#kind [value="${kind}"]`, HTMLInputElement).checked = true;
    this.#arrange();
  }

  get draft() {
    return this.#composer.draft;
  }

  set draft(text) {
    this.#composer.draft = text;
  }

  close() {
    this.#composer.close();
  }

  focus() {
    this.#composer.focus();
  }

  /** @param {string} client_id  "": none is open */
  turnTo(client_id) {
    if (client_id === this.#client) return;
    this.#drafts.set(this.#client, { text: this.#composer.draft, kind: this.kind });
    const { text, kind } = this.#drafts.get(client_id) ?? { text: "", kind: "reply" };
    this.#client = client_id;
    this.#composer.draft = text;
    this.kind = kind;
  }

  /**
   * @param {import("./types.js").Who} who  answers
   * @param {readonly import("./types.js").Canned[]} canned
   */
  show(who, canned) {
    if (who !== this.#who) {
      this.#who = who;
      this.#arrange();
    }
    if (canned !== this.#offered) this.#offer(canned);
  }

  #arrange() {
    const note = this.kind === "note";
    need("#composer", HTMLElement).dataset.kind = this.kind;
    this.#field.placeholder = words(`write-${this.kind}`);
    need("#query-label", HTMLElement).textContent = words(`write-${this.kind}`);
    const takes = this.#who === "ai" || this.#who === "closed";
    this.#hint.textContent = note ? words("hint-note") : takes ? words(`hint-${this.#who}`) : "";
  }

  /** @param {readonly import("./types.js").Canned[]} canned */
  #offer(canned) {
    this.#offered = canned;
    this.#canned.hidden = canned.length === 0;
    need("#canned-list", HTMLElement).replaceChildren(...canned.map((reply) => this.#cannedNode(reply)));
  }

  /** @param {import("./types.js").Canned} reply */
  #cannedNode({ title, text }) {
    const button = element("button", "quiet");
    button.type = "button";
    button.append(element("strong", "", title), element("span", "", text));
    button.addEventListener("click", () => {
      const before = this.#composer.draft.trimEnd();
      this.#composer.draft = before ? `${before}\n${text}` : text;
      this.#fold();
      this.#field.focus();
    });
    const node = element("li");
    node.append(button);
    return node;
  }

  #fold() {
    this.#canned.open = false;
    this.#canned.querySelector("summary")?.focus();
  }
}
