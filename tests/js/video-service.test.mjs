import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { keptCode, newCode } from "../../static/js/video/code.js";
import { reconnectDelay, WebSocketService, WebSocketStatus } from "../../static/js/video/service.js";
import { FakeSocket } from "./fakes.mjs";

const ADDRESS = "ws://host/api/ws/video-generation";

class Storage {
  kept = new Map();
  getItem(name) {
    return this.kept.get(name) ?? null;
  }
  setItem(name, value) {
    this.kept.set(name, value);
  }
}

function makeService() {
  const sockets = [];
  const storage = new Storage();
  class Socket extends FakeSocket {
    constructor(url) {
      super(url);
      sockets.push(this);
    }
  }
  const service = new WebSocketService({ baseUrl: ADDRESS, Socket, storage });
  const statuses = [];
  service.status.watch((status) => statuses.push(status));
  return { service, sockets, storage, statuses, last: () => sockets.at(-1) };
}

beforeEach(() => mock.timers.reset());

test("a code is user_, milliseconds and eight characters of base 36, and is kept", () => {
  assert.match(newCode(1767225600000), /^user_1767225600000_[0-9a-z]{8}$/);
  const storage = new Storage();
  assert.equal(keptCode(storage), keptCode(storage));
  assert.equal(storage.getItem("video_generation_user_code"), keptCode(storage));
});

test("it connects with its code, and says so", async () => {
  const { service, last, statuses } = makeService();
  const connected = service.connect();
  last().accept();
  await connected;
  assert.equal(last().url.searchParams.get("code"), service.userCode);
  assert.deepEqual(statuses, [WebSocketStatus.CONNECTING, WebSocketStatus.CONNECTED]);
  assert.equal(service.errorMessage.value, "");
});

test("it comes back five times, after 3000 · 1.5^(n-1) ms, and then says that it cannot", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { service, sockets, last, statuses } = makeService();
  const refused = service.connect();
  last().drop();
  await assert.rejects(refused);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    assert.equal(reconnectDelay(attempt), 3000 * 1.5 ** (attempt - 1));
    mock.timers.tick(Math.ceil(reconnectDelay(attempt)) - 1);
    assert.equal(sockets.length, attempt);
    mock.timers.tick(1);
    assert.equal(sockets.length, attempt + 1);
    last().drop();
  }
  mock.timers.tick(100_000);
  assert.equal(sockets.length, 6);
  assert.equal(statuses.at(-1), WebSocketStatus.ERROR);
  assert.match(service.errorMessage.value, /1006/);
});

test("a connection that works lets the tries begin anew", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { service, sockets, last } = makeService();
  service.connect().catch(() => {});
  for (let round = 0; round < 8; round += 1) {
    last().accept();
    last().drop(1012);
    mock.timers.tick(3000);
  }
  assert.equal(sockets.length, 9);
});

test("what is said goes out as content and time, pings are answered, other frames are heard", async () => {
  const { service, last } = makeService();
  const heard = [];
  service.onMessage((message) => heard.push(message));
  assert.equal(service.sendMessage("too early"), false);
  service.connect();
  last().accept();
  assert.equal(service.sendMessage("一个视频"), true);
  last().hear({ type: "ping" }).hear({ type: "pong" }).hear("{").hear("[1]");
  last().hear({ type: "text", content: "好" });
  assert.deepEqual(heard, [{ type: "text", content: "好" }]);
  const [said, pong] = last().sent;
  assert.equal(said.content, "一个视频");
  assert.equal(typeof said.timestamp, "number");
  assert.deepEqual(pong, { type: "pong" });
});

test("a new code ends the connection, and the next one has it", async () => {
  const { service, sockets, last } = makeService();
  service.connect();
  const old = last().accept();
  const before = service.userCode;
  const code = service.refreshUserCode();
  assert.notEqual(code, before);
  assert.equal(old.readyState, 2);
  assert.equal(service.status.value, WebSocketStatus.DISCONNECTED);
  service.connect();
  assert.equal(last().url.searchParams.get("code"), code);
  assert.equal(sockets.length, 2);
});

test("what an old connection still says is not heard", () => {
  const { service, sockets, last } = makeService();
  const heard = [];
  service.onMessage((message) => heard.push(message));
  service.connect().catch(() => {});
  last().accept();
  service.connect();
  sockets[0].hear({ type: "text", content: "late" }).drop();
  last().accept();
  assert.deepEqual(heard, []);
  assert.equal(service.status.value, WebSocketStatus.CONNECTED);
});
