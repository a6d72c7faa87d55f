import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, fold } from "../../static/js/code/fold.js";
import { makeRoom, resumed } from "./fakes.mjs";
import { ProjectModel } from "./project-model.mjs";

const say = (name) => name;
const foldAll = (frames, state = EMPTY) => frames.reduce((before, frame) => fold(before, frame, say), state);
const fresh = (model) => foldAll([model.state()]);

/** What must agree between pages. Left out: view keys, and what is known of a text beyond what a state tells. */
function essence({ chat, project, made }) {
  const turns = chat.turns.map(({ run, question, phase, text, tools, error }) => {
    const shown = { run, question, phase, text, error };
    return phase === "running" ? { ...shown, tools } : shown;
  });
  const files = project.files.map(({ path, bytes }) => ({ path, bytes }));
  const working = project.working.map(({ path, action, content, open, ok }) => {
    return { path, action, open, ok, content: action === "edit" && (open || !ok) ? null : content };
  });
  return { turns, made, project: { ...project, files, working } };
}

/** Every kind of frame and of ending, one after the other. */
const SCRIPT = [
  (model) => model.come("ada"),
  (model) => model.ask("r1", "a calculator"),
  (model) => model.begin(),
  (model) => model.say("I make "),
  (model) => model.say("two."),
  (model) => model.start("calculator.py", "write"),
  (model) => model.write("calculator.py", "print("),
  (model) => model.write("calculator.py", "'加😀')"),
  (model) => model.end("calculator.py"),
  (model) => model.start("src/b.py", "write"),
  (model) => model.end("src/b.py"),
  (model) => model.complete(),
  (model) => model.come("ada", "bob"),
  (model) => model.ask("r2", "change it"),
  (model) => model.begin(),
  (model) => model.start("calculator.py", "read"),
  (model) => model.end("calculator.py"),
  (model) => model.start("calculator.py", "edit"),
  (model) => model.end("calculator.py", { ok: false, reason: "hunk 1: found nowhere" }),
  (model) => model.start("calculator.py", "edit"),
  (model) => model.end("calculator.py", { content: "print('减')" }),
  (model) => model.start("src/b.py", "delete"),
  (model) => model.end("src/b.py"),
  (model) => model.complete(),
  (model) => model.ask("r3", "stop this"),
  (model) => model.begin(),
  (model) => model.start("c.py", "write"),
  (model) => model.write("c.py", "half"),
  (model) => model.restore({ "a.py": "of another" }),
  (model) => model.fail("stopped"),
  (model) => model.ask("r4", "breaks"),
  (model) => model.begin(),
  (model) => model.say("half"),
  (model) => model.fail(),
  (model) => model.ask("r5", "nothing").begin().say("There is nothing to do.").complete(),
  (model) => model.ask("r6", "goes on"),
  (model) => model.begin(),
  (model) => model.start("d.py", "write"),
  (model) => model.write("d.py", "one\ntwo"),
];
const played = (steps = SCRIPT.length) => SCRIPT.slice(0, steps).reduce((model, step) => step(model), new ProjectModel());

test("a state and the frames since equal a fresh state, wherever one joins", () => {
  const whole = played();
  for (let steps = 0; steps <= SCRIPT.length; steps += 1) {
    const then = played(steps).state();
    const since = whole.frames.filter((frame) => frame.offset > then.offset);
    // What waits is told to the asker and in a state; a page that joined before hears of it when it begins.
    assert.deepEqual(essence(foldAll([then, ...since])), essence(fresh(whole)), `joined after ${steps} steps`);
  }
});

test("a page that was there all the time shows at every moment what a fresh one does", () => {
  for (let steps = 0; steps <= SCRIPT.length; steps += 1) {
    const model = played(steps);
    const [live, joined] = [foldAll(model.frames), fresh(model)].map(essence);
    const begun = joined.turns.filter((turn) => turn.phase !== "waiting");
    assert.deepEqual(live, { ...joined, turns: begun }, `after ${steps} steps`);
  }
});

test("text that a resume has merged folds to the same as every piece did", () => {
  const model = new ProjectModel().ask("r", "q").begin().start("a", "write").write("a", "\ud83d").write("a", "\ude00!");
  const [began, started, first, second] = model.frames;
  const merged = { ...second, content: first.content + second.content };
  const state = foldAll([began, started, merged]);
  assert.deepEqual(state.project.working, foldAll(model.frames).project.working);
  assert.equal(state.project.working[0].bytes, 5);
});

test("a plain server's answer is shown too, when it ends", () => {
  const { files, version } = { files: [{ path: "a", content: "", bytes: 9 }], version: 1 };
  const state = foldAll([
    { type: "status", status: "processing", run: "r", prompt: "q" },
    { type: "code_generated", run: "r", files, version, changed: true, message: "done" },
  ]);
  assert.equal(state.chat.turns[0].text, "done");
  assert.equal(state.project.files[0].content, null, "what a frame left out is fetched");
});

test("a refused file is told with its reason, and the turn goes on", () => {
  const model = new ProjectModel().ask("r", "q").begin().start("a.py", "edit").end("a.py", { ok: false, reason: "nowhere" });
  const [tool] = foldAll(model.frames).chat.turns[0].tools;
  assert.deepEqual([tool.name, tool.status, tool.message], ["a.py", "unfinished", "nowhere"]);
});

test("frames of a newer server change nothing, and no state is changed in its place", () => {
  const deepFreeze = (value) => {
    if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(deepFreeze);
    return value;
  };
  const frames = [{ type: "file_dreamt", path: "x", run: "r1" }, ...played().frames, played().state()];
  const end = frames.reduce((state, frame) => deepFreeze(fold(state, deepFreeze(frame), say)), deepFreeze(EMPTY));
  assert.equal(fold(end, frames[0], say).project, end.project);
});

test("a cut in mid-generation: the page asks for what it missed of its files, and goes on", () => {
  const model = new ProjectModel().ask("r", "q").begin().start("a.py", "write").write("a.py", "one");
  const { room, last, heard } = makeRoom({ url: "ws://host/ws/p?stream=files", dice: 0 });
  room.open();
  last().accept().hear(resumed(true, "e1", 0));
  model.frames.forEach((frame) => last().hear(frame));
  last().drop();
  room.open();
  assert.equal(last().url.searchParams.get("stream"), "files");
  assert.equal(last().url.searchParams.get("since"), String(model.offset));
  last().accept().hear(resumed(true, "e1", model.offset));
  model.write("a.py", " two");
  last().hear(model.frames.at(-1));
  assert.equal(foldAll(heard("frame")).project.working[0].content, "one two");
});
