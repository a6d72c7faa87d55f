import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { chunk, makeRoom, resumed, stateAt } from "./fakes.mjs";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

const asks = (socket) => Object.fromEntries(socket.url.searchParams);

/** Connected, with the state at offset 5 of epoch e1. */
function settled(options) {
  const made = makeRoom(options);
  made.room.open();
  made.last().accept().hear(resumed(false, "e1", 5)).hear(stateAt(5));
  return made;
}

/** Milliseconds until the next socket is made. */
function waitFor(made) {
  const before = made.sockets.length;
  for (let waited = 0; waited <= 60_000; waited += 50) {
    if (made.sockets.length > before) return waited;
    mock.timers.tick(50);
  }
  return Infinity;
}

test("the first connection asks since=0 without an epoch and keeps the address's own query", () => {
  const { room, last } = makeRoom({ url: "ws://host/ws?user_id=u1" });
  room.open();
  assert.deepEqual(asks(last()), { user_id: "u1", since: "0" });
});

test("nothing connects before open, and open twice connects once", () => {
  const { room, sockets } = makeRoom();
  assert.equal(sockets.length, 0);
  room.open();
  room.open();
  assert.equal(sockets.length, 1);
});

test("a reconnect asks for what came after the last frame", () => {
  const made = settled();
  made.last().hear(chunk(6)).hear(chunk(9)).drop();
  waitFor(made);
  assert.deepEqual(asks(made.last()), { since: "9", epoch: "e1" });
});

test("the offset of resumed is where the server is, not what we have seen", () => {
  const made = settled();
  made.last().drop();
  waitFor(made);
  made.last().accept().hear(resumed(true, "e1", 40)).hear(chunk(6)).drop();
  waitFor(made);
  assert.equal(asks(made.last()).since, "6");
});

test("the offset of accepted does not count: room frames below it may still be on their way", () => {
  const made = settled();
  made.last().hear({ type: "accepted", client_message_id: "m1", run: "r2", offset: 30, repeat: false });
  made.last().hear(chunk(6)).drop();
  waitFor(made);
  assert.equal(asks(made.last()).since, "6");
});

test("a new epoch replaces the old place, even one further on", () => {
  const made = settled();
  made.last().hear(chunk(500)).drop();
  waitFor(made);
  made.last().accept().hear(resumed(false, "e2", 3)).hear(stateAt(3)).hear(chunk(4)).drop();
  waitFor(made);
  assert.deepEqual(asks(made.last()), { since: "4", epoch: "e2" });
});

test("a connection that breaks between a new epoch and its state begins anew", () => {
  const made = settled();
  made.last().hear(chunk(500)).drop();
  waitFor(made);
  made.last().accept().hear(resumed(false, "e2", 3)).drop();
  waitFor(made);
  assert.deepEqual(asks(made.last()), { since: "0" });
});

test("events come by kind and in order; frames that share an offset are all told", () => {
  const made = settled();
  made.last().hear(chunk(6)).hear({ type: "chunk", content: "", is_final: true, run: "r1", offset: 7 });
  made.last().hear({ type: "status", status: "completed", data: {}, run: "r1", offset: 7 });
  assert.deepEqual(made.heard("resumed").map((frame) => frame.epoch), ["e1"]);
  assert.deepEqual(made.heard("state").map((frame) => frame.offset), [5]);
  assert.deepEqual(made.heard("frame").map((frame) => [frame.type, frame.offset]), [["chunk", 6], ["chunk", 7], ["status", 7]]);
});

test("a frame from before the last one is a repeat and is ignored", () => {
  const made = settled();
  made.last().hear(chunk(8)).hear(chunk(6)).hear(chunk(9));
  assert.deepEqual(made.heard("frame").map((frame) => frame.offset), [8, 9]);
});

test("auth_success is a frame like others where the page shows no tickets", () => {
  const made = settled();
  made.last().hear({ type: "auth_success", user_id: "demo" });
  assert.deepEqual(made.heard("frame"), [{ type: "auth_success", user_id: "demo" }]);
});

