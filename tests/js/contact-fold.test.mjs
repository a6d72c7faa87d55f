import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, fold } from "../../static/js/contact/fold.js";
import { ContactModel } from "./contact-model.mjs";

const foldAll = (frames, state = EMPTY) => frames.reduce(fold, state);
const asked = (id, query) => ({ type: "asked", client_message_id: id, query });
const accepted = (id, run = "r") => ({ type: "accepted", client_message_id: id, run });
const received = (id) => ({ type: "chat_message_received", message_id: id });
const lines = (state) => state.turns.map(({ by, question, text, phase }) => [by, question ?? text, phase]);

/** What must agree between pages. Left out: view keys, and the run of a question, which live frames do not tell. */
function essence({ turns, who, away }) {
  return { who, away, turns: turns.map(({ by, broadcast, question, text, phase }) => ({ by, broadcast, question, text, phase })) };
}

/** Every kind of frame and of ending, bursts, and words that come while an answer is written. */
const SCRIPT = [
  (model) => model.write("one"),
  (model) => model.write("and two"),
  (model) => model.begin(),
  (model) => model.say("An answer "),
  (model) => model.tellPart(),
  (model) => model.write("three, meanwhile"),
  (model) => model.broadcast("to all"),
  (model) => model.say("to both."),
  (model) => model.end(),
  (model) => model.begin(),
  (model) => model.tellPart(),
  (model) => model.say("Late."),
  (model) => model.end("stopped"),
  (model) => model.write("fails").begin().say("half"),
  (model) => model.end("failed"),
  (model) => model.write("breaks").begin(),
  (model) => model.end("interrupted"),
  (model) => model.spent(),
  (model) => model.write("cut me").begin().say("half a sen"),
  (model) => model.write("waits"),
  (model) => model.takeOver(),
  (model) => model.reply("I am here."),
  (model) => model.write("thanks"),
  (model) => model.leave(),
  (model) => model.handBack(),
  (model) => model.write("again").begin(),
  (model) => model.takeOver("closed"),
  (model) => model.write("reopens").begin().say("Welcome"),
  (model) => model.tellPart(),
  (model) => model.say(" back"),
];
const played = (steps = SCRIPT.length) => SCRIPT.slice(0, steps).reduce((model, step) => step(model), new ContactModel());

test("a state and the frames since equal a fresh state, wherever one joins", () => {
  const whole = played();
  const end = essence(foldAll([whole.state()]));
  for (let steps = 0; steps <= SCRIPT.length; steps += 1) {
    const then = played(steps).state();
    const since = whole.frames.filter((frame) => frame.offset > then.offset);
    assert.deepEqual(essence(foldAll([then, ...since])), end, `joined after ${steps} steps`);
  }
});

test("a page that was there all the time shows at every moment what a fresh one does", () => {
  for (let steps = 0; steps <= SCRIPT.length; steps += 1) {
    const model = played(steps);
    assert.deepEqual(essence(foldAll(model.frames)), essence(foldAll([model.state()])), `after ${steps} steps`);
  }
});

test("after a takeover the cut answer is marked, and nothing is added to it", () => {
  const model = new ContactModel().write("q").begin().say("half").takeOver().reply("hello");
  const late = { type: "delta", text: " more", run: model.frames[1].run, offset: 99 };
  const state = fold(foldAll(model.frames), late);
  assert.equal(state.who, "owner");
  assert.deepEqual(lines(state), [["visitor", "q", "completed"], ["assistant", "half", "taken_over"], ["owner", "hello", "completed"]]);
});

test("what is sent here is there once, whether its echo or its receipt comes first", () => {
  const echo = { type: "chat_message", message: "q", sender: "visitor", timestamp: "", message_id: "m1", offset: 1 };
  for (const order of [[echo, received("m1"), accepted("a")], [received("m1"), accepted("a"), echo]]) {
    const state = foldAll([asked("a", "q"), ...order]);
    assert.deepEqual(lines(state), [["visitor", "q", "completed"]]);
    assert.equal(state.turns[0].key, "a", "the view keeps its element");
  }
});

test("two that say the same are two, each where the log has it", () => {
  const echo = (id) => ({ type: "chat_message", message: "q", sender: "visitor", timestamp: "", message_id: id });
  const frames = [asked("a", "q"), asked("b", "q"), echo("m1"), received("m1"), accepted("a"), received("m2"), accepted("b"), echo("m2")];
  const state = foldAll(frames);
  assert.deepEqual(state.turns.map(({ key, message, phase }) => [key, message, phase]), [["a", "m1", "completed"], ["b", "m2", "completed"]]);
});

test("what was sent before a loss is not there twice after the state that tells it", () => {
  const model = new ContactModel().write("q");
  const state = foldAll([asked("a", "q"), model.state(), received("m1"), accepted("a")]);
  assert.deepEqual(lines(state), [["visitor", "q", "completed"]]);
});

test("what was never confirmed stays at the end, and is refused with its reason", () => {
  const model = new ContactModel().write("one").begin().say("two").end();
  const sending = foldAll([asked("a", "mine"), ...model.frames]);
  assert.deepEqual(lines(sending).at(-1), ["visitor", "mine", "sending"]);
  const refused = fold(sending, { type: "error", message: "too many", code: "slow_down", client_message_id: "a" });
  assert.deepEqual([refused.turns.at(-1).phase, refused.turns.at(-1).error, refused.notice], ["refused", "too many", null]);
});

test("a contact request is on its way until it is confirmed or refused", () => {
  const sending = fold(EMPTY, { type: "requested", client_message_id: "c" });
  assert.equal(sending.request.phase, "sending");
  assert.equal(fold(sending, accepted("c")).request.phase, "received");
  const refused = fold(sending, { type: "error", message: "no", client_message_id: "c" });
  assert.deepEqual([refused.request.phase, refused.request.error, refused.notice], ["refused", "no", null]);
});

test("an answer that a state could not hold is told again from its beginning, and is there once", () => {
  const model = new ContactModel().write("q").begin().say("one").tellPart().say(" two");
  const cut = model.state();
  cut.state.run = null;
  cut.offset = model.frames[0].offset;
  const state = foldAll([cut, ...model.frames.filter((frame) => frame.offset > cut.offset)]);
  assert.deepEqual(lines(state), [["visitor", "q", "completed"], ["assistant", "one two", "running"]]);
});

test("the owner writes until they have said it", () => {
  const writes = fold(EMPTY, { type: "typing", sender: "owner", typing: true });
  assert.equal(writes.ownerWrites, true);
  assert.equal(foldAll(new ContactModel().broadcast("to all").frames, writes).ownerWrites, true);
  assert.equal(foldAll(new ContactModel().reply("said").frames, writes).ownerWrites, false);
});

test("a frame that nobody knows yet changes nothing, and no state is changed in its place", () => {
  const deepFreeze = (value) => {
    if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(deepFreeze);
    return value;
  };
  const before = deepFreeze(foldAll(played().frames));
  assert.equal(fold(before, { type: "newer", offset: 99 }), before);
  [...played().frames, played().state()].reduce((state, frame) => deepFreeze(fold(state, deepFreeze(frame))), deepFreeze(EMPTY));
});
