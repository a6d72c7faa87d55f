import { ConnectionView } from "../chat/connection-view.js";
import { SignedOut } from "../chat/signed-out.js";
import { keepUnsent, takeUnsent } from "../chat/unsent.js";
import { PeopleView } from "../code/people-view.js";
import { BELIEVED } from "../contact/typing.js";
import { worded } from "../contact/wording.js";
import { need, passed } from "../dom.js";
import { RoomSocket } from "../room-socket.js";
import { Arrivals } from "./arrivals.js";
import { BroadcastDialog } from "./broadcast-dialog.js";
import { FilterForm } from "./filter-form.js";
import { EMPTY, fold } from "./fold.js";
import { ListView } from "./list-view.js";
import { TalkArea } from "./talk-area.js";

// Joins the parts: the socket hears, fold decides, and once an animation frame the views show. Which conversation is
// open stands in the address, so that a reload and "back" lead where one expects.

/** @typedef {import("./types.js").InboxFrame} InboxFrame */

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const me = String(passed("user-name"));
const room = new RoomSocket(roomAddress());

let state = EMPTY;
let drawing = false;
/** Frames up to this offset were sent while we were away. */
let caughtUpAt = 0;
/** What was last said to be read, so that it is said once. */
let readAs = "";
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const beliefs = new Map();

const arrivals = new Arrivals();
const people = new PeopleView();
const connection = new ConnectionView(() => room.open());
const filter = new FilterForm(() => askForList(false));
const list = new ListView(me, { open, more: () => askForList(true) });
const broadcasts = new BroadcastDialog((message) => room.send({ type: "broadcast", message }));
const talk = new TalkArea(me, {
  command: (type) => room.send({ type, client_id: openId() }),
  say: (kind, text) => say(kind, openId(), text),
  typing: (typing) => room.mention({ type: "typing", client_id: openId(), typing }),
  earlier: () => room.send({ type: "open", client_id: openId(), before: state.opened?.messages[0]?.id }),
  leave,
  again: ({ id, kind, client_id, text }) => {
    hear({ type: "withdrawn", key: id }, false);
    say(kind, client_id, text, id);
  },
  discard: ({ id }) => hear({ type: "withdrawn", key: id }, false),
});
const signedOut = new SignedOut({
  out: () => talk.reply.close(),
  leaves: keep,
  looks: () => room.open(),
  back: () => {
    // Signing in changes the CSRF token, so the forms of this page no longer work.
    keep();
    location.reload();
  },
});

