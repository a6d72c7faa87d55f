import assert from "node:assert/strict";
import { test } from "node:test";

import { renewAfter, ticketFrom } from "../../static/js/tickets.js";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const MINUTE = 60_000;
const until = (expires_at) => ({ ticket: "tw1_a", expires_at });

for (const [given, ticket] of [
  ["tw1_a", { ticket: "tw1_a" }],
  [{ ticket: "tw1_a" }, { ticket: "tw1_a" }],
  [{ ticket: "tw1_a", user_id: "ada", expires_at: "2026-01-01" }, { ticket: "tw1_a", expires_at: "2026-01-01" }],
  [{ ticket: "tw1_a", expires_at: 7 }, { ticket: "tw1_a" }],
  [{ error: { code: "not_authenticated" } }, null],
  [{ ticket: "" }, null],
  [{ ticket: 7 }, null],
  ["", null],
  [null, null],
  [undefined, null],
  [7, null],
]) {
  test(`a source that gives ${JSON.stringify(given)}`, () => assert.deepEqual(ticketFrom(given), ticket));
}

test("a ticket is renewed when four fifths of its life are over", () => {
  assert.equal(renewAfter(until("2026-01-01T12:15:00+00:00"), NOW), 12 * MINUTE);
  assert.equal(renewAfter(until("2026-01-01T20:15:00+08:00"), NOW), 12 * MINUTE);
});

test("each failed renewal is followed by another, sooner, and none without end", () => {
  const delays = [];
  let now = NOW;
  for (let delay = 0; delay !== null; delay = renewAfter(until("2026-01-01T12:15:00Z"), now)) {
    delays.push(delay);
    now += delay;
  }
  assert.deepEqual(delays.map(Math.round), [0, 720_000, 144_000, 28_800]);
});

test("a ticket that seems to have ended, or nearly, is not renewed: this clock may be wrong", () => {
  for (const expires_at of ["2026-01-01T11:59:00Z", "2026-01-01T12:00:00Z", "2026-01-01T12:00:12Z"]) {
    assert.equal(renewAfter(until(expires_at), NOW), null);
  }
});

test("a ticket without an end, or with an unreadable one, is not renewed", () => {
  assert.equal(renewAfter({ ticket: "tw1_a" }, NOW), null);
  assert.equal(renewAfter(until("in a while"), NOW), null);
});

test("a ticket for a year does not wrap the timer round", () => {
  assert.equal(renewAfter(until("2027-01-01T12:00:00Z"), NOW), 12 * 60 * MINUTE);
});
