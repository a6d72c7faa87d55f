import { need, passed } from "../dom.js";
import { RoomSocket } from "../room-socket.js";
import { words } from "../strings.js";
import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { ConnectionView } from "./connection-view.js";
import { ConversationView } from "./conversation-view.js";
import { EMPTY, fold } from "./fold.js";
import { Follow } from "./follow.js";
import { SignedOut } from "./signed-out.js";
import { runningTurn } from "./turns.js";
import { keepUnsent, takeUnsent } from "./unsent.js";

// Joins the parts: the socket hears, fold decides, the views show.

/**
 * @typedef {import("./types.js").ChatFrame} ChatFrame
 * @typedef {import("./types.js").Turn} Turn
 */

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const user = String(passed("user-id"));
const room = new RoomSocket(roomAddress());

let state = EMPTY;
/** @type {string | null} the run that was asked to stop */
let stopping = null;
/** Frames up to this offset were sent while we were away: shown at once. */
let caughtUpAt = 0;

const conversation = new ConversationView(need("#turns", HTMLElement), { retry });
const composer = new Composer(ask, stop);
const connection = new ConnectionView(() => room.open());
const signedOut = new SignedOut({
  out: () => composer.close(),
  leaves: keep,
  looks: () => room.open(),
  back: () => {
    // Signing in changes the CSRF token, so the forms of this page no longer work.
    keep();
    location.reload();
  },
});
const announcer = new Announcer(need("#announcer", HTMLElement));
const follow = new Follow(
  need("#conversation", HTMLElement),
  need("#turns", HTMLElement),
  need("#latest", HTMLButtonElement),
);

function roomAddress() {
  const url = new URL(`/ws/chat/${encodeURIComponent(user)}`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

/**
 * @param {ChatFrame} frame
 * @param {boolean} late  it tells of the past
 */
function hear(frame, late) {
  const spoke = runningTurn(state.turns);
  state = fold(state, frame);
  conversation.show(state.turns, late || document.hidden || calm.matches);
  const speaks = runningTurn(state.turns);
  // Ended, or refused: either way the button works again.
  if (speaks?.run !== stopping || frame.type === "error") stopping = null;
  composer.setRunning(speaks !== undefined, stopping !== null);
  showNotice();
  need("#welcome", HTMLElement).hidden = state.turns.length > 0;
  announce(spoke, late);
}

/**
 * @param {Turn | undefined} spoke  the turn that was running before the frame
 * @param {boolean} late
 */
function announce(spoke, late) {
  const ended = spoke && state.turns.find((turn) => turn.key === spoke.key && turn.phase !== "running");
  const turn = ended ?? runningTurn(state.turns);
  if (!turn) return;
  announcer.follow(turn, late);
  if (ended && ended.phase !== "completed" && !late) announcer.say(words(ended.phase));
}

function showNotice() {
  const text = state.notice?.text ?? "";
  const node = need("#notice-text", HTMLElement);
  if (node.textContent !== text) node.textContent = text;
  need("#notice", HTMLElement).hidden = text === "";
}

/**
 * @param {string} query
 * @param {string | null} [id]  of an earlier try
 */
function ask(query, id) {
  const client_message_id = room.send(id ? { query, client_message_id: id } : { query });
  hear({ type: "asked", client_message_id, query }, false);
  follow.toEnd();
}

/** @param {Turn} turn */
function retry(turn) {
  if (turn.question === null) return;
  if (turn.phase === "refused") {
    // Under its old id: a busy server may have stored it after all. It moves to the end; answered ones stay.
    hear({ type: "withdrawn", key: turn.key }, false);
    ask(turn.question, turn.clientMessageId);
  } else {
    ask(turn.question);
  }
  composer.focus();
}

function stop() {
  const run = runningTurn(state.turns)?.run;
  if (!run || run === stopping) return;
  stopping = run;
  // With its run: sent again after a reconnect, it must not stop the next one.
  room.send({ type: "stop", run });
  composer.setRunning(true, true);
}

function keep() {
  const asked = state.turns.flatMap(({ phase, clientMessageId: id, question: query }) =>
    phase === "sending" && id !== null && query !== null ? [{ id, query }] : [],
  );
  keepUnsent(user, { draft: composer.draft, asked });
}

function takeBack() {
  const { draft, asked } = takeUnsent(user);
  if (draft) composer.draft = draft;
  for (const { id, query } of asked) ask(query, id);
}

room.on("status", ({ detail }) => {
  connection.show(detail);
  signedOut.show(detail);
});
room.on("resumed", ({ detail }) => (caughtUpAt = Number(detail.offset ?? 0)));
room.on("state", ({ detail }) => hear(/** @type {ChatFrame} */ (/** @type {unknown} */ (detail)), true));
room.on("frame", ({ detail }) => {
  const late = typeof detail.offset === "number" && detail.offset <= caughtUpAt;
  hear(/** @type {ChatFrame} */ (/** @type {unknown} */ (detail)), late);
});

document.addEventListener("visibilitychange", () => document.hidden && conversation.finish());
need("#notice-close", HTMLButtonElement).addEventListener("click", () => hear({ type: "noticed" }, false));
for (const chip of document.querySelectorAll(".chip")) {
  chip.addEventListener("click", () => {
    ask(chip.textContent?.trim() ?? "");
    composer.focus();
  });
}
takeBack();
room.open();