test("what is no frame is ignored", () => {
  const made = settled();
  for (const junk of ["not json", "null", "[1]", "{}", '{"type":7}']) made.last().hear(junk);
  assert.deepEqual(made.heard("frame"), []);
});

test("delays double from half a second to fifteen and are spread over the whole window", () => {
  for (const dice of [0.2, 1]) {
    const made = makeRoom({ dice });
    made.room.open();
    const delays = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      made.last().drop();
      delays.push(made.room.status.delay);
      waitFor(made);
    }
    assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 15000, 15000].map((delay) => delay * dice));
  }
});

test("a connection that lasts resets the delays, one that only opens does not", () => {
  const made = makeRoom({ dice: 1 });
  made.room.open();
  made.last().accept().drop();
  waitFor(made);
  made.last().accept().drop();
  assert.equal(made.room.status.delay, 1000);
  waitFor(made);
  made.last().letIn();
  mock.timers.tick(3000);
  made.last().drop();
  assert.equal(made.room.status.delay, 500);
});

test("after a restart (1012) it comes back within a second, with jitter", () => {
  for (const [dice, delay] of [[0, 100], [1, 1000]]) {
    const made = settled({ dice });
    made.last().drop(1012);
    assert.deepEqual([made.room.status.reason, made.room.status.delay], ["restarting", delay]);
  }
});

test("too many connections (4429) are answered with patience", () => {
  const made = settled({ dice: 0 });
  made.last().drop(4429);
  assert.equal(made.room.status.delay, 5000);
});

test("a server that says how long is believed, whatever comes back meanwhile", () => {
  const made = settled({ dice: 0 });
  made.last().drop(4429, "too many messages; retry after 40 s");
  assert.equal(made.room.status.delay, 40_000);
  made.around.page.dispatchEvent(new Event("online"));
  made.around.tab.dispatchEvent(new Event("visibilitychange"));
  assert.equal(made.sockets.length, 1);
  made.room.open();
  assert.equal(made.sockets.length, 2, "but the reader may try again");
});

for (const [code, reason] of [[4401, "unauthenticated"], [4403, "forbidden"], [4404, "not-found"]]) {
  test(`close code ${code} is final, and says why`, () => {
    const made = settled();
    made.last().drop(code);
    assert.deepEqual(made.room.status, { phase: "offline", reason, final: true, delay: null });
    made.around.page.dispatchEvent(new Event("online"));
    assert.equal(waitFor(made), Infinity);
    made.room.open();
    assert.equal(made.sockets.length, 2, "but the reader may try again");
  });
}

test("the network's return and the reader's return end the wait", () => {
  for (const come of [
    ({ page }) => page.dispatchEvent(new Event("online")),
    ({ tab }) => tab.dispatchEvent(new Event("visibilitychange")),
  ]) {
    const made = settled({ dice: 1 });
    made.last().drop();
    come(made.around);
    assert.equal(made.sockets.length, 2);
    mock.timers.tick(5_000);
    assert.equal(made.sockets.length, 2, "the planned try does not make a second connection");
  }
});

test("hiding the tab is no reason to connect", () => {
  const made = settled({ dice: 1 });
  made.last().drop();
  made.around.tab.visibilityState = "hidden";
  made.around.tab.dispatchEvent(new Event("visibilitychange"));
  assert.equal(made.sockets.length, 1);
});

test("without a network it is offline, and still tries: browsers err about localhost", () => {
  const made = settled();
  made.around.online = false;
  made.last().drop();
  assert.deepEqual([made.room.status.phase, made.room.status.reason], ["offline", "network"]);
  assert.ok(waitFor(made) < Infinity);
});

test("the phases of a connection's life", () => {
  const made = settled();
  made.last().drop();
  waitFor(made);
  made.last().letIn();
  made.room.close();
  assert.deepEqual(
    made.heard("status").map((status) => status.phase),
    ["connecting", "connected", "reconnecting", "reconnecting", "connected", "offline"],
  );
});

