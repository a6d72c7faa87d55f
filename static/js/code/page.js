import { ConnectionView } from "../chat/connection-view.js";
import { need, passed } from "../dom.js";
import { RoomSocket } from "../room-socket.js";
import { words } from "../strings.js";
import { Files } from "./files.js";
import { Turns } from "./turns.js";

// Joins the parts: the socket hears, the views show. Without a project it only asks for one.

/** @typedef {import("../room-socket.js").Frame} Frame */

const project = String(passed("project-id"));
const prompt = need("#prompt", HTMLTextAreaElement);
const send = need("#send", HTMLButtonElement);
const stop = need("#stop", HTMLButtonElement);
const files = new Files(project);
const turns = new Turns();

/** @param {string} text */
function complain(text) {
  const problem = need("#problem", HTMLElement);
  problem.textContent = text;
  problem.hidden = text === "";
}

/** @param {boolean} running */
function show(running) {
  stop.hidden = !running;
  send.hidden = running;
}

/** @param {RoomSocket} room */
function listen(room) {
  const connection = new ConnectionView(() => room.open());
  room.on("status", ({ detail }) => connection.show(detail));
  room.on("state", ({ detail }) => replace(/** @type {Record<string, any>} */ (detail.state)));
  room.on("frame", ({ detail }) => hear(detail));
}

/** @param {Record<string, any>} state */
function replace(state) {
  files.replace(state.files, state.version);
  turns.replace(state.turns, state.run);
  need("#examples", HTMLElement).hidden = state.turns.length > 0;
  show(state.run !== null);
}

/** @param {Record<string, any>} frame */
function hear(frame) {
  if (frame.type === "status" && frame.status === "processing" && frame.run) {
    turns.begin(frame.run, frame.prompt ?? "");
    show(true);
  } else if (frame.type === "code_generated") {
    files.replace(frame.files, frame.version);
    turns.end(frame.run, frame.changed ? words("version", { number: String(frame.version) }) : words("unchanged"), frame.message);
    show(false);
  } else if (frame.type === "error" && frame.run) {
    turns.fail(frame.run, frame.message);
    show(false);
  } else if (frame.type === "error") {
    complain(frame.message);
  }
}

/** @param {RoomSocket} room */
function takeCommands(room) {
  const ask = () => {
    const content = prompt.value.trim();
    if (content === "") return;
    room.send({ type: "chat", content });
    prompt.value = "";
    complain("");
    need("#examples", HTMLElement).hidden = true;
  };
  need("#composer", HTMLFormElement).addEventListener("submit", (event) => (event.preventDefault(), ask()));
  prompt.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), ask());
    if (event.key === "Escape" && !stop.hidden) stop.click();
  });
  stop.addEventListener("click", () => room.send({ type: "stop" }));
  for (const chip of document.querySelectorAll("#examples button")) {
    chip.addEventListener("click", () => ((prompt.value = chip.textContent ?? ""), prompt.focus()));
  }
}

if (project === "") {
  send.disabled = true;
  need("#project-field", HTMLInputElement).focus();
} else {
  const url = new URL(`/ws/${encodeURIComponent(project)}`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const room = new RoomSocket(url);
  listen(room);
  takeCommands(room);
  room.open();
  prompt.focus();
}

