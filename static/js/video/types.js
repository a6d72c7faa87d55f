// The words of the video page. Frames are what the socket speaks with ?stream=progress.

/**
 * @typedef {"queued" | "running" | "completed" | "failed" | "cancelled"} JobStatus
 * @typedef {"16:9" | "9:16" | "1:1"} Aspect
 *
 * One film that was asked for.
 * @typedef {object} Job
 * @property {number} taskId
 * @property {string} prompt
 * @property {Aspect} aspect
 * @property {number} seconds
 * @property {JobStatus} status
 * @property {number} stage      1 to 6, 0 before the first
 * @property {number} progress   per cent
 * @property {number} place      in the queue, 0: it does not wait
 * @property {number} attempt
 * @property {string} errorMessage
 * @property {number} [estimatedRemainingTime]  seconds
 * @property {number} [done]     of `planned`, in the stage that is under way
 * @property {number} [planned]
 * @property {string} [client_message_id]
 * @property {number} created    milliseconds since 1970
 * @property {number} [started]
 * @property {number} [ended]
 * @property {number} bytes
 * @property {string} videoUrl
 * @property {string} imageUrl
 * @property {string} captionsUrl
 *
 * @typedef {object} VideoState
 * @property {readonly Job[]} jobs    newest first
 * @property {string} notice          what went wrong, "" where nothing did
 */

/**
 * @typedef {{type: "state", state: {jobs: Job[]}}} StateFrame
 * @typedef {{type: "job", job: Job}} JobFrame
 * @typedef {{type: "job_progress", taskId: number, stage: number, progress: number, done: number, planned: number,
 *   attempt: number, estimatedRemainingTime: number}} ProgressFrame
 * @typedef {{type: "error", content: string, run?: string, client_message_id?: string}} ErrorFrame
 * @typedef {{type: "noticed"}} NoticedFrame  the reader has seen what went wrong
 * @typedef {{type: "accepted", client_message_id: string}} AcceptedFrame
 * @typedef {StateFrame | JobFrame | ProgressFrame | ErrorFrame | NoticedFrame | AcceptedFrame} VideoFrame
 */

export {};
