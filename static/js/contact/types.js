// The words of the visitor's page. Wire frames are what /contact?stream=delta speaks; the state is what is on the
// screen.

/**
 * @typedef {"visitor" | "assistant" | "owner"} Sender
 * @typedef {"ai" | "owner" | "closed"} Who  answers
 *
 * One message, or an answer that is being written. The visitor's words stand in `question`, all others in `text`.
 * @typedef {import("../chat/types.js").Turn & {by: Sender, message: string | null, broadcast: boolean}} DeskTurn
 *
 * A contact request that was sent from here.
 * @typedef {{id: string, phase: "sending" | "received" | "refused", error: string}} Request
 *
 * @typedef {object} DeskState
 * @property {readonly DeskTurn[]} turns
 * @property {import("../chat/types.js").Notice | null} notice
 * @property {Who} who
 * @property {boolean} away       the owner answers, and nobody is there
 * @property {boolean} ownerWrites
 * @property {Request | null} request
 * @property {string | null} received  the id of the message that `accepted` will confirm next
 */

/**
 * @typedef {object} StoredMessage
 * @property {string} id
 * @property {Sender} sender
 * @property {string} text
 * @property {string} at
 * @property {string} [run]      the run that said it, or the one that answers it; "": none
 * @property {string} [status]   where an answer is not whole
 * @property {string} [error]
 * @property {boolean} [notice]
 * @property {boolean} [broadcast]
 *
 * @typedef {object} Snapshot
 * @property {string} client_id
 * @property {string} ticket
 * @property {Who} state
 * @property {boolean} away
 * @property {StoredMessage[]} messages
 * @property {{run: string, text: string} | null} run
 *
 * @typedef {{type: "state", offset: number, state: Snapshot}} StateFrame
 * @typedef {{type: "chat_message", message: string, sender: Sender, timestamp: string, message_id: string,
 *   broadcast?: boolean}} MessageFrame
 * @typedef {{type: "chat_message_received", message_id: string}} ReceivedFrame
 * @typedef {{type: "typing", sender: Sender, typing: boolean, run?: string}} TypingFrame
 * @typedef {{type: "delta", text: string, run: string}} DeltaFrame
 * @typedef {{type: "answer_ended", run: string, status: "completed" | "stopped" | "interrupted"}} EndedFrame
 * @typedef {{type: "takeover", state: Who}} TakeoverFrame
 * @typedef {{type: "away", away: boolean}} AwayFrame
 * @typedef {{type: "error", message: string, code?: string, run?: string, client_message_id?: string}} ErrorFrame
 * @typedef {{type: "contact_request_received" | "connection_established" | "pong"}} IdleFrame  of no concern here
 *
 * What this page does itself travels the same road as what it hears.
 * @typedef {{type: "requested", client_message_id: string}} RequestedFrame
 *
 * @typedef {StateFrame | MessageFrame | ReceivedFrame | TypingFrame | DeltaFrame | EndedFrame | TakeoverFrame
 *   | AwayFrame | ErrorFrame | IdleFrame | RequestedFrame | import("../chat/types.js").AcceptedFrame
 *   | import("../chat/types.js").AskedFrame | import("../chat/types.js").WithdrawnFrame
 *   | import("../chat/types.js").NoticedFrame} DeskFrame
 */

export {};
