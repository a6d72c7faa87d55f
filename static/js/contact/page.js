import { ConversationView } from "../chat/conversation-view.js";
import { Talk } from "../chat/talk.js";
import { need } from "../dom.js";
import { RoomSocket } from "../room-socket.js";
import { DeskView } from "./desk-view.js";
import { EMPTY, fold } from "./fold.js";
import { Visitor } from "./identity.js";
import { MessageView } from "./message-view.js";
import { RequestDialog } from "./request-dialog.js";
import { BELIEVED, Typing } from "./typing.js";
import { worded } from "./wording.js";

// Joins the parts: the socket hears, fold decides, and once an animation frame the views show.

/** @typedef {import("./types.js").DeskFrame} DeskFrame */

const visitor = new Visitor();
const room = new RoomSocket(roomAddress(), { ticket: visitor.ticket });

let state = EMPTY;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let belief;

const desk = new DeskView();
const requests = new RequestDialog(request);
const typing = new Typing(need("#query", HTMLTextAreaElement), (writes) => {
  room.mention({ type: "typing", typing: writes });
});
const conversation = new ConversationView(
  need("#turns", HTMLElement),
  { retry: (turn) => talk.retry(turn) },
  MessageView,
);
const talk = new Talk({
  room,
  keptAs: "contact",
  command: (message) => {
    typing.stop();
    return { type: "chat_message", message };
  },
  chat: () => state,
  fold: hear,
  show,
});

function roomAddress() {
  const url = new URL("/contact?stream=delta", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("client_id", visitor.clientId);
  // Where the visitor has come from, for the owner to see.
  const named = new URL(location.href).searchParams.get("page");
  url.searchParams.set("page", named ?? (document.referrer || location.pathname));
  return url;
}

/**
 * @param {object} frame
 * @param {boolean} late
 */
function hear(frame, late) {
  const told = /** @type {DeskFrame} */ (frame);
  // That somebody was writing is of no use later.
  if (late && told.type === "typing" && told.sender === "owner") return;
  if (told.type === "state") visitor.renew(told.state.ticket);
  state = fold(state, told.type === "error" && !told.run ? worded(told) : told);
  if (told.type === "typing" && told.sender === "owner") believe();
}

/** A sign that nobody renews is over: whoever gave it may have gone. */
function believe() {
  clearTimeout(belief);
  belief = setTimeout(() => {
    state = fold(state, { type: "typing", sender: "owner", typing: false });
    talk.draw();
  }, BELIEVED);
}

/** @param {string} message */
function request(message) {
  const client_message_id = room.send({ type: "contact_request", message, userAgent: navigator.userAgent });
  state = fold(state, { type: "requested", client_message_id });
  talk.draw();
}

/**
 * @param {import("../chat/types.js").ChatState} chat
 * @param {boolean} instant
 */
function show(chat, instant) {
  conversation.show(chat.turns, instant);
  desk.show(state);
  requests.show(state.request);
}

room.on("status", ({ detail }) => detail.reason === "unauthenticated" && visitor.forget());
document.addEventListener("visibilitychange", () => document.hidden && conversation.finish());
talk.begin();