test("an open socket is no connection yet: it may wait for somebody to show who they are", () => {
  const made = makeRoom();
  made.room.open();
  made.last().accept();
  mock.timers.tick(10_000);
  assert.equal(made.room.status.phase, "connecting");
  made.last().drop(4401);
  assert.deepEqual([made.room.status.reason, made.room.status.final], ["unauthenticated", true]);
});

test("a connection that never opens is given up, and its late opening is ignored", () => {
  const made = makeRoom();
  made.room.open();
  mock.timers.tick(10_000);
  assert.equal(made.room.status.reason, "unreachable");
  made.sockets[0].accept();
  assert.equal(made.room.status.phase, "reconnecting");
});

test("after close nothing comes back", () => {
  const made = settled();
  made.room.close();
  made.last().drop();
  assert.equal(waitFor(made), Infinity);
});

test("a command gets an id and goes out at once", () => {
  const made = settled();
  const id = made.room.send({ query: "q" });
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(made.last().sent, [{ query: "q", client_message_id: id }]);
});

test("commands without a connection wait for one, in their order", () => {
  const made = makeRoom();
  made.room.send({ query: "a" });
  made.room.open();
  made.room.send({ query: "b" });
  made.last().accept();
  assert.deepEqual(made.last().sent.map((command) => command.query), ["a", "b"]);
});

test("a command is sent again on each connection until it is accepted, under the same id", () => {
  const made = settled();
  const id = made.room.send({ query: "q" });
  for (let again = 0; again < 3; again += 1) {
    made.last().drop();
    waitFor(made);
    made.last().accept();
    assert.deepEqual(made.last().sent, [{ query: "q", client_message_id: id }]);
  }
  made.last().hear({ type: "accepted", client_message_id: id, run: "r1", offset: 6, repeat: true }).drop();
  waitFor(made);
  assert.deepEqual(made.last().accept().sent, []);
});

test("a refused command is not sent again, and the refusal is told", () => {
  const made = settled();
  const id = made.room.send({ query: "" });
  made.last().hear({ type: "error", content: "查询内容不能为空", client_message_id: id }).drop();
  waitFor(made);
  assert.deepEqual(made.last().accept().sent, []);
  assert.equal(made.heard("frame")[0].client_message_id, id);
});

test("a command may be tried again under its old id", () => {
  const made = settled();
  const id = made.room.send({ query: "q" });
  made.last().hear({ type: "error", content: "busy", retryable: true, client_message_id: id });
  assert.equal(made.room.send({ query: "q", client_message_id: id }), id);
  assert.deepEqual(made.last().sent.map((command) => command.client_message_id), [id, id]);
});

test("an error that names no command settles none", () => {
  const made = settled();
  made.room.send({ query: "q" });
  made.last().hear({ type: "error", content: "处理出错: x", run: "r0", offset: 6 }).drop();
  waitFor(made);
  assert.equal(made.last().accept().sent.length, 1);
});

for (const [code, reason] of [[4400, "rejected"], [4413, "too-big"], [1009, "too-big"]]) {
  test(`a command that made the server close with ${code} is refused instead of sent again`, () => {
    const made = settled();
    const id = made.room.send({ query: "q" });
    made.last().drop(code);
    assert.deepEqual(made.heard("frame"), [
      { type: "error", content: "", code: reason, retryable: false, client_message_id: id },
    ]);
    waitFor(made);
    assert.deepEqual(made.last().accept().sent, []);
  });
}

test("what is worth nothing later is sent now or not at all", () => {
  const { room, last } = makeRoom();
  room.open();
  room.mention({ type: "typing", typing: true });
  last().letIn();
  assert.deepEqual(last().sent, []);
  room.mention({ type: "typing", typing: false });
  assert.deepEqual(last().sent, [{ type: "typing", typing: false }]);
  last().drop();
  room.open();
  last().letIn();
  assert.deepEqual(last().sent, []);
});
