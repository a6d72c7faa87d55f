import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, fold } from "../../static/js/chat/fold.js";
import { RoomModel } from "./room-model.mjs";

const BILLS = { tool: "query_unpaid_bills", call_id: "c1", display_name: "查询账单", icon: "receipt", message: "正在查询" };

const foldAll = (frames, state = EMPTY) => frames.reduce(fold, state);
const only = (state) => {
  assert.equal(state.turns.length, 1);
  return state.turns[0];
};
const asked = (id, query) => ({ type: "asked", client_message_id: id, query });
const accepted = (id, run, repeat = false) => ({ type: "accepted", client_message_id: id, run, offset: 0, repeat });

/** What must agree between pages. Left out: view keys. */
function essence(state) {
  return state.turns.map(({ run, question, phase, text, tools, error }) => ({ run, question, phase, text, tools, error }));
}

test("thinking begins a turn and brings the question to pages that did not ask", () => {
  const turn = only(foldAll(new RoomModel().ask("r1", "我想报修").think().frames));
  assert.deepEqual([turn.phase, turn.question, turn.text], ["running", "我想报修", ""]);
});

test("a tool line appears, and its completion replaces it", () => {
  const room = new RoomModel().ask("r1", "账单").think().call(BILLS);
  const calling = foldAll(room.frames);
  assert.deepEqual(only(calling).tools, [
    { id: "c1", name: "查询账单", icon: "receipt", message: "正在查询", status: "calling" },
  ]);
  room.called({ ...BILLS, message: "查到 3 条" });
  const done = fold(calling, room.frames.at(-1));
  assert.deepEqual([only(done).tools.length, only(done).tools[0].status], [1, "completed"]);
  assert.equal(only(done).tools[0].message, "查到 3 条");
});

test("a tool without our extra keys shows its own name", () => {
  const state = foldAll([
    { type: "status", status: "thinking", data: { query: "q" }, run: "r1" },
    { type: "status", status: "tool_calling", data: { tool: "query_bills", message: "…" }, run: "r1" },
    { type: "status", status: "tool_completed", data: { tool: "query_bills", message: "ok" }, run: "r1" },
  ]);
  assert.deepEqual(only(state).tools, [
    { id: "query_bills", name: "query_bills", icon: "", message: "ok", status: "completed" },
  ]);
});

test("chunks concatenate, the empty final chunk changes nothing, completed ends the turn", () => {
  const room = new RoomModel().ask("r1", "q").think().say("您好").say("，世界");
  const before = foldAll(room.frames);
  assert.equal(fold(before, { type: "chunk", content: "", is_final: true, run: "r1", offset: 9 }), before);
  const turn = only(foldAll(room.end().frames));
  assert.deepEqual([turn.text, turn.phase], ["您好，世界", "completed"]);
});

test("a stopped run keeps its text and says so", () => {
  const turn = only(foldAll(new RoomModel().ask("r1", "q").think().say("半").end(true).frames));
  assert.deepEqual([turn.text, turn.phase], ["半", "stopped"]);
});

test("an error after text keeps the text and ends the turn, not the next one", () => {
  const room = new RoomModel().ask("r1", "a").ask("r2", "b").think().say("半").fail("处理出错: 断了").think().say("全");
  const [first, second] = foldAll(room.frames).turns;
  assert.deepEqual([first.text, first.phase, first.error], ["半", "failed", "处理出错: 断了"]);
  assert.deepEqual([second.text, second.phase], ["全", "running"]);
});

test("an error before any text ends the turn", () => {
  const turn = only(foldAll(new RoomModel().ask("r1", "q").think().fail("处理出错: x").frames));
  assert.deepEqual([turn.text, turn.phase], ["", "failed"]);
});

test("an interrupted run is told from a failed one by its code", () => {
  const turn = only(foldAll(new RoomModel().ask("r1", "q").think().fail("处理出错: x", "interrupted").frames));
  assert.equal(turn.phase, "interrupted");
});

test("a tool that was running when its run ended stops spinning", () => {
  const turn = only(foldAll(new RoomModel().ask("r1", "q").think().call(BILLS).end(true).frames));
  assert.equal(turn.tools[0].status, "unfinished");
});

test("a bad frame's error becomes a notice, and asking again clears it", () => {
  const state = fold(EMPTY, { type: "error", content: "服务器错误: x", code: "bad_frame" });
  assert.deepEqual(state, { turns: [], notice: { text: "服务器错误: x", code: "bad_frame" } });
  assert.equal(fold(state, asked("m1", "q")).notice, null);
  assert.equal(fold(state, { type: "noticed" }).notice, null);
});

test("a refused question shows the reason and can be taken back", () => {
  const state = foldAll([
    asked("m1", "q"),
    { type: "error", content: "查询内容不能为空", code: "empty_query", client_message_id: "m1" },
  ]);
  assert.deepEqual([only(state).phase, only(state).error, state.notice], ["refused", "查询内容不能为空", null]);
  assert.deepEqual(fold(state, { type: "withdrawn", key: only(state).key }).turns, []);
});

test("a question goes from sending to waiting to running in one turn", () => {
  const phases = [];
  let state = EMPTY;
  const room = new RoomModel().ask("r1", "q").think();
  for (const frame of [asked("m1", "q"), accepted("m1", "r1"), ...room.frames]) {
    state = fold(state, frame);
    phases.push(only(state).phase);
  }
  assert.deepEqual(phases, ["sending", "waiting", "running"]);
  assert.equal(only(state).key, "m1");
});

test("a run whose frames overtake its acceptance is still one turn", () => {
  const room = new RoomModel().ask("r1", "q").think().say("a");
  const state = foldAll([asked("m1", "q"), ...room.frames, accepted("m1", "r1")]);
  assert.deepEqual([only(state).text, only(state).phase, only(state).key], ["a", "running", "m1"]);
});

