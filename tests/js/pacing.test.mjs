import assert from "node:assert/strict";
import { test } from "node:test";

import { charactersDue, wholeCharacters } from "../../static/js/chat/pace.js";
import { nextUtterance } from "../../static/js/chat/utterance.js";

const FRAME = 1000 / 60;

/** Characters left after a second of a stream that brings `perSecond`. */
function backlogAfterASecond(perSecond) {
  let backlog = 0;
  for (let frame = 0; frame < 60; frame += 1) {
    backlog += perSecond / 60;
    backlog -= charactersDue(backlog, FRAME);
  }
  return backlog;
}

test("the typewriter lags a quarter of a second at most, however fast the model is", () => {
  for (const perSecond of [20, 200, 2_000, 20_000]) {
    assert.ok(backlogAfterASecond(perSecond) <= perSecond / 4 + 1, `${perSecond} a second`);
  }
});

test("a lone word is typed, not dropped in at once, and ends", () => {
  assert.ok(charactersDue(5, FRAME) < 1);
  assert.equal(charactersDue(5, 1000), 5);
});

test("a cut never tears an emoji", () => {
  assert.equal(wholeCharacters("a🙂b", 2), 3);
  assert.equal(wholeCharacters("a🙂b", 1), 1);
  assert.equal(wholeCharacters("a🙂b", 3), 3);
});

test("whole sentences are read aloud, in Chinese and in English", () => {
  assert.equal(nextUtterance("您好。今天", 0, false), "您好。");
  assert.equal(nextUtterance("It costs 3.14 now. And", 0, false), "It costs 3.14 now.");
  assert.equal(nextUtterance("您好。今天", 3, false), "");
});

test("the rest is read when the answer has ended", () => {
  assert.equal(nextUtterance("您好。今天", 3, true), "今天");
});
