import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, fold } from "../../static/js/inbox/fold.js";
import { ALL, linesShown } from "../../static/js/inbox/lines.js";
import { entriesOf } from "../../static/js/inbox/opened.js";
import { InboxModel } from "./inbox-model.mjs";

const foldAll = (frames, state = EMPTY) => frames.reduce(fold, state);
const last = (model) => model.frames.at(-1);
const askList = (filter, further = false) => ({ type: "asked_list", filter: { ...ALL, ...filter }, further });
const askOpen = (client_id) => ({ type: "asked_conversation", client_id });
const ids = (state) => linesShown(state).map(({ client_id }) => client_id);
const texts = (state) => entriesOf(state.opened, state.sent).map(({ item }) => item.text ?? item.message);

/** What must agree between pages. Left out: what a line has from answers only, which come when it is opened. */
function essence(state) {
  const lines = linesShown(state).map(({ address, created_at, online = false, requested = false, ...line }) => ({ ...line, online, requested }));
  return { unread: state.unread, lines, entries: entriesOf(state.opened, []) };
}

const SCRIPT = [
  (model) => model.write("a", "hello").online("a", true),
  (model) => model.write("a", "an answer", { sender: "assistant" }),
  (model) => model.request("b", "call me"),
  (model) => model.write("b", "hello?"),
  (model) => model.note("a", "an old customer"),
  (model) => model.read("a"),
  (model) => model.write("a", "half", { sender: "assistant", status: "taken_over" }).become("a", "owner", "olga"),
  (model) => model.write("a", "I am here", { sender: "owner" }),
  (model) => model.write("a", "thanks"),
  (model) => model.request("a", "mail me"),
  (model) => model.read("b").become("b", "closed"),
  (model) => model.online("a", false),
  (model) => model.write("c", "new here"),
];
const played = (steps = SCRIPT.length) => SCRIPT.slice(0, steps).reduce((model, step) => step(model), new InboxModel());

test("a list and an open conversation and the news since equal what is told afresh", () => {
  const whole = played();
  const end = essence(foldAll([whole.state(), askOpen("a"), whole.open("a")]));
  for (let steps = 1; steps <= SCRIPT.length; steps += 1) {
    const then = played(steps);
    const since = whole.frames.filter((frame) => frame.offset > then.offset);
    const joined = foldAll([then.state(), askOpen("a"), then.open("a"), ...since]);
    assert.deepEqual(essence(joined), end, `joined after ${steps} steps`);
  }
});

test("an answer that is older than the news before it takes nothing back", () => {
  const model = played(6);
  const begun = foldAll([model.state(), askOpen("a")]);
  const [answer, list] = [model.open("a"), model.find()];
  model.become("a", "owner", "olga").write("a", "while it was read");
  const news = model.frames.slice(-2);
  const asking = fold(begun, askList({}));
  for (const order of [[...news, answer, list], [answer, ...news, list], [answer, list, ...news]]) {
    const state = foldAll(order, asking);
    const line = state.lines.get("a").line;
    assert.deepEqual([line.state, line.unread, line.address], ["owner", 1, "a"]);
    assert.equal(texts(state).at(-1), "while it was read");
    assert.equal(new Set(texts(state)).size, texts(state).length, "and nothing is there twice");
  }
});

test("the newest stands first, live", () => {
  const model = played(4);
  const state = foldAll([model.state()]);
  assert.deepEqual(ids(state), ["b", "a"]);
  assert.deepEqual(ids(fold(state, last(model.write("a", "again")))), ["a", "b"]);
});

test("conversations with something unread are counted, also those that the list does not hold", () => {
  const model = new InboxModel().write("a", "1").write("b", "1").write("c", "1");
  let state = foldAll([model.state(1)]);
  assert.equal(state.unread, 3);
  for (const [change, unread] of [
    [() => model.write("a", "a second one"), 3],
    [() => model.write("new", "first"), 4],
    [() => model.read("new"), 3],
    [() => model.write("c", "2"), 3],
    [() => model.write("c", "answered", { sender: "owner" }), 2],
  ]) {
    change();
    state = fold(state, last(model));
    assert.equal(state.unread, unread);
  }
});

test("older conversations come when they are asked for, and none between is passed over", () => {
  const model = new InboxModel();
  for (const id of ["a", "b", "c", "d"]) model.write(id, id);
  let state = foldAll([model.state(2)]);
  assert.deepEqual(ids(state), ["d", "c"]);
  state = fold(state, last(model.online("a", true)));
  assert.deepEqual(ids(state), ["d", "c"], "its turn has not come");
  state = foldAll([askList({}, true), model.find({ before: state.listing.end }, 2)], state);
  assert.deepEqual(ids(state), ["d", "c", "b", "a"]);
  assert.equal(state.listing.end, null);
});

test("what a query finds is shown, and what is said meanwhile and fits, too", () => {
  const model = new InboxModel().write("a", "the invoice").write("b", "hello").write("c", "hello");
  let state = foldAll([model.state(), askList({ query: "invoice" }), model.find({ query: "invoice" })]);
  assert.deepEqual(ids(state), ["a"]);
  state = foldAll([last(model.write("b", "My INVOICE")), last(model.write("c", "other things"))], state);
  assert.deepEqual(ids(state), ["b", "a"]);
});