test("a repeated acceptance changes nothing", () => {
  const room = new RoomModel().ask("r1", "q").think().end();
  const state = foldAll([asked("m1", "q"), accepted("m1", "r1"), ...room.frames]);
  assert.equal(fold(state, accepted("m1", "r1", true)), state);
});

test("a question that was on its way when the state came is joined with the stored one", () => {
  const room = new RoomModel().ask("r1", "q").think().say("a");
  const resumed = foldAll([asked("m1", "q"), room.state()]);
  const state = fold(resumed, accepted("m1", "r1", true));
  assert.deepEqual(essence(state), essence(fold(EMPTY, room.state())));
});

test("what was not sent yet survives a new state", () => {
  const state = foldAll([asked("m1", "offline"), new RoomModel().ask("r1", "q").think().end().state()]);
  assert.deepEqual(state.turns.map((turn) => [turn.question, turn.phase]), [["q", "completed"], ["offline", "sending"]]);
});

test("a question of another tab that runs first stands before mine that waits", () => {
  const mine = [asked("m1", "mine"), accepted("m1", "r2")];
  const other = { type: "status", status: "thinking", data: { query: "other" }, run: "r1" };
  assert.deepEqual(foldAll([...mine, other]).turns.map((turn) => turn.question), ["other", "mine"]);
});

test("a state pairs answers with their questions, whatever was asked in between", () => {
  const room = new RoomModel().ask("r1", "a").ask("r2", "b").ask("r3", "c").think().say("A").end().think().say("B");
  assert.deepEqual(
    fold(EMPTY, room.state()).turns.map((turn) => [turn.question, turn.text, turn.phase]),
    [["a", "A", "completed"], ["b", "B", "running"], ["c", "", "waiting"]],
  );
});

test("messages without a run are paired in their order", () => {
  const message = (id, role, text) => ({ id, role, text, run: null, status: "completed", error: "" });
  const messages = [message(1, "assistant", "hi"), message(2, "user", "a"), message(3, "assistant", "A")];
  const state = fold(EMPTY, { type: "state", offset: 3, state: { messages, run: null, queue: [] } });
  assert.deepEqual(state.turns.map((turn) => [turn.question, turn.text]), [[null, "hi"], ["a", "A"]]);
});

test("a state keeps the keys of the runs that were on the page, and tool lines that it does not tell", () => {
  const room = new RoomModel().ask("r1", "q").think().call(BILLS).called(BILLS).say("A").end();
  const live = foldAll([asked("m1", "q"), accepted("m1", "r1"), ...room.frames]);
  const state = room.state();
  for (const message of state.state.messages) delete message.tools;
  const again = fold(live, state);
  assert.deepEqual([only(again).key, only(again).tools.length], ["m1", 1]);
});

test("frames and kinds of status of a newer server change nothing", () => {
  const state = foldAll(new RoomModel().ask("r1", "q").think().frames);
  assert.equal(fold(state, { type: "typing", run: "r1" }), state);
  assert.equal(fold(state, { type: "auth_success", user_id: "demo" }), state);
  assert.equal(fold(state, { type: "status", status: "dreaming", data: {}, run: "r1" }), state);
});

test("fold never changes the state that it was given", () => {
  const deepFreeze = (value) => {
    if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(deepFreeze);
    return value;
  };
  const frames = [asked("m1", "a"), accepted("m1", "r1"), ...conversation().frames, conversation().state()];
  frames.reduce((state, frame) => deepFreeze(fold(state, deepFreeze(frame))), deepFreeze(EMPTY));
});

/** Every kind of frame and of ending, one after the other. */
function conversation(steps = Infinity) {
  const room = new RoomModel();
  const script = [
    () => room.ask("r1", "a"),
    () => room.think(),
    () => room.call(BILLS),
    () => room.called(BILLS),
    () => room.say("一"),
    () => room.say("二"),
    () => room.end(),
    () => room.ask("r2", "b"),
    () => room.think(),
    () => room.say("三"),
    () => room.end(true),
    () => room.ask("r3", "c"),
    () => room.think(),
    () => room.say("四"),
    () => room.fail("处理出错: x"),
    () => room.ask("r4", "d"),
    () => room.think(),
    () => room.fail("处理出错: y", "interrupted"),
    () => room.ask("r5", "e"),
    () => room.think(),
    () => room.call(BILLS),
  ];
  script.slice(0, steps).forEach((step) => step());
  return room;
}

test("a state and the frames since equal a fresh state, wherever one joins", () => {
  const whole = conversation();
  const fresh = essence(fold(EMPTY, whole.state()));
  for (let steps = 0; steps <= 21; steps += 1) {
    const then = conversation(steps).state();
    const since = whole.frames.filter((frame) => frame.offset > then.offset);
    assert.deepEqual(essence(foldAll(since, fold(EMPTY, then))), fresh, `joined after ${steps} steps`);
  }
});

test("a resume that gives merged text folds to the same as every token did", () => {
  const room = new RoomModel().ask("r1", "q").think().say("一").say("二").say("三").end();
  const [thinking, first, second, third, ...end] = room.frames;
  const merged = { ...third, content: second.content + third.content };
  assert.deepEqual(essence(foldAll([thinking, first, merged, ...end])), essence(foldAll(room.frames)));
});

test("two tabs agree: the one that asks, and the one that only listens", () => {
  const room = conversation();
  const asking = foldAll([asked("m1", "a"), accepted("m1", "r1"), ...room.frames]);
  assert.deepEqual(essence(asking), essence(foldAll(room.frames)));
});
