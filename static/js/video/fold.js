// What the page knows, from what it hears. Pure.

/**
 * @typedef {import("./types.js").VideoState} VideoState
 * @typedef {import("./types.js").VideoFrame} VideoFrame
 * @typedef {import("./types.js").Job} Job
 */

/** @type {VideoState} */
export const EMPTY = { jobs: [], notice: "" };

/**
 * @param {VideoState} state
 * @param {VideoFrame} frame
 * @returns {VideoState} the same object when nothing changed
 */
export function fold(state, frame) {
  switch (frame.type) {
    case "state":
      return { ...state, jobs: frame.state.jobs };
    case "job":
      return { ...state, jobs: withJob(state.jobs, frame.job) };
    case "job_progress":
      return { ...state, jobs: state.jobs.map((job) => (job.taskId === frame.taskId ? moved(job, frame) : job)) };
    case "error":
      return frame.run ? state : { ...state, notice: frame.content };
    case "noticed":
      return { ...state, notice: "" };
    default:
      return state;
  }
}

/**
 * @param {readonly Job[]} jobs
 * @param {Job} job
 * @returns {readonly Job[]}
 */
function withJob(jobs, job) {
  const known = jobs.some(({ taskId }) => taskId === job.taskId);
  return known ? jobs.map((each) => (each.taskId === job.taskId ? job : each)) : [job, ...jobs];
}

/**
 * @param {Job} job
 * @param {import("./types.js").ProgressFrame} frame
 * @returns {Job}
 */
function moved(job, { stage, progress, done, planned, attempt, estimatedRemainingTime }) {
  return { ...job, status: "running", stage, progress, done, planned, attempt, estimatedRemainingTime };
}

/**
 * @param {Job} job
 * @returns {boolean} whether it waits or runs
 */
export function isOpen({ status }) {
  return status === "queued" || status === "running";
}

/**
 * @param {Job} job
 * @param {number} stage  1 to 6
 * @returns {"done" | "now" | "stopped" | "later"} where the job stands with a stage
 */
export function standing(job, stage) {
  if (job.status === "completed" || stage < job.stage) return "done";
  if (stage > job.stage) return "later";
  return isOpen(job) ? "now" : "stopped";
}

/**
 * @param {Job} job
 * @param {number} now  milliseconds since 1970
 * @returns {number} seconds that were worked on it, or are
 */
export function elapsed({ started, ended }, now) {
  return started ? Math.max(0, Math.round(((ended ?? now) - started) / 1000)) : 0;
}

/**
 * @param {number} seconds
 * @returns {string} such as 1:05
 */
export function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
