// The words of this page. Wire frames are what /ws/{project_id}?stream=files speaks; the state is what is on the screen.

/**
 * @typedef {"write" | "edit" | "delete" | "read"} Action
 * @typedef {{name: string, connections: number}} Person
 *
 * A file of the newest version. What a frame left out is null, and fetched when it is opened.
 * @typedef {{path: string, bytes: number, content: string | null}} ProjectFile
 *
 * A file that the running turn has touched.
 * @typedef {object} WorkingFile
 * @property {string} path
 * @property {Action} action
 * @property {string | null} content  what it is now; null where that is not known: while it is edited, and of a big one
 * @property {number} bytes
 * @property {boolean} open           the tool is still at work on it
 * @property {boolean} ok             false: it was refused, and the file is what it was before
 *
 * @typedef {object} ProjectState
 * @property {number} version         the newest; 0: none yet
 * @property {readonly ProjectFile[]} files
 * @property {string | null} run      the one that is at work
 * @property {readonly WorkingFile[]} working  in the order in which they were last touched
 * @property {readonly Person[]} people
 *
 * @typedef {object} CodeState
 * @property {import("../chat/types.js").ChatState} chat
 * @property {ProjectState} project
 * @property {ReadonlyMap<string, number>} made  the version that a run has made, by run; 0: it changed nothing
 */

/**
 * @typedef {object} StoredTurn
 * @property {string} run
 * @property {string} prompt
 * @property {string} answer
 * @property {import("../chat/types.js").Ending} status
 * @property {string} error
 * @property {number | null} version
 *
 * @typedef {object} RunningTurn
 * @property {string} run
 * @property {string} prompt
 * @property {string} said
 * @property {ToldFile[]} [working]
 *
 * @typedef {object} ToldFile
 * @property {string} path
 * @property {Action} action
 * @property {string | null} content
 * @property {boolean} open
 * @property {boolean} [ok]
 * @property {string} [reason]
 *
 * @typedef {object} Snapshot
 * @property {number} version
 * @property {{path: string, bytes: number}[]} files
 * @property {StoredTurn[]} turns
 * @property {RunningTurn | null} run
 * @property {{run: string, prompt: string}[]} queue
 * @property {Person[]} [people]
 *
 * @typedef {{type: "state", offset: number, state: Snapshot}} StateFrame
 * @typedef {{type: "status", status: "connected" | "processing", run?: string, prompt?: string}} StatusFrame
 * @typedef {{type: "text", content: string, run: string}} TextFrame
 * @typedef {{type: "file_started", path: string, action: Action, run: string}} FileStartedFrame
 * @typedef {{type: "file_delta", path: string, content: string, run: string}} FileDeltaFrame
 * @typedef {{type: "file_ended", path: string, action: Action, ok: boolean, bytes: number, content: string | null,
 *   reason: string | null, run: string}} FileEndedFrame
 * @typedef {{type: "code_generated", files: {path: string, content: string, bytes: number}[], version: number,
 *   changed: boolean, message?: string, run?: string | null}} GeneratedFrame  without a run: it was restored
 * @typedef {{type: "error", message: string, code?: string, run?: string, client_message_id?: string}} ErrorFrame
 * @typedef {{type: "presence", people: Person[]}} PresenceFrame
 *
 * @typedef {StateFrame | StatusFrame | TextFrame | FileStartedFrame | FileDeltaFrame | FileEndedFrame | GeneratedFrame
 *   | ErrorFrame | PresenceFrame | import("../chat/types.js").AcceptedFrame | import("../chat/types.js").AskedFrame
 *   | import("../chat/types.js").WithdrawnFrame | import("../chat/types.js").NoticedFrame} CodeFrame
 */

/**
 * How a file stands to the version before it, or to the turn at work.
 * @typedef {"writing" | "added" | "changed" | "removed" | ""} Mark
 * @typedef {{path: string, bytes: number, mark: Mark}} Entry
 *
 * @typedef {{path: string, bytes: number, sha256: string}} ListedFile
 * @typedef {ReadonlyMap<string, "added" | "changed" | "removed">} Changes
 *
 * @typedef {object} Version
 * @property {number} version
 * @property {number | null} restored  the version whose files it has
 * @property {string} prompt
 * @property {string} author
 * @property {string} model
 * @property {string} created_at
 *
 * @typedef {{path: string, change: "added" | "changed" | "removed", diff: string, truncated: boolean}} FileDiff
 */

export {};
