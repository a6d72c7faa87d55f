import assert from "node:assert/strict";
import { test } from "node:test";

import { delayBefore, judge } from "../../static/js/closing.js";

const never = () => 0;
const always = () => 1;

for (const [why, wait] of [
  ["too many messages; retry after 12 s", 12_000],
  ["too many handshakes; retry after 1 s", 1_000],
  ["too many sockets of one user; retry after 86400 s", 300_000],
  ["retry after 9".padEnd(400, "9") + " s", 300_000],
  ["too many messages; retry after 0 s", 0],
  ["too many messages", 0],
  ["retry after 12 s, or so", 0],
  ["retry after -12 s", 0],
  ["retry after soon s", 0],
  ["", 0],
]) {
  test(`the reason ${JSON.stringify(why.slice(0, 60))} asks for ${wait} ms`, () => {
    assert.deepEqual(judge(4429, true, why), { reason: "busy", final: false, blames: false, wait });
  });
}

test("a told wait is never cut short, and spread over a quarter more", () => {
  const told = judge(4429, true, "too many messages; retry after 40 s");
  assert.deepEqual([delayBefore(0, told, never), delayBefore(0, told, always)], [40_000, 50_000]);
});

test("who is refused again waits longer each time", () => {
  const told = judge(4429, true, "too many handshakes; retry after 1 s");
  assert.deepEqual([0, 1, 2, 9].map((attempt) => delayBefore(attempt, told, always)), [1500, 2000, 3000, 16000]);
});

test("a wait is believed whatever code it comes with", () => {
  assert.equal(delayBefore(0, judge(1012, true, "retry after 3 s"), never), 3_000);
});

test("without a hint, too many means between five and twenty seconds", () => {
  const busy = judge(4429, true);
  assert.deepEqual([delayBefore(0, busy, never), delayBefore(0, busy, always)], [5_000, 20_000]);
});
