import { Announcer } from "../chat/announcer.js";
import { need } from "../dom.js";
import { words } from "../strings.js";

// What is told of what has come: read aloud, and in the title for who looks at another tab.

const title = document.title;

export class Arrivals {
  #announcer = new Announcer(need("#announcer", HTMLElement));
  #unread = need("#unread", HTMLElement);

  /**
   * @param {import("./types.js").InboxFrame} frame
   * @param {string | undefined} open  the conversation that is read
   */
  hear(frame, open) {
    if (frame.type !== "news") return;
    const { request, message, conversation } = frame;
    if (request) this.#announcer.say(words("heard-request", { text: request.message }));
    if (message?.sender !== "visitor" || conversation.client_id !== open) return;
    this.#announcer.say(words("heard-message", { text: message.text }));
  }

  /** @param {number} unread  conversations */
  show(unread) {
    const name = unread > 1 ? "unread-all" : unread === 1 ? "unread-one" : "unread-none";
    const text = words(name, { number: String(unread) });
    // Read out where it differs only.
    if (this.#unread.textContent !== text) this.#unread.textContent = text;
    document.title = unread > 0 ? `(${unread}) ${title}` : title;
  }
}
