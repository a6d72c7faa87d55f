import { Typing } from "../contact/typing.js";
import { need } from "../dom.js";
import { words } from "../strings.js";
import { EntriesView } from "./entries-view.js";
import { ReplyBox } from "./reply-box.js";
import { TalkHead } from "./talk-head.js";

// The conversation that is open: its head, its history, and where one replies.

/**
 * @typedef {import("./types.js").InboxState} InboxState
 *
 * @typedef {object} Doings
 * @property {(command: string) => void} command   take_over, hand_back, close
 * @property {(kind: "reply" | "note", text: string) => void} say
 * @property {(typing: boolean) => void} typing
 * @property {() => void} earlier
 * @property {() => void} leave
 * @property {(sent: import("./types.js").Sent) => void} again
 * @property {(sent: import("./types.js").Sent) => void} discard
 */

export class TalkArea {
  #area = need("#talk", HTMLElement);
  #writing = need("#writing", HTMLElement);
  #head;
  #entries;
  #typing;
  /** Whether it is this page that tells of somebody writing. */
  #writes = false;
  reply;

  /**
   * @param {string} me
   * @param {Doings} on
   */
  constructor(me, on) {
    this.#head = new TalkHead(me, on.command);
    this.#entries = new EntriesView(on, on.earlier);
    this.#typing = new Typing(need("#query", HTMLTextAreaElement), (writes) => this.#tellTyping(writes, on));
    this.reply = new ReplyBox((kind, text) => {
      this.#typing.stop();
      on.say(kind, text);
      this.#entries.toEnd();
    });
    need("#back", HTMLButtonElement).addEventListener("click", on.leave);
    this.#area.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) on.leave();
    });
  }

  /** @param {string} client_id  "": none is open */
  turnTo(client_id) {
    this.#typing.stop();
    this.reply.turnTo(client_id);
    document.body.toggleAttribute("data-talks", client_id !== "");
    this.#area.hidden = client_id === "";
    need("#nothing-open", HTMLElement).hidden = client_id !== "";
  }

  /** Where a keyboard is, to the reply; elsewhere it would cover what is to be read. */
  focus() {
    need("#talk-title", HTMLElement).focus();
    this.reply.focus();
  }

  /** @param {InboxState} state */
  show(state) {
    const { opened, sent, writing, canned } = state;
    const line = state.lines.get(opened?.client_id ?? "")?.line;
    if (!opened || !line) return;
    this.#head.show(line);
    this.#entries.show(opened, sent);
    this.reply.show(line.state, canned);
    const { visitor = false, owner = false } = writing.get(opened.client_id) ?? {};
    const text = visitor ? words("visitor-writes") : owner && !this.#writes ? words("colleague-writes") : "";
    if (this.#writing.textContent !== text) this.#writing.textContent = text;
  }

  /**
   * A note is between colleagues: no visitor sees that it is written.
   *
   * @param {boolean} writes
   * @param {Doings} on
   */
  #tellTyping(writes, on) {
    if (writes && this.reply.kind === "note") return;
    if (writes === this.#writes && !writes) return;
    this.#writes = writes;
    on.typing(writes);
  }
}
