import { need } from "../dom.js";
import { words } from "../strings.js";
import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { ConnectionView } from "./connection-view.js";
import { Follow } from "./follow.js";
import { SignedOut } from "./signed-out.js";
import { runningTurn } from "./turns.js";
import { keepUnsent, takeUnsent } from "./unsent.js";

// What a page with a conversation does whatever the conversation is about: asks, asks again, stops, keeps what is
// unsent, reads aloud, and draws once an animation frame. The page folds the frames and shows the rest.

/**
 * @typedef {import("./types.js").ChatState} ChatState
 * @typedef {import("./types.js").Turn} Turn
 * @typedef {import("./types.js").AskedFrame | import("./types.js").WithdrawnFrame
 *   | import("./types.js").NoticedFrame} OwnFrame
 *
 * @typedef {object} Talking
 * @property {import("../room-socket.js").RoomSocket} room
 * @property {string} keptAs        under which name the unsent is kept
 * @property {(content: string) => Record<string, unknown>} command  that asks
 * @property {() => ChatState} chat  as it is now
 * @property {(frame: OwnFrame | import("../room-socket.js").Frame, late: boolean) => void} fold
 * @property {(chat: ChatState, instant: boolean) => void} show
 * @property {(turn: Turn) => string} [outcome]  what is read aloud of a turn that has completed, after its answer
 */

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Talk {
  composer = new Composer(
    (query) => this.ask(query),
    () => this.#stop(),
  );
  #page;
  #connection;
  #signedOut;
  #announcer = new Announcer(need("#announcer", HTMLElement));
  #follow = new Follow(
    need("#conversation", HTMLElement),
    need("#turns", HTMLElement),
    need("#latest", HTMLButtonElement),
  );
  /** @type {string | null} the run that was asked to stop */
  #stopping = null;
  /** Frames up to this offset were sent while we were away: shown at once. */
  #caughtUpAt = 0;
  #drawing = false;
  #late = false;

  /** @param {Talking} page */
  constructor(page) {
    this.#page = page;
    this.#connection = new ConnectionView(() => page.room.open());
    this.#signedOut = new SignedOut({
      out: () => this.composer.close(),
      leaves: () => this.#keep(),
      looks: () => page.room.open(),
      back: () => {
        // Signing in changes the CSRF token, so the forms of this page no longer work.
        this.#keep();
        location.reload();
      },
    });
    need("#notice-close", HTMLButtonElement).addEventListener("click", () => this.#hear({ type: "noticed" }, false));
    this.#listen(page.room);
  }

  /** Connects, and sends what was left unsent. */
  begin() {
    const { draft, asked } = takeUnsent(this.#page.keptAs);
    if (draft) this.composer.draft = draft;
    for (const { id, query } of asked) this.ask(query, id);
    this.#page.room.open();
    this.composer.focus();
  }

  /**
   * @param {string} query
   * @param {string | null} [id]  of an earlier try
   */
  ask(query, id) {
    const command = this.#page.command(query);
    const client_message_id = this.#page.room.send(id ? { ...command, client_message_id: id } : command);
    this.#hear({ type: "asked", client_message_id, query }, false);
    this.#follow.toEnd();
  }

  /** @param {Turn} turn */
  retry(turn) {
    if (turn.question === null) return;
    if (turn.phase === "refused") {
      // Under its old id: a busy server may have stored it after all. It moves to the end; answered ones stay.
      this.#hear({ type: "withdrawn", key: turn.key }, false);
      this.ask(turn.question, turn.clientMessageId);
    } else {
      this.ask(turn.question);
    }
    this.composer.focus();
  }

  /** Frames come faster than the screen shows them. */
  draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => this.#show());
  }

  /** @param {import("../room-socket.js").RoomSocket} room */
  #listen(room) {
    room.on("status", ({ detail }) => {
      this.#connection.show(detail);
      this.#signedOut.show(detail);
    });
    room.on("resumed", ({ detail }) => (this.#caughtUpAt = Number(detail.offset ?? 0)));
    room.on("state", ({ detail }) => this.#hear(detail, true));
    room.on("frame", ({ detail }) => {
      this.#hear(detail, typeof detail.offset === "number" && detail.offset <= this.#caughtUpAt);
    });
  }

  #running() {
    return runningTurn(this.#page.chat().turns);
  }

  /**
   * @param {OwnFrame | import("../room-socket.js").Frame} frame
   * @param {boolean} late  it tells of the past
   */
  #hear(frame, late) {
    const spoke = this.#running();
    this.#page.fold(frame, late);
    // Ended, or refused: either way the button works again.
    if (this.#running()?.run !== this.#stopping || frame.type === "error") this.#stopping = null;
    this.#announce(spoke, late);
    this.#late ||= late;
    this.draw();
  }

  /**
   * @param {Turn | undefined} spoke  the turn that was running before the frame
   * @param {boolean} late
   */
  #announce(spoke, late) {
    const { turns } = this.#page.chat();
    const ended = spoke && turns.find((turn) => turn.key === spoke.key && turn.phase !== "running");
    const turn = ended ?? runningTurn(turns);
    if (!turn) return;
    this.#announcer.follow(turn, late);
    if (!ended || late) return;
    this.#announcer.say(ended.phase === "completed" ? (this.#page.outcome?.(ended) ?? "") : words(ended.phase));
  }

  #show() {
    this.#drawing = false;
    const chat = this.#page.chat();
    this.composer.setRunning(runningTurn(chat.turns) !== undefined, this.#stopping !== null);
    this.#showNotice(chat.notice?.text ?? "");
    need("#welcome", HTMLElement).hidden = chat.turns.length > 0;
    this.#page.show(chat, this.#late || calm.matches);
    this.#late = false;
  }

  /** @param {string} text */
  #showNotice(text) {
    const node = need("#notice-text", HTMLElement);
    if (node.textContent !== text) node.textContent = text;
    need("#notice", HTMLElement).hidden = text === "";
  }

  #stop() {
    const run = this.#running()?.run;
    if (!run || run === this.#stopping) return;
    this.#stopping = run;
    // With its run: sent again after a reconnect, it must not stop the next one.
    this.#page.room.send({ type: "stop", run });
    this.draw();
  }

  #keep() {
    const asked = this.#page.chat().turns.flatMap(({ phase, clientMessageId: id, question: query }) =>
      phase === "sending" && id !== null && query !== null ? [{ id, query }] : [],
    );
    keepUnsent(this.#page.keptAs, { draft: this.composer.draft, asked });
  }
}