function roomAddress() {
  const url = new URL("/contact/inbox", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

function openId() {
  return state.opened?.client_id ?? "";
}

/** @param {boolean} further */
function askForList(further) {
  const { end } = state.listing;
  const { query, state: who, unread } = filter.filter;
  room.send({ type: "find", query, unread, ...(who && { state: who }), ...(further && end && { before: end }) });
  hear({ type: "asked_list", filter: filter.filter, further }, false);
}

/**
 * @param {"reply" | "note"} kind
 * @param {string} client_id
 * @param {string} text
 * @param {string} [earlier]  the id of an earlier try
 */
function say(kind, client_id, text, earlier) {
  const id = room.send({ type: kind, client_id, message: text, ...(earlier && { client_message_id: earlier }) });
  hear({ type: "sent", id, client_id, kind, text }, false);
}

/**
 * One conversation after the other is one step of the history: "back" leads to the list.
 *
 * @param {string} client_id
 */
function open(client_id) {
  if (openId()) history.replaceState(history.state, "", `#${client_id}`);
  else history.pushState({ fromList: true }, "", `#${client_id}`);
  turn();
}

function leave() {
  if (history.state?.fromList) return history.back();
  history.replaceState(null, "", location.pathname + location.search);
  turn();
}

/** To the conversation that the address names, or to the list. */
function turn() {
  const before = openId();
  const asked = location.hash.slice(1).toLowerCase();
  const client_id = UUID.test(asked) ? asked : "";
  if (client_id === before) return;
  talk.turnTo(client_id);
  hear({ type: "asked_conversation", client_id: client_id || null }, false);
  if (client_id) {
    room.send({ type: "open", client_id });
    talk.focus();
  } else {
    list.focus(before);
  }
}

/**
 * @param {InboxFrame} frame
 * @param {boolean} late  it tells of the past
 */
function hear(frame, late) {
  // That somebody was writing is of no use later; that what is wanted is so already is no problem.
  if (late && frame.type === "news" && frame.news === "typing") return;
  if (frame.type === "error" && isDone(frame)) return;
  const told = frame.type === "error" ? worded(frame) : frame;
  if (!broadcasts.takes(told)) state = fold(state, told);
  if (frame.type === "state") refresh();
  if (!late) arrivals.hear(frame, openId());
  if (frame.type === "news" && frame.typing) believe(frame.conversation.client_id);
  // Nothing is drawn in a tab that nobody looks at; its title is seen.
  arrivals.show(state.unread);
  draw();
}

/**
 * A command that is sent again after a reconnect may have been carried out before.
 *
 * @param {{code?: string, command?: string}} error
 */
function isDone({ code, command }) {
  const line = state.lines.get(openId())?.line;
  const wanted = { take_over: line?.owner === me && "owner", hand_back: "ai", close: "closed" };
  return code === "conflict" && line?.state === wanted[/** @type {keyof typeof wanted} */ (command)];
}

/** What the state does not hold: the open conversation, and what a filter finds. */
function refresh() {
  const { query, state: who, unread } = filter.filter;
  if (query || who || unread) askForList(false);
  const client_id = openId();
  // What was asked for and never told is asked for again anyway.
  if (!state.opened?.loaded) return;
  hear({ type: "asked_conversation", client_id }, false);
  room.send({ type: "open", client_id });
}

/**
 * A sign that nobody renews is over: whoever gave it may have gone.
 *
 * @param {string} client_id
 */
function believe(client_id) {
  clearTimeout(beliefs.get(client_id));
  beliefs.set(client_id, setTimeout(() => hear({ type: "silent", client_id }, false), BELIEVED));
}

/** What is on the screen, and somebody looks at, is read. */
function markRead() {
  const line = state.lines.get(openId())?.line;
  if (!state.opened?.loaded || !line || line.unread === 0 || document.hidden) return;
  const what = `${line.client_id} ${line.last_at} ${line.unread}`;
  if (what === readAs) return;
  readAs = what;
  room.send({ type: "read", client_id: line.client_id });
}

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    list.show(state);
    talk.show(state);
    people.show(state.people);
    showNotice(state.notice?.text ?? "");
    markRead();
  });
}

/** @param {string} text */
function showNotice(text) {
  const node = need("#notice-text", HTMLElement);
  if (node.textContent !== text) node.textContent = text;
  need("#notice", HTMLElement).hidden = text === "";
}

function keep() {
  const asked = state.sent.flatMap(({ id, kind, client_id, text: query, made }) =>
    kind === "reply" && client_id === openId() && made === null ? [{ id, query }] : [],
  );
  keepUnsent(`inbox ${me} ${openId()}`, { draft: talk.reply.draft, kind: talk.reply.kind, asked });
}

function begin() {
  turn();
  const { draft, kind, asked } = takeUnsent(`inbox ${me} ${openId()}`);
  if (draft) talk.reply.draft = draft;
  if (kind === "note") talk.reply.kind = kind;
  for (const { id, query } of asked) say("reply", openId(), query, id);
  room.open();
}

room.on("status", ({ detail }) => {
  connection.show(detail);
  signedOut.show(detail);
});
room.on("resumed", ({ detail }) => (caughtUpAt = Number(detail.offset ?? 0)));
room.on("state", ({ detail }) => hear(/** @type {InboxFrame} */ (/** @type {unknown} */ (detail)), true));
room.on("frame", ({ detail }) => {
  const late = typeof detail.offset === "number" && detail.offset <= caughtUpAt;
  hear(/** @type {InboxFrame} */ (/** @type {unknown} */ (detail)), late);
});
addEventListener("hashchange", turn);
document.addEventListener("visibilitychange", draw);
need("#notice-close", HTMLButtonElement).addEventListener("click", () => hear({ type: "noticed" }, false));
begin();
