import { ConversationView } from "../chat/conversation-view.js";
import { Talk } from "../chat/talk.js";
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

const project = String(passed("project-id"));
const room = new RoomSocket(roomAddress());
const versions = new Versions(project);

let state = EMPTY;
let zipped = 0;

const zip = need("#download", HTMLAnchorElement);
const panels = new Panels();
const people = new PeopleView();
const workbench = new Workbench(versions, { again: () => talk.draw(), chosen: () => panels.showCode() });
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
    retry: (turn) => talk.retry(turn),
    made: (/** @type {string} */ run) => state.made.get(run),
    changes: (/** @type {number} */ version) => workbench.changes(version),
    look: (/** @type {number} */ version) => workbench.look(version),
  },
  OutcomeView,
);
const talk = new Talk({
  room,
  keptAs: `code ${project}`,
  command: (content) => ({ type: "chat", content }),
  chat: () => state.chat,
  fold: (frame) => (state = fold(state, /** @type {CodeFrame} */ (frame), words)),
  show,
  outcome,
});

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
 * @param {import("../chat/types.js").ChatState} chat
 * @param {boolean} instant
 */
function show(chat, instant) {
  const { project: now } = state;
  conversation.show(chat.turns, instant);
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

/** @param {Turn} turn */
function outcome({ run }) {
  const made = state.made.get(run ?? "");
  return made ? words("version", { number: String(made) }) : words("unchanged");
}

document.addEventListener("visibilitychange", () => document.hidden && conversation.finish());
for (const chip of document.querySelectorAll(".chip")) {
  chip.addEventListener("click", () => {
    talk.composer.draft = chip.textContent?.trim() ?? "";
    need("#query", HTMLTextAreaElement).focus();
  });
}
talk.begin();
