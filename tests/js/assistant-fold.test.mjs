import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, fold } from "../../static/js/assistant/fold.js";
import { AssistantModel } from "./assistant-model.mjs";
import { makeRoom, resumed } from "./fakes.mjs";

const foldAll = (frames, state = EMPTY) => frames.reduce(fold, state);
const fresh = (model) => foldAll([model.state()]);
const newest = (state) => [...state.answers.values()].at(-1);

/** What must agree between pages. Left out: view keys. */
function essence({ chat, scene, answers }) {
  const turns = chat.turns.map(({ run, question, phase, text, tools, error }) => ({ run, question, phase, text, tools, error }));
  return { turns, answers: [...answers], scene };
}

/** Whoever joined early has seen more; what a state tells they must have, once. */
function sameHappenings(live, joined, when) {
  const ids = live.happenings.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, when);
  for (const { id, type } of joined.happenings) assert.ok(ids.includes(id), `${type} ${id} ${when}`);
}

/** Every kind of frame and of ending, one after the other. */
const SCRIPT = [
  (model) => model.come("ada"),
  (model) => model.ask("r1", "天气？还有新闻"),
  (model) => model.begin(),
  (model) => model.find({ notes: [{ number: 1, text: "n" }] }),
  (model) => model.say("Let me see. "),
  (model) => model.handOver("Weather Agent"),
  (model) => model.call("get_forecast", { place: "上海", days: 3 }, "c1"),
  (model) => model.answer("get_forecast", { sky: "晴" }, "c1"),
  (model) => model.say("**晴**，🌤"),
  (model) => model.say("25 度。"),
  (model) => model.handOver("Triage Agent"),
  (model) => model.handOver("News Agent"),
  (model) => model.call("get_latest_news", {}, "c2"),
  (model) => model.answer("get_latest_news", "工具执行失败", "c2", false),
  (model) => model.say("No news."),
  (model) => model.complete(),
  (model) => model.broadcast("notice", "今晚维护"),
  (model) => model.come("ada", "bob"),
  (model) => model.ask("r2", "write a sort in C"),
  (model) => model.begin(),
  (model) => model.trip("Relevance Guardrail"),
  (model) => model.say("Sorry."),
  (model) => model.complete(),
  (model) => model.ask("r3", "milk").begin(),
  (model) => model.call("add_todo", { text: "milk" }, "c3"),
  (model) => model.answer("add_todo", { number: 1 }, "c3"),
  (model) => model.keep({ todos: [{ number: 1, text: "milk", due_on: null, done: false }], notes: null }),
  (model) => model.say("Kept"),
  (model) => model.broadcast("alert", { any: ["json"] }),
  (model) => model.complete(true),
  (model) => model.ask("r4", "breaks").begin().say("half"),
  (model) => model.fail(),
  (model) => model.ask("r5", "broken off").begin().fail("interrupted"),
  (model) => model.ask("r6", "goes on"),
  (model) => model.begin(),
  (model) => model.handOver("Weather Agent").call("get_forecast", {}, "c4"),
  (model) => model.answer("get_forecast", 1, "c4").say("one\ntwo"),
];
const played = (steps = SCRIPT.length) => SCRIPT.slice(0, steps).reduce((model, step) => step(model), new AssistantModel());

test("a state and the frames since equal a fresh state, wherever one joins", () => {
  const whole = played();
  const end = fresh(whole);
  for (let steps = 0; steps <= SCRIPT.length; steps += 1) {
    const then = played(steps).state();
    const since = whole.frames.filter((frame) => frame.offset > then.offset);
    const joined = foldAll([then, ...since]);
    assert.deepEqual(essence(joined), essence(end), `joined after ${steps} steps`);
    sameHappenings(joined, end, `joined after ${steps} steps`);
  }
});

test("a page that was there all the time shows at every moment what a fresh one does", () => {
  for (let steps = 0; steps <= SCRIPT.length; steps += 1) {
    const model = played(steps);
    const states = [foldAll(model.frames), fresh(model)];
    const [live, joined] = states.map(essence);
    const begun = joined.turns.filter((turn) => turn.phase !== "waiting");
    // Who the agents are is told in a state.
    const scene = { ...joined.scene, agents: live.scene.agents };
    assert.deepEqual(live, { ...joined, turns: begun, scene }, `after ${steps} steps`);
    sameHappenings(...states, `after ${steps} steps`);
  }
});

