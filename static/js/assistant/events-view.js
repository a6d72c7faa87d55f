import { element, need } from "../dom.js";
import { words } from "../strings.js";

// The timeline: a line an event, and what it tells in full below it, folded, as text.

/** @typedef {import("./types.js").Happening} Happening */

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium" });
const NEAR = 48;
const KINDS = new Set(
  ["message", "handoff", "tool_call", "tool_output", "context_update", "guardrail", "broadcast"],
);

export class EventsView {
  #list = need("#events", HTMLElement);
  #scroller = need(".side-events", HTMLElement);
  #none = need("#no-events", HTMLElement);
  /** @type {readonly Happening[]} */
  #shown = [];
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();

  /** @param {readonly Happening[]} happenings */
  show(happenings) {
    if (happenings === this.#shown) return;
    this.#shown = happenings;
    this.#none.hidden = happenings.length > 0;
    const items = new Map(happenings.map((each) => [each.id, this.#items.get(each.id) ?? happeningItem(each)]));
    for (const [id, item] of this.#items) if (!items.has(id)) item.remove();
    this.#items = items;
    const follows = this.#distance() < NEAR;
    let place = this.#list.firstElementChild;
    for (const item of items.values()) {
      if (item === place) place = place.nextElementSibling;
      else this.#list.insertBefore(item, place);
    }
    if (follows) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** How far the end is from what is seen. */
  #distance() {
    return this.#scroller.scrollHeight - this.#scroller.clientHeight - this.#scroller.scrollTop;
  }
}

/** @param {Happening} happening */
function happeningItem(happening) {
  const { type, agent, content, metadata, timestamp } = happening;
  const item = element("li", "event");
  item.dataset.type = type;
  const head = element("span", "event-head");
  head.append(
    element("strong", "event-kind", KINDS.has(type) ? words(`event-${type}`) : type),
    element("span", "event-brief", briefOf(happening)),
    element("span", "event-where", [agent, timeOf(timestamp)].filter(Boolean).join(" · ")),
  );
  const details = metadata ? JSON.stringify(detailsOf(happening), null, 2) : content;
  item.append(details.trim() ? folded(head, details) : head);
  return item;
}

/** @param {number} timestamp */
function timeOf(timestamp) {
  const when = new Date(timestamp);
  return Number.isNaN(when.getTime()) ? "" : clock.format(when);
}

/**
 * @param {HTMLElement} head
 * @param {string} text
 */
function folded(head, text) {
  const node = element("details");
  const summary = element("summary");
  summary.append(head);
  node.append(summary, element("pre", "event-details", text));
  return node;
}

/** @param {Happening} happening */
function briefOf({ type, content, metadata }) {
  switch (type) {
    case "tool_output":
      return `${metadata?.tool ?? ""} ${metadata?.ok === false ? words("tool-failed") : ""}`;
    case "guardrail":
      return String(metadata?.name ?? "");
    case "context_update":
      return Object.keys(Object(metadata?.changes)).join(", ");
    case "broadcast":
      return String(metadata?.type ?? "");
    default:
      return content;
  }
}

/** @param {Happening} happening */
function detailsOf({ type, content, metadata }) {
  switch (type) {
    case "tool_call":
      return metadata?.tool_args;
    case "tool_output":
      return metadata?.tool_result ?? content;
    case "broadcast":
      return content;
    default:
      return metadata;
  }
}