test("of two questions the answer to the second counts", () => {
  const model = new InboxModel().write("a", "x").write("b", "y");
  const state = foldAll([model.state(), askList({ query: "x" }), askList({ query: "y" }), model.find({ query: "x" }), model.find({ query: "y" })]);
  assert.deepEqual(ids(state), ["b"]);
});

test("filters follow the news; what is read stays while it is open", () => {
  const model = new InboxModel().write("a", "x").write("b", "y").become("b", "closed");
  const state = foldAll([model.state(), askList({ unread: true }), model.find({ unread: true }), askOpen("a"), model.open("a")]);
  assert.deepEqual(ids(state), ["b", "a"]);
  const read = foldAll([last(model.read("a")), last(model.read("b"))], state);
  assert.deepEqual(ids(read), ["a"]);
  const closed = foldAll([askList({ state: "closed" }), model.find({ state: "closed" })], read);
  assert.deepEqual(ids(closed), ["b"]);
  assert.deepEqual(ids(fold(closed, last(model.become("a", "closed")))), ["b", "a"]);
});

test("an earlier page comes before what is there; what stands beside it waits for its place", () => {
  const model = new InboxModel().write("a", "1").request("a", "early").write("a", "2").write("a", "3").note("a", "n").write("a", "4");
  let state = foldAll([model.state(), askOpen("a"), model.open("a", { most: 2 })]);
  assert.deepEqual([texts(state), state.opened.more], [["3", "n", "4"], true]);
  state = fold(state, model.open("a", { most: 2, before: state.opened.messages[0].id }));
  assert.deepEqual([texts(state), state.opened.more], [["1", "early", "2", "3", "n", "4"], false]);
  // The newest page once more, as after a reconnect: that there is nothing earlier is known.
  state = fold(state, model.open("a", { most: 2 }));
  assert.deepEqual([texts(state).length, state.opened.more], [6, false]);
});

test("a reply is shown once: on its way, then where it stands", () => {
  const model = new InboxModel().write("a", "x");
  const sent = { type: "sent", id: "s", client_id: "a", kind: "reply", text: "mine" };
  const begun = foldAll([model.state(), askOpen("a"), model.open("a"), sent]);
  assert.deepEqual(texts(begun), ["x", "mine"]);
  const news = last(model.write("a", "mine", { sender: "owner" }));
  const done = { type: "done", command: "reply", client_id: "a", id: news.message.id, client_message_id: "s" };
  for (const order of [[done, news], [news, done]]) {
    const state = foldAll(order, begun);
    assert.deepEqual([texts(state), state.sent], [["x", "mine"], []]);
  }
  assert.deepEqual(foldAll([askOpen("b"), done], begun).sent, [], "or not at all, where nobody looks");
});

test("a refused reply stays and says why; another command's error is a notice", () => {
  const model = new InboxModel().write("a", "x");
  const sent = { type: "sent", id: "s", client_id: "a", kind: "note", text: "mine" };
  const state = foldAll([model.state(), askOpen("a"), sent, { type: "error", message: "too long", client_message_id: "s" }]);
  assert.deepEqual([state.sent[0].phase, state.sent[0].error, state.notice], ["refused", "too long", null]);
  assert.deepEqual(fold(state, { type: "withdrawn", key: "s" }).sent, []);
  assert.equal(fold(state, { type: "error", message: "no", command: "close", client_message_id: "z" }).notice.text, "no");
});

test("who writes is shown until they have said it, or are silent", () => {
  const model = new InboxModel().write("a", "x").type("a", "visitor", true);
  const state = foldAll([model.state(), last(model)]);
  assert.equal(state.writing.get("a").visitor, true);
  assert.equal(fold(state, last(model.write("a", "said"))).writing.get("a").visitor, false);
  assert.equal(fold(state, { type: "silent", client_id: "a" }).writing.get("a").visitor, false);
});

test("a state in place of what was missed keeps what is open and what is on its way", () => {
  const model = new InboxModel().write("a", "x");
  const sent = { type: "sent", id: "s", client_id: "a", kind: "reply", text: "mine" };
  const before = foldAll([model.state(), askOpen("a"), model.open("a"), sent]);
  for (const id of ["b", "c"]) model.write(id, "y");
  const state = foldAll([model.state(1), askOpen("a"), model.open("a")], before);
  assert.deepEqual([texts(state), ids(state)], [["x", "mine"], ["c"]]);
  assert.equal(state.lines.get("a").line.last_text, "x");
});

test("no state is changed in its place", () => {
  const deepFreeze = (value) => {
    if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(deepFreeze);
    return value;
  };
  const model = played();
  const frames = [model.state(), askOpen("a"), model.open("a"), askList({ query: "x" }), model.find(), ...model.frames];
  frames.reduce((state, frame) => deepFreeze(fold(state, deepFreeze(frame))), deepFreeze(EMPTY));
});
