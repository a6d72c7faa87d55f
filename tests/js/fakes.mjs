// A WebSocket that the test plays the server of, and a RoomSocket in surroundings that it controls.

import { RoomSocket } from "../../static/js/room-socket.js";

export class FakeSocket extends EventTarget {
  readyState = 0;
  sent = [];

  constructor(url) {
    super();
    this.url = new URL(url);
  }

  send(text) {
    if (this.readyState !== 1) throw new Error("sent on a socket that is not open");
    this.sent.push(JSON.parse(text));
  }

  /** The page closes: like in a browser, the event comes later or never. */
  close() {
    this.readyState = 2;
  }

  accept() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
    return this;
  }

  /** Accepts, and says that the room has nothing new: nobody is let in without a word. */
  letIn() {
    return this.accept().hear({ type: "resumed", recovered: true, epoch: "e0", offset: 0 });
  }

  hear(frame) {
    const data = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.dispatchEvent(new MessageEvent("message", { data }));
    return this;
  }

  drop(code = 1006, reason = "") {
    this.readyState = 3;
    // Node 20 has no CloseEvent.
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
    return this;
  }
}

/** Jitter is a dice; here it always shows the same. */
export function makeRoom({ url = "ws://host/ws/chat/demo", dice = 0.5, ticket } = {}) {
  const sockets = [];
  const heard = [];
  const around = {
    Socket: class extends FakeSocket {
      constructor(address) {
        super(address);
        sockets.push(this);
      }
    },
    random: () => dice,
    page: new EventTarget(),
    tab: Object.assign(new EventTarget(), { visibilityState: "visible" }),
    isOnline: () => around.online,
    online: true,
    ticket,
  };
  const room = new RoomSocket(url, around);
  for (const name of ["frame", "resumed", "state", "status"]) {
    room.on(name, ({ detail }) => heard.push({ name, detail }));
  }
  return {
    room,
    around,
    sockets,
    last: () => sockets.at(-1),
    heard: (name) => heard.filter((each) => each.name === name).map((each) => each.detail),
  };
}

export const resumed = (recovered, epoch, offset) => ({ type: "resumed", recovered, epoch, offset });
export const stateAt = (offset) => ({ type: "state", offset, state: { messages: [], run: null, queue: [] } });
export const chunk = (offset, content = "x") => ({ type: "chunk", content, is_final: false, run: "r1", offset });
