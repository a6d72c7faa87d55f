import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { chunk, makeRoom, resumed, stateAt } from "./fakes.mjs";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const MINUTE = 60_000;
const SUCCESS = { type: "auth_success", user_id: "demo" };

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW }));
afterEach(() => mock.timers.reset());

/** Lets promises settle; the timers stand still. */
async function settle() {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

/** Moves the clock, and lets what it starts settle. */
async function wait(milliseconds) {
  mock.timers.tick(milliseconds);
  await settle();
}

/** A source of tickets tw1_1, tw1_2 …, each good for a quarter of an hour; `says` takes its place. */
function source() {
  const made = {
    asked: 0,
    says: (number) => ({
      ticket: `tw1_${number}`,
      expires_at: new Date(Date.now() + 15 * MINUTE).toISOString(),
    }),
    ticket: async () => made.says((made.asked += 1)),
  };
  return made;
}

const shown = (socket) => socket.sent.filter((frame) => frame.type === "auth").map((frame) => frame.ticket);
const fails = () => {
  throw new TypeError("Failed to fetch");
};

async function opened(tickets = source(), options = {}) {
  const made = { ...makeRoom({ ...options, ticket: tickets.ticket }), tickets };
  made.room.open();
  await settle();
  return made;
}

async function letIn(tickets, options) {
  const made = await opened(tickets, options);
  made.last().accept().hear(SUCCESS).hear(resumed(false, "e1", 5)).hear(stateAt(5));
  return made;
}

test("the ticket is the first frame, and in no address", async () => {
  const made = await opened();
  made.room.send({ query: "q" });
  made.last().accept();
  assert.deepEqual(made.last().sent[0], { type: "auth", ticket: "tw1_1" });
  assert.equal(made.last().sent[1].query, "q");
  assert.doesNotMatch(made.last().url.href, /tw1_/);
});

test("it is connected once the server speaks, and auth_success is no frame of the room", async () => {
  const made = await opened();
  made.last().accept();
  assert.equal(made.room.status.phase, "connecting");
  made.last().hear(SUCCESS);
  assert.equal(made.room.status.phase, "connected");
  made.last().hear(resumed(false, "e1", 5)).hear(stateAt(5)).hear(chunk(6));
  assert.deepEqual(made.heard("frame").map((frame) => frame.type), ["chunk"]);
});

test("a source may give the bare ticket", async () => {
  const made = await opened({ ticket: () => "tw1_bare" });
  assert.deepEqual(shown(made.last().accept()), ["tw1_bare"]);
});

test("each connection brings a new ticket", async () => {
  const made = await letIn();
  made.last().drop();
  await wait(60_000);
  assert.deepEqual(shown(made.last().accept()), ["tw1_2"]);
  assert.equal(made.last().url.searchParams.get("since"), "5");
});

test("an open socket shows the next ticket before the first one ends", async () => {
  const made = await letIn();
  await wait(12 * MINUTE - 1);
  assert.deepEqual(shown(made.last()), ["tw1_1"]);
  await wait(1);
  made.last().hear(SUCCESS);
  await wait(12 * MINUTE);
  assert.deepEqual(shown(made.last()), ["tw1_1", "tw1_2", "tw1_3"]);
  assert.equal(made.sockets.length, 1);
  assert.deepEqual(made.heard("frame"), []);
});

test("a source that is away when a ticket should be renewed is asked again in time", async () => {
  const made = await letIn();
  const good = made.tickets.says;
  made.tickets.says = fails;
  await wait(12 * MINUTE);
  assert.deepEqual(shown(made.last()), ["tw1_1"]);
  made.tickets.says = good;
  await wait(3 * MINUTE);
  assert.deepEqual(shown(made.last()), ["tw1_1", "tw1_3"]);
});

test("a no to a renewal changes nothing until the server closes", async () => {
  const made = await letIn();
  made.tickets.says = () => null;
  await wait(14 * MINUTE);
  assert.deepEqual([made.tickets.asked, made.room.status.phase], [2, "connected"]);
  made.last().drop(4401);
  await wait(MINUTE);
  assert.deepEqual([made.room.status.reason, made.room.status.final], ["unauthenticated", true]);
});

test("nothing is renewed once the socket is gone", async () => {
  const made = await letIn();
  made.room.close();
  await wait(30 * MINUTE);
  assert.equal(made.tickets.asked, 1);
});

test("a ticket that arrives after the socket has gone is not shown", async () => {
  const made = await letIn();
  made.last().drop();
  const gone = made.last();
  await wait(13 * MINUTE);
  assert.deepEqual(shown(gone), ["tw1_1"]);
});

test("4401 fetches a fresh ticket and comes back", async () => {
  const made = await letIn();
  made.last().drop(4401);
  assert.deepEqual([made.room.status.phase, made.room.status.final], ["reconnecting", false]);
  await wait(500);
  assert.deepEqual(shown(made.last().accept()), ["tw1_2"]);
});

test("a source whose tickets are all refused is asked with growing pauses", async () => {
  const made = await opened(source(), { dice: 1 });
  const delays = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    made.last().accept().drop(4401);
    delays.push(made.room.status.delay);
    await wait(made.room.status.delay);
  }
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 15000, 15000]);
  assert.equal(made.tickets.asked, 8);
});

