// The words of the inbox. Wire frames are what /contact/inbox speaks; the state is what is on the screen.

/**
 * @typedef {import("../contact/types.js").Who} Who
 * @typedef {import("../contact/types.js").Sender} Sender
 *
 * @typedef {object} Line  a conversation in the list
 * @property {string} client_id
 * @property {Who} state
 * @property {string | null} owner
 * @property {number} unread
 * @property {string} last_text
 * @property {string} last_sender
 * @property {string} last_at
 * @property {string} page
 * @property {string} agent
 * @property {string} language
 * @property {boolean} [online]     not in news: what was known stays
 * @property {boolean} [requested]  asks to be contacted; as above
 * @property {string} [address]     as above
 * @property {string} [created_at]  as above
 *
 * @typedef {object} Known  of a line, and when the last news of it were heard
 * @property {Line} line
 * @property {number} heard
 *
 * @typedef {{query: string, state: Who | "", unread: boolean}} Filter
 *
 * @typedef {object} Listing  what of the list is shown
 * @property {Filter} filter
 * @property {ReadonlySet<string>} found   what the query was found in
 * @property {string | null} end  lines before this moment were not asked for yet; null: all are known
 * @property {number} asked       questions that were not answered yet; only the last one counts
 * @property {boolean} further    it asks for what follows what is shown
 * @property {number} heard       as of when it asks
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {Sender} sender
 * @property {string} text
 * @property {string} at
 * @property {string} [status]
 * @property {string} [error]
 * @property {boolean} [notice]
 * @property {boolean} [broadcast]
 * @property {string | null} [author]
 *
 * @typedef {{id: string, message: string, user_agent: string, at: string}} Request
 * @typedef {{id: number, author: string | null, text: string, at: string}} Note
 *
 * @typedef {object} Opened  the conversation that is read
 * @property {string} client_id
 * @property {readonly Message[]} messages
 * @property {readonly Request[]} requests
 * @property {readonly Note[]} notes
 * @property {boolean} more
 * @property {boolean} loaded
 * @property {number} heard       as of when it was asked for
 *
 * @typedef {object} Sent  a reply or a note that was not seen in its conversation yet
 * @property {string} id          the client_message_id
 * @property {string} client_id
 * @property {"reply" | "note"} kind
 * @property {string} text
 * @property {"sending" | "refused"} phase
 * @property {string} error
 * @property {string | null} made  the id of what it has become
 *
 * @typedef {{visitor: boolean, owner: boolean}} Writing
 * @typedef {{title: string, text: string}} Canned
 *
 * @typedef {object} InboxState
 * @property {ReadonlyMap<string, Known>} lines
 * @property {Listing} listing
 * @property {Opened | null} opened
 * @property {readonly Sent[]} sent
 * @property {ReadonlyMap<string, Writing>} writing
 * @property {number} unread      conversations with something unread
 * @property {readonly Canned[]} canned
 * @property {readonly import("../assistant/types.js").Person[]} people
 * @property {import("../chat/types.js").Notice | null} notice
 * @property {number} heard       news so far
 */

/**
 * @typedef {object} Snapshot
 * @property {Line[]} conversations
 * @property {boolean} more
 * @property {number} unread
 * @property {Canned[]} canned_replies
 * @property {import("../assistant/types.js").Person[]} people
 *
 * @typedef {object} NewsFrame
 * @property {"news"} type
 * @property {"message" | "conversation" | "requested" | "noted" | "typing" | "online"} news
 * @property {Line} conversation
 * @property {Message} [message]
 * @property {Request} [request]
 * @property {Note} [note]
 * @property {Sender} [sender]
 * @property {boolean} [typing]
 * @property {boolean} [online]
 *
 * @typedef {{type: "state", offset: number, state: Snapshot}} StateFrame
 * @typedef {{type: "broadcast", id: string, text: string, reached: number}} BroadcastFrame
 * @typedef {{type: "presence", people: import("../assistant/types.js").Person[]}} PresenceFrame
 * @typedef {{type: "conversation", conversation: Line, messages: Message[], requests: Request[], notes: Note[],
 *   more: boolean}} ConversationFrame
 * @typedef {{type: "conversations", conversations: Line[], more: boolean}} ConversationsFrame
 * @typedef {{type: "done", command: string, client_id?: string, id?: string, client_message_id?: string}} DoneFrame
 * @typedef {{type: "error", message: string, code?: string, command?: string, client_message_id?: string}} ErrorFrame
 *
 * What this page does itself travels the same road as what it hears.
 * @typedef {{type: "asked_list", filter: Filter, further: boolean}} AskedListFrame
 * @typedef {{type: "asked_conversation", client_id: string | null}} AskedConversationFrame  null: it was left
 * @typedef {{type: "sent", id: string, client_id: string, kind: "reply" | "note", text: string}} SentFrame
 * @typedef {{type: "withdrawn", key: string}} WithdrawnFrame
 * @typedef {{type: "noticed"}} NoticedFrame
 * @typedef {{type: "silent", client_id: string}} SilentFrame  nobody renews that they write there
 *
 * @typedef {StateFrame | NewsFrame | BroadcastFrame | PresenceFrame | ConversationFrame | ConversationsFrame
 *   | DoneFrame | ErrorFrame | AskedListFrame | AskedConversationFrame | SentFrame | WithdrawnFrame | NoticedFrame
 *   | SilentFrame} InboxFrame
 */

export {};
