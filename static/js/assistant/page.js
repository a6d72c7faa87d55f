import { ConversationView } from "../chat/conversation-view.js";
import { Talk } from "../chat/talk.js";
import { PeopleView } from "../code/people-view.js";
import { Panels } from "../code/panels.js";
import { need, passed } from "../dom.js";
import { RoomSocket } from "../room-socket.js";
import { words } from "../strings.js";
import { AgentsView } from "./agents-view.js";
import { AnswerView } from "./answer-view.js";
import { BroadcastBox } from "./broadcast-box.js";
import { ContextView } from "./context-view.js";
import { EventsView } from "./events-view.js";
import { EMPTY, fold } from "./fold.js";
import { broadcastOf } from "./happenings.js";

// Joins the parts: the socket hears, fold decides, and once an animation frame the views show.

/** @typedef {import("./types.js").AssistantFrame} AssistantFrame */

const user = String(passed("user-id"));
const roomId = String(passed("room-id"));
const room = new RoomSocket(roomAddress());
const wide = matchMedia("(min-width: 60.01rem)");

let state = EMPTY;

const panels = new Panels();
const people = new PeopleView();
const agents = new AgentsView();
const events = new EventsView();
const context = new ContextView();
const conversation = new ConversationView(
  need("#turns", HTMLElement),
  { retry: (turn) => talk.retry(turn), answer: (/** @type {string} */ run) => state.answers.get(run) },
  AnswerView,
);
const talk = new Talk({
  room,
  keptAs: `assistant ${user} ${roomId}`,
  command: (content) => ({ type: "chat", content }),
  chat: () => state.chat,
  fold: hear,
  show,
});

function roomAddress() {
  const url = new URL("/ws?stream=delta", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("user_id", user);
  if (roomId) url.searchParams.set("room_id", roomId);
  // Where access is open, people are who they say they are.
  const name = new URL(location.href).searchParams.get("username");
  if (name) url.searchParams.set("username", name);
  return url;
}

/**
 * @param {object} frame
 * @param {boolean} late
 */
function hear(frame, late) {
  const told = /** @type {AssistantFrame} */ (frame);
  state = fold(state, told);
  const sent = late ? null : broadcastOf(told);
  if (sent) showBroadcast(sent.content, String(sent.metadata?.type));
}

/**
 * @param {import("../chat/types.js").ChatState} chat
 * @param {boolean} instant
 */
function show(chat, instant) {
  conversation.show(chat.turns, instant);
  people.show(state.scene.people);
  agents.show(state.scene.agents, [...state.answers.values()].at(-1));
  events.show(state.happenings);
  context.show(state.scene.context);
}

/**
 * @param {string} content
 * @param {string} type
 */
function showBroadcast(content, type) {
  need("#heard-text", HTMLElement).textContent = words("broadcast-told", { type, content });
  need("#heard", HTMLElement).hidden = false;
}

/** On a wide screen the conversation is there anyway. */
function choosePanel() {
  const panel = document.body.dataset.panel ?? "chat";
  if (wide.matches && panel === "chat") panels.show("agents");
  else if (!document.body.dataset.panel) panels.show("chat");
}

new BroadcastBox(roomId || `user_${user}_room`);
document.addEventListener("visibilitychange", () => document.hidden && conversation.finish());
need("#heard-close", HTMLButtonElement).addEventListener("click", () => (need("#heard", HTMLElement).hidden = true));
for (const chip of document.querySelectorAll(".chip")) {
  chip.addEventListener("click", () => talk.ask(chip.textContent?.trim() ?? ""));
}
wide.addEventListener("change", choosePanel);
choosePanel();
talk.begin();
