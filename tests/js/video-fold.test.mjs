import assert from "node:assert/strict";
import { test } from "node:test";

import { clock, elapsed, EMPTY, fold, standing } from "../../static/js/video/fold.js";

const job = (taskId, more = {}) => ({ taskId, prompt: "a cat", status: "queued", stage: 0, progress: 0, ...more });
const after = (...frames) => frames.reduce(fold, EMPTY);

test("jobs are told whole, and newest first", () => {
  const state = after({ type: "job", job: job(1) }, { type: "job", job: job(2) }, { type: "job", job: job(1, { status: "running" }) });
  assert.deepEqual(state.jobs.map(({ taskId, status }) => [taskId, status]), [[2, "queued"], [1, "running"]]);
});

test("a state replaces what was known", () => {
  const state = after({ type: "job", job: job(1) }, { type: "state", state: { jobs: [job(3)] } });
  assert.deepEqual(state.jobs, [job(3)]);
});

test("progress moves its job alone, and tells nothing of one that is not known", () => {
  const progress = { type: "job_progress", taskId: 1, stage: 3, progress: 30, done: 10, planned: 40, attempt: 1, estimatedRemainingTime: 9 };
  const state = after({ type: "job", job: job(1) }, { type: "job", job: job(2) }, progress);
  assert.deepEqual(state.jobs.map(({ progress: of }) => of), [0, 30]);
  assert.equal(state.jobs[1].status, "running");
  assert.deepEqual(after(progress).jobs, []);
});

test("an error that answers a command is shown, one of the chat is not", () => {
  const state = after({ type: "error", content: "处理出错", client_message_id: "m" });
  assert.equal(state.notice, "处理出错");
  assert.equal(fold(state, { type: "noticed" }).notice, "");
  assert.equal(after({ type: "error", content: "x", run: "r" }).notice, "");
});

test("stages stand where the job stands", () => {
  const standings = (of) => [1, 2, 3, 4, 5, 6].map((stage) => standing(of, stage));
  assert.deepEqual(standings(job(1)), Array(6).fill("later"));
  const at3 = ["done", "done", "now", "later", "later", "later"];
  assert.deepEqual(standings(job(1, { status: "running", stage: 3 })), at3);
  assert.equal(standing(job(1, { status: "failed", stage: 3 }), 3), "stopped");
  assert.deepEqual(standings(job(1, { status: "completed", stage: 6 })), Array(6).fill("done"));
});

test("time is counted from the first attempt to the end", () => {
  assert.equal(elapsed(job(1), 5000), 0);
  assert.equal(elapsed(job(1, { started: 1000 }), 66_000), 65);
  assert.equal(elapsed(job(1, { started: 1000, ended: 3000 }), 66_000), 2);
  assert.equal(elapsed(job(1, { started: 9000 }), 5000), 0);
  assert.equal(clock(65), "1:05");
});
