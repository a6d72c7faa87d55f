import { ConnectionView } from "../chat/connection-view.js";
import { need } from "../dom.js";
import { RoomSocket } from "../room-socket.js";
import { keptCode, renewedCode } from "./code.js";
import { EMPTY, fold, isOpen } from "./fold.js";
import { HistoryView } from "./history-view.js";
import { OrderForm } from "./order-form.js";
import { PlayerView } from "./player-view.js";
import { StagesView } from "./stages-view.js";

// Joins the parts: the socket hears, fold decides, the views show.

/** @typedef {import("./types.js").VideoFrame} VideoFrame */

const code = new URL(location.href).searchParams.get("code") ?? keptCode();
const room = new RoomSocket(roomAddress());

let state = EMPTY;
/** The job that is shown; 0: the newest. */
let chosen = 0;

const connection = new ConnectionView(() => room.open());
const stages = new StagesView();
const player = new PlayerView();
const history = new HistoryView((taskId) => {
  chosen = taskId;
  show();
  need("#shown", HTMLElement).focus();
});
const form = new OrderForm((order) => {
  hear({ type: "noticed" });
  return room.send({ type: "generate", ...order });
});
const cancel = need("#cancel", HTMLButtonElement);
const retry = need("#retry", HTMLButtonElement);

function roomAddress() {
  const url = new URL("/api/ws/video-generation", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("code", code);
  url.searchParams.set("stream", "progress");
  return url;
}

/** @param {VideoFrame} frame */
function hear(frame) {
  const known = new Set(state.jobs.map(({ taskId }) => taskId));
  state = fold(state, frame);
  if (frame.type === "job" && !known.has(frame.job.taskId)) chosen = frame.job.taskId;
  if (frame.type === "accepted") form.settle(frame.client_message_id, true);
  if (frame.type === "error") form.settle(frame.client_message_id, false);
  show();
}

function shownJob() {
  return state.jobs.find(({ taskId }) => taskId === chosen) ?? state.jobs[0] ?? null;
}

function show() {
  const job = shownJob();
  history.show(state.jobs, job?.taskId ?? 0);
  need("#welcome", HTMLElement).hidden = job !== null;
  need("#shown", HTMLElement).hidden = job === null;
  showNotice(state.notice);
  if (!job) return;
  const title = need("#shown-prompt", HTMLElement);
  if (title.textContent !== job.prompt) title.textContent = job.prompt;
  need("#shown", HTMLElement).dataset.status = job.status;
  stages.show(job);
  player.show(job);
  cancel.hidden = !isOpen(job);
  retry.hidden = job.status !== "failed" && job.status !== "cancelled";
}

/** @param {string} text */
function showNotice(text) {
  const node = need("#notice-text", HTMLElement);
  if (node.textContent !== text) node.textContent = text;
  need("#notice", HTMLElement).hidden = text === "";
}

/** @param {"cancel" | "retry"} type */
function command(type) {
  const job = shownJob();
  hear({ type: "noticed" });
  if (job) room.send({ type, taskId: job.taskId });
}

cancel.addEventListener("click", () => command("cancel"));
retry.addEventListener("click", () => command("retry"));
need("#notice-close", HTMLButtonElement).addEventListener("click", () => hear({ type: "noticed" }));
need("#code", HTMLOutputElement).value = code;
need("#code-renew", HTMLButtonElement).addEventListener("click", () => {
  renewedCode();
  location.assign(location.pathname);
});

room.on("status", ({ detail }) => connection.show(detail));
room.on("state", ({ detail }) => hear(/** @type {VideoFrame} */ (/** @type {unknown} */ (detail))));
room.on("frame", ({ detail }) => hear(/** @type {VideoFrame} */ (/** @type {unknown} */ (detail))));
show();
room.open();