test("each part of an answer is its agent's, live and in a state", () => {
  const model = played(15);
  for (const state of [foldAll(model.frames), fresh(model)]) {
    const { parts, trail } = newest(state);
    const { text } = state.chat.turns.at(-1);
    const said = parts.map(({ agent, begin }, place) => [agent, text.slice(begin, parts[place + 1]?.begin)]);
    assert.deepEqual(said, [["Triage Agent", "Let me see. "], ["Weather Agent", "**晴**，🌤25 度。"], ["News Agent", "No news."]]);
    assert.deepEqual(trail, ["Triage Agent", "Weather Agent", "Triage Agent", "News Agent"]);
  }
});

test("a guardrail that trips is told with its reason, and nothing else is taken for a judgement", () => {
  const asked = new AssistantModel().ask("r", "q").begin().find({ notes: [] });
  assert.equal(newest(foldAll(asked.frames)).judged, false, "the context is told before anybody judges");
  const { guardrails, judged } = newest(foldAll(asked.trip("Jailbreak Guardrail").frames));
  assert.equal(judged, true);
  assert.deepEqual(guardrails.map(({ name, passed, reasoning }) => [name, passed, reasoning]), [
    ["Jailbreak Guardrail", false, "it is about code"],
  ]);
});

test("a tool that failed is told as one that did not finish", () => {
  const [first, second] = foldAll(played(16).frames).chat.turns[0].tools;
  assert.deepEqual([first.name, first.status, first.icon], ["get_forecast", "completed", "cloud"]);
  assert.deepEqual([second.name, second.status], ["get_latest_news", "unfinished"]);
});

test("what was broadcast stands among the events; what one's own server may say some day does not", () => {
  const { happenings } = foldAll(played().frames);
  const sent = happenings.filter(({ type }) => type === "broadcast");
  assert.deepEqual(sent.map(({ metadata, content }) => [metadata.type, content]), [
    ["notice", "今晚维护"], ["alert", '{"any":["json"]}'],
  ]);
  const newer = { type: "ai_dreamt", content: {}, run: "r1", sender_id: "ai_assistant", id: "x", offset: 99 };
  assert.deepEqual(foldAll([newer]).happenings, []);
});

test("events that a state tells are not there twice, and those seen before stay", () => {
  const model = played(9);
  const ids = (state) => state.happenings.map(({ id }) => id);
  const before = foldAll(model.frames);
  const after = fold(before, model.state());
  assert.deepEqual(ids(after).sort(), ids(before).sort());
  assert.equal(new Set(ids(after)).size, after.happenings.length);
});

test("where a state has the beginning of a text only, what follows is not glued to it", () => {
  const model = new AssistantModel().ask("r", "q").begin().say("the beginning");
  const cut = model.state({ truncated: true });
  model.say(" and the end");
  const [turn] = foldAll([cut, model.frames.at(-1)]).chat.turns;
  assert.equal(turn.text, "the beginning …");
});

test("a refused question says why, and one that closed the connection does too", () => {
  const asked = { type: "asked", client_message_id: "m", query: "q" };
  const content = { error_code: "MESSAGE_PROCESSING_ERROR", error_message: "消息处理错误: too many" };
  const [turn] = foldAll([asked, { type: "error", content, code: "queue_full", client_message_id: "m" }]).chat.turns;
  assert.deepEqual([turn.phase, turn.error], ["refused", "消息处理错误: too many"]);
  const closed = { type: "error", content: "", code: "too-big", client_message_id: "m" };
  assert.equal(foldAll([asked, closed]).chat.turns[0].code, "too-big");
});

test("no state is changed in its place", () => {
  const deepFreeze = (value) => {
    if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(deepFreeze);
    return value;
  };
  const frames = [...played().frames, played().state()];
  frames.reduce((state, frame) => deepFreeze(fold(state, deepFreeze(frame))), deepFreeze(EMPTY));
});

test("a cut in mid-answer: the page asks for what it missed, and goes on", () => {
  const model = new AssistantModel().ask("r", "q").begin().say("one");
  const { room, last, heard } = makeRoom({ url: "ws://host/ws?stream=delta&user_id=ada", dice: 0 });
  room.open();
  last().accept().hear(resumed(true, "e1", 0));
  model.frames.forEach((frame) => last().hear(frame));
  last().drop();
  room.open();
  const asked = last().url.searchParams;
  assert.deepEqual([asked.get("stream"), asked.get("user_id"), asked.get("since")], ["delta", "ada", String(model.offset)]);
  last().accept().hear(resumed(true, "e1", model.offset));
  model.say(" two");
  last().hear(model.frames.at(-1));
  assert.equal(foldAll(heard("frame")).chat.turns[0].text, "one two");
});
