import assert from "node:assert/strict";
import { test } from "node:test";

import { Playhead } from "../../static/js/admin/playhead.js";
import { durationShown, Timeline } from "../../static/js/admin/timeline.js";

const REPLAY = {
  began: 0,
  ended: 200,
  steps: [
    [0, 0, ""],
    [80, 1, ""],
    [80, 2, ""],
    [120, 3, "您有 "],
    [160, 3, "🙂 笔"],
    [200, 4, ""],
  ],
};

const timeline = new Timeline(REPLAY);
const textAt = (at) => timeline.text.slice(0, timeline.lengthAt(at));

test("the text grows as it was said, and is whole at the end", () => {
  assert.equal(textAt(119.9), "");
  assert.equal(textAt(120), "您有 ");
  assert.equal(textAt(159), "您有 ");
  assert.equal(textAt(160), "您有 🙂 笔");
  assert.equal(textAt(timeline.ended), timeline.text);
});

test("the newest line is the last of those that came at one moment", () => {
  assert.deepEqual([-1, 0, 79, 80, 120, 199, 200, 999].map((at) => timeline.lineAt(at)), [-1, 0, 0, 2, 3, 3, 4, 4]);
});

test("a line is reached with its first step", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((line) => timeline.reached(line)), [0, 80, 80, 120, 200]);
});

test("one goes from moment to moment and stops at both ends", () => {
  const forwards = [0];
  while (forwards.at(-1) < timeline.ended) forwards.push(timeline.after(forwards.at(-1)));
  assert.deepEqual(forwards, [0, 80, 120, 160, 200]);
  const back = [200];
  while (back.at(-1) > timeline.began) back.push(timeline.before(back.at(-1)));
  assert.deepEqual(back, [200, 160, 120, 80, 0]);
  assert.equal(timeline.after(200), 200);
  assert.equal(timeline.before(0), 0);
  assert.equal(timeline.before(80.4), 80);
  assert.equal(timeline.after(80.4), 120);
});

test("text and other events have moments of their own", () => {
  assert.deepEqual(timeline.moments(true), [120, 160]);
  assert.deepEqual(timeline.moments(false), [0, 80, 80, 200]);
});

test("what is found by halves is what counting finds", () => {
  const steps = Array.from({ length: 1000 }, (_, place) => [Math.floor(place / 3) * 7, place, "x"]);
  const long = new Timeline({ began: 0, ended: steps.at(-1)[0], steps });
  for (let at = -1; at < long.ended + 5; at += 3.3) {
    assert.equal(long.lengthAt(at), steps.filter((step) => step[0] <= at).length);
  }
});

test("a later part of a run begins where it begins", () => {
  const part = new Timeline({ began: 5_000, ended: 5_010, steps: [[5_000, 0, "a"], [5_010, 0, "b"]] });
  assert.equal(part.duration, 10);
  assert.equal(part.lineAt(0), -1);
  assert.equal(part.before(5_000), 5_000);
});

test("durations are worded as on Django's pages", () => {
  const shown = [0, 4, 9_990, 9_999, 59_940, 59_960, 185_200, 7_440_000].map(durationShown);
  const worded = ["0.00 s", "0.00 s", "9.99 s", "10.0 s", "59.9 s", "1 min 0 s", "3 min 5 s", "2 h 4 min"];
  assert.deepEqual(shown, worded);
});

test("time passes as fast as it was told to, only while it plays, and ends at the end", () => {
  const head = new Playhead(REPLAY);
  head.tick(50);
  assert.equal(head.at, 0);
  head.play();
  head.tick(50);
  assert.equal(head.at, 50);
  head.speed = 0.5;
  head.tick(50);
  assert.equal(head.at, 75);
  head.pause();
  head.tick(50);
  assert.equal(head.at, 75);
  head.speed = 20;
  head.play();
  head.tick(50);
  assert.deepEqual([head.at, head.playing], [200, false]);
});

test("played again at the end, it starts from the beginning", () => {
  const head = new Playhead(REPLAY);
  head.seek(200);
  head.play();
  assert.deepEqual([head.at, head.playing], [0, true]);
});

test("a place is kept within the replay", () => {
  const head = new Playhead(REPLAY);
  head.seek(-1);
  assert.equal(head.at, 0);
  head.seek(1e9);
  assert.equal(head.at, 200);
});

test("a tab that was hidden for long goes on where it was", () => {
  const head = new Playhead({ began: 0, ended: 60_000 });
  head.play();
  head.tick(3_600_000);
  assert.equal(head.at, 250);
  assert.ok(head.playing);
});

test("what took no time does not play", () => {
  const head = new Playhead({ began: 7, ended: 7 });
  head.play();
  assert.deepEqual([head.at, head.playing], [7, false]);
});
