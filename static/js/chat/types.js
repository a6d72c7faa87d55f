// The words of this page. Wire frames are what /ws/chat/{user_id} speaks; the state is what is on the screen.

/**
 * @typedef {"completed" | "stopped" | "failed" | "interrupted"} Ending
 *
 * sending: not yet confirmed by the server. refused: the server will not take it. waiting: its turn has not come.
 * taken_over: a person has cut the answer off, and goes on.
 * @typedef {"sending" | "refused" | "waiting" | "running" | "taken_over" | Ending} Phase
 *
 * @typedef {object} Tool
 * @property {string} id
 * @property {string} name      for the reader, else the tool's own name
 * @property {string} icon
 * @property {string} message
 * @property {"calling" | "completed" | "unfinished"} status  unfinished: its run ended first, or it was refused
 *
 * One question and its answer.
 * @typedef {object} Turn
 * @property {string} key       never changes, so that the view keeps its element
 * @property {string | null} run
 * @property {string | null} question   null: an answer whose question is not known
 * @property {string | null} clientMessageId   of the command that asked, when this page sent it
 * @property {Phase} phase
 * @property {string} text
 * @property {Tool[]} tools
 * @property {string} error
 * @property {string} code      of the error, when the server gives one
 *
 * @typedef {object} Notice     an error that belongs to no turn
 * @property {string} text
 * @property {string} code
 *
 * @typedef {object} ChatState
 * @property {readonly Turn[]} turns
 * @property {Notice | null} notice
 */

/**
 * @typedef {object} ToolData
 * @property {string} tool
 * @property {string} [message]
 * @property {string} [display_name]
 * @property {string} [icon]
 * @property {string} [category]
 * @property {string} [call_id]
 * @property {"calling" | "completed"} [status]   in snapshots only
 * @property {boolean} [refused]
 *
 * @typedef {object} StoredMessage
 * @property {number} id
 * @property {"user" | "assistant"} role
 * @property {string} text
 * @property {string | null} run
 * @property {Ending} status
 * @property {boolean} [truncated]  too long for a page: the text is its beginning
 * @property {string} [error]
 * @property {ToolData[]} [tools]
 *
 * @typedef {object} Snapshot
 * @property {StoredMessage[]} messages
 * @property {{run: string, query: string, text: string, tools: ToolData[]} | null} run
 * @property {{run: string, query: string}[]} queue
 */

/**
 * @typedef {{type: "state", offset: number, state: Snapshot}} StateFrame
 * @typedef {{type: "accepted", client_message_id: string, run: string | null}} AcceptedFrame
 * @typedef {{type: "status", run?: string} & (
 *     {status: "thinking", data: {message?: string, query?: string}}
 *   | {status: "tool_calling" | "tool_completed", data: ToolData}
 *   | {status: "completed", data: {message?: string, stopped?: boolean}})} StatusFrame
 * @typedef {{type: "chunk", content: string, is_final: boolean, run?: string}} ChunkFrame
 * @typedef {{type: "error", content: string, run?: string, code?: string, client_message_id?: string}} ErrorFrame
 *
 * What this page does itself travels the same road as what it hears.
 * @typedef {{type: "asked", client_message_id: string, query: string}} AskedFrame
 * @typedef {{type: "withdrawn", key: string}} WithdrawnFrame
 * @typedef {{type: "noticed"}} NoticedFrame
 *
 * @typedef {StateFrame | AcceptedFrame | StatusFrame | ChunkFrame | ErrorFrame | AskedFrame | WithdrawnFrame
 *   | NoticedFrame} ChatFrame
 */

export {};
