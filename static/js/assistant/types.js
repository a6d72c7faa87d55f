// The words of this page. Wire frames are what /ws?user_id=…&stream=delta speaks; the state is what is on the screen.

/**
 * @typedef {{name: string, connections: number}} Person
 * @typedef {Record<string, unknown>} Context  what is kept for the user
 *
 * @typedef {object} Agent
 * @property {string} name
 * @property {string} description
 * @property {string[]} handoffs
 * @property {string[]} tools
 * @property {string[]} input_guardrails
 *
 * @typedef {object} Guardrail  one that has judged a question
 * @property {string} name
 * @property {string} input
 * @property {string} reasoning
 * @property {boolean} passed
 *
 * What happened in a run, or was sent to the room by somebody (`broadcast`).
 * @typedef {object} Happening
 * @property {string} id
 * @property {string} type      message, handoff, tool_call, tool_output, context_update, guardrail, broadcast
 * @property {string} agent
 * @property {string} content
 * @property {Record<string, unknown> | null} metadata
 * @property {number} timestamp
 *
 * One agent's piece of an answer's text, from `begin` to where the next one begins.
 * @typedef {{agent: string, begin: number}} Part
 *
 * What is known of a run beside the text of its answer.
 * @typedef {object} Answer
 * @property {string} agent       the one that has the word
 * @property {readonly string[]} trail  who has had it, in order
 * @property {readonly Part[]} parts
 * @property {number} length      of the text
 * @property {boolean} open       the last part still grows
 * @property {boolean} cut        a state has told the text's beginning only: what follows would not join it
 * @property {readonly Guardrail[]} guardrails
 * @property {boolean} judged     it has come past the guardrails, or was refused by one
 * @property {boolean} ended
 *
 * @typedef {object} Scene
 * @property {readonly Agent[]} agents
 * @property {Context} context
 * @property {readonly Person[]} people
 *
 * @typedef {object} AssistantState
 * @property {import("../chat/types.js").ChatState} chat
 * @property {Scene} scene
 * @property {ReadonlyMap<string, Answer>} answers  by run, those that this page has heard of
 * @property {readonly Happening[]} happenings
 */

/**
 * @typedef {object} Snapshot
 * @property {(import("../chat/types.js").StoredMessage & {details: Details})[]} messages
 * @property {RunningAnswer | null} run
 * @property {{run: string, query: string}[]} queue
 * @property {Context} context
 * @property {Agent[]} agents
 * @property {Person[]} people
 *
 * What was done beside a stored answer's text; nothing beside a question, or an answer of long ago.
 * @typedef {object} Details
 * @property {string} [agent]
 * @property {{agent: string, characters: number}[]} [parts]
 * @property {Happening[]} [events]
 * @property {(Guardrail & {id: string, timestamp: number})[]} [guardrails]
 *
 * @typedef {object} RunningAnswer
 * @property {string} run
 * @property {string} query
 * @property {ChatResponse} response
 * @property {boolean} truncated
 *
 * @typedef {object} ChatResponse
 * @property {string} current_agent
 * @property {{content: string, agent: string}[]} messages
 * @property {Happening[]} events
 * @property {string} raw_response
 * @property {(Guardrail & {id: string, timestamp: number})[]} guardrails
 *
 * @typedef {{type: "state", offset: number, state: Snapshot}} StateFrame
 * @typedef {{type: "ai_started", run: string, content: {current_agent: string, query: string}}} StartedFrame
 * @typedef {{type: "ai_delta", run: string, content: string}} DeltaFrame
 * @typedef {{type: "ai_event", run: string, content: Happening}} EventFrame
 * @typedef {{type: "ai_ended", run: string, content: {stopped: boolean}}} EndedFrame
 * @typedef {{type: "ai_error", run: string, code: string, content: {error: string, details: string}}} FailedFrame
 * @typedef {{type: "error", content: {error_message: string}, code?: string, client_message_id?: string}} ErrorFrame
 * @typedef {{type: "presence", people: Person[]}} PresenceFrame
 * @typedef {{type: "ping" | "pong" | "connect" | "ai_response"}} IdleFrame  of no concern here
 *
 * @typedef {StateFrame | StartedFrame | DeltaFrame | EventFrame | EndedFrame | FailedFrame | ErrorFrame
 *   | PresenceFrame | IdleFrame | import("../chat/types.js").AcceptedFrame | import("../chat/types.js").AskedFrame
 *   | import("../chat/types.js").WithdrawnFrame | import("../chat/types.js").NoticedFrame} AssistantFrame
 *
 * What was posted to /broadcast has a type of the sender's own.
 * @typedef {{type: string, sender_id: string, id: string, content: unknown, timestamp: string}} BroadcastFrame
 */

export {};