test("a foreign room stays closed, whatever the source gives", async () => {
  const made = await opened();
  made.last().accept().drop(4403);
  assert.deepEqual([made.room.status.reason, made.room.status.final], ["forbidden", true]);
  await wait(MINUTE);
  assert.equal(made.tickets.asked, 1);
});

for (const [what, no] of [
  ["null", null],
  ["a refusal's body", { error: { code: "not_authenticated" } }],
]) {
  test(`a source that gives ${what} ends it, until somebody opens again`, async () => {
    const tickets = source();
    const good = tickets.says;
    tickets.says = () => no;
    const made = await opened(tickets);
    const status = { phase: "offline", reason: "unauthenticated", final: true, delay: null };
    assert.deepEqual([made.sockets.length, made.room.status], [0, status]);
    made.around.page.dispatchEvent(new Event("online"));
    await wait(MINUTE);
    assert.equal(tickets.asked, 1);
    tickets.says = good;
    made.room.open();
    await settle();
    assert.deepEqual(shown(made.last().accept()), ["tw1_2"]);
  });
}

test("a source that fails is asked again with growing pauses", async () => {
  const tickets = source();
  tickets.says = fails;
  const made = await opened(tickets, { dice: 1 });
  const seen = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    seen.push([made.room.status.reason, made.room.status.delay]);
    await wait(made.room.status.delay);
  }
  assert.deepEqual(seen, [["unreachable", 500], ["unreachable", 1000], ["unreachable", 2000]]);
  assert.deepEqual([tickets.asked, made.sockets.length], [4, 0]);
});

test("a source that never answers is given up, and its late answer opens nothing", async () => {
  const answers = [];
  const made = await opened({ ticket: () => new Promise((resolve) => answers.push(resolve)) }, { dice: 1 });
  await wait(10_000);
  assert.deepEqual([made.room.status.reason, made.room.status.delay], ["unreachable", 500]);
  answers[0]("tw1_late");
  await settle();
  assert.equal(made.sockets.length, 0);
});

test("nothing asks twice while the source is being asked", async () => {
  const answers = [];
  const made = await opened({ ticket: () => new Promise((resolve) => answers.push(resolve)) });
  made.room.open();
  made.around.page.dispatchEvent(new Event("online"));
  assert.equal(answers.length, 1);
});

test("closing while the source is being asked opens nothing", async () => {
  const made = makeRoom({ ticket: source().ticket });
  made.room.open();
  made.room.close();
  await settle();
  assert.equal(made.sockets.length, 0);
});

test("commands stay until a ticket was taken and they were confirmed", async () => {
  const made = await opened();
  const id = made.room.send({ query: "q" });
  made.last().accept().drop(4401);
  await wait(500);
  assert.deepEqual(made.last().accept().sent[1], { query: "q", client_message_id: id });
});
