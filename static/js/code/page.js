import { Announcer } from "../chat/announcer.js";
import { Composer } from "../chat/composer.js";
import { ConnectionView } from "../chat/connection-view.js";
import { ConversationView } from "../chat/conversation-view.js";
import { Follow } from "../chat/follow.js";
import { SignedOut } from "../chat/signed-out.js";
import { runningTurn } from "../chat/turns.js";
import { keepUnsent, takeUnsent } from "../chat/unsent.js";
import { need, passed } from "../dom.js";
import { RoomSocket } from "../room-socket.js";
import { words } from "../strings.js";
import { EMPTY, fold } from "./fold.js";
import { OutcomeView } from "./outcome-view.js";
import { Panels } from "./panels.js";
import { PeopleView } from "./people-view.js";
import { RestoreDialog } from "./restore-dialog.js";
import { Versions } from "./versions.js";
import { VersionsView } from "./versions-view.js";
import { Workbench } from "./workbench.js";

// Joins the parts: the socket hears, fold decides, and once an animation frame the views show.

/**
 * @typedef {import("./types.js").CodeFrame} CodeFrame
 * @typedef {import("../chat/types.js").Turn} Turn
 */

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const project = String(passed("project-id"));
const room = new RoomSocket(roomAddress());
const versions = new Versions(project);

let state = EMPTY;
/** @type {string | null} the run that was asked to stop */
let stopping = null;
/** Frames up to this offset were sent while we were away: shown at once. */
let caughtUpAt = 0;
let zipped = 0;
let drawing = false;
let late = false;

const zip = need("#download", HTMLAnchorElement);
const panels = new Panels();
const people = new PeopleView();
const workbench = new Workbench(versions, { again: draw, chosen: () => panels.showCode() });
const restoring = new RestoreDialog((version, base) => versions.restore(version, base, csrfToken()));
const history = new VersionsView({
  list: (before) => versions.list(before),
  look: (version) => workbench.look(version),
  compare: (version) => workbench.compare(version),
  restore: ({ version }) => restoring.ask(version, state.project.version),
  zip: (version) => versions.zip(version),
});
const conversation = new ConversationView(
  need("#turns", HTMLElement),
  {
    retry,
    made: (/** @type {string} */ run) => state.made.get(run),
    changes: (/** @type {number} */ version) => workbench.changes(version),
    look: (/** @type {number} */ version) => workbench.look(version),
  },
  OutcomeView,
);
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
  const url = new URL(`/ws/${encodeURIComponent(project)}?stream=files`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  // Where access is open, people are who they say they are.
  const name = new URL(location.href).searchParams.get("name");
  if (name) url.searchParams.set("name", name);
  return url;
}

function csrfToken() {
  return need("input[name=csrfmiddlewaretoken]", HTMLInputElement).value;
}

/**
 * @param {CodeFrame} frame
 * @param {boolean} isLate  it tells of the past
 */
function hear(frame, isLate) {
  const spoke = runningTurn(state.chat.turns);
  state = fold(state, frame, words);
  const speaks = runningTurn(state.chat.turns);
  // Ended, or refused: either way the button works again.
  if (speaks?.run !== stopping || frame.type === "error") stopping = null;
  announce(spoke, isLate);
  late ||= isLate;
  draw();
}

/** Frames come faster than the screen shows them. */
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(show);
}

function show() {
  drawing = false;
  const { chat, project: now } = state;
  conversation.show(chat.turns, late || calm.matches);
  late = false;
  composer.setRunning(runningTurn(chat.turns) !== undefined, stopping !== null);
  showNotice();
  need("#welcome", HTMLElement).hidden = chat.turns.length > 0;
  people.show(now.people);
  workbench.show(now);
  history.show(now.version, workbench.version);
  showZip(workbench.version);
}

/** @param {number} version  the one that is shown; 0: none */
function showZip(version) {
  if (version === zipped) return;
  zipped = version;
  zip.hidden = version === 0;
  zip.href = versions.zip(version);
}

/**
 * @param {Turn | undefined} spoke  the turn that was running before the frame
 * @param {boolean} isLate
 */
function announce(spoke, isLate) {
  const { turns } = state.chat;
  const ended = spoke && turns.find((turn) => turn.key === spoke.key && turn.phase !== "running");
  const turn = ended ?? runningTurn(turns);
  if (!turn) return;
  announcer.follow(turn, isLate);
  if (ended && !isLate) announcer.say(ended.phase === "completed" ? outcome(ended) : words(ended.phase));
}

/** @param {Turn} turn */
function outcome({ run }) {
  const made = state.made.get(run ?? "");
  return made ? words("version", { number: String(made) }) : words("unchanged");
}

function showNotice() {
  const text = state.chat.notice?.text ?? "";
  const node = need("#notice-text", HTMLElement);
  if (node.textContent !== text) node.textContent = text;
  need("#notice", HTMLElement).hidden = text === "";
}

/**
 * @param {string} content
 * @param {string | null} [id]  of an earlier try
 */
function ask(content, id) {
  const client_message_id = room.send({ type: "chat", content, ...(id && { client_message_id: id }) });
  hear({ type: "asked", client_message_id, query: content }, false);
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
  const run = runningTurn(state.chat.turns)?.run;
  if (!run || run === stopping) return;
  stopping = run;
  // With its run: sent again after a reconnect, it must not stop the next one.
  room.send({ type: "stop", run });
  draw();
}

function keep() {
  const asked = state.chat.turns.flatMap(({ phase, clientMessageId: id, question: query }) =>
    phase === "sending" && id !== null && query !== null ? [{ id, query }] : [],
  );
  keepUnsent(`code ${project}`, { draft: composer.draft, asked });
}

function takeBack() {
  const { draft, asked } = takeUnsent(`code ${project}`);
  if (draft) composer.draft = draft;
  for (const { id, query } of asked) ask(query, id);
}

/** @param {unknown} frame */
function told(frame) {
  return /** @type {CodeFrame} */ (frame);
}

room.on("status", ({ detail }) => {
  connection.show(detail);
  signedOut.show(detail);
});
room.on("resumed", ({ detail }) => (caughtUpAt = Number(detail.offset ?? 0)));
room.on("state", ({ detail }) => hear(told(detail), true));
room.on("frame", ({ detail }) => {
  hear(told(detail), typeof detail.offset === "number" && detail.offset <= caughtUpAt);
});

document.addEventListener("visibilitychange", () => document.hidden && conversation.finish());
need("#notice-close", HTMLButtonElement).addEventListener("click", () => hear({ type: "noticed" }, false));
for (const chip of document.querySelectorAll(".chip")) {
  chip.addEventListener("click", () => {
    composer.draft = chip.textContent?.trim() ?? "";
    need("#query", HTMLTextAreaElement).focus();
  });
}
takeBack();
room.open();
composer.focus();
