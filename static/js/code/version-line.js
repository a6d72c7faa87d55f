import { element } from "../dom.js";
import { words } from "../strings.js";

// A version in a list: what was asked for, by whom, with which model, when.

/** @typedef {import("./types.js").Version} Version */

/** @type {{short: Intl.DateTimeFormat, long: Intl.DateTimeFormat} | undefined} when first needed: it takes a while */
let formats;

function dates() {
  const language = document.documentElement.lang;
  return (formats ??= {
    short: new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }),
    long: new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" }),
  });
}

/** @param {Version} version */
export function promptOf(version) {
  return version.restored === null ? version.prompt : words("restored-from", { number: String(version.restored) });
}

/**
 * @param {Version} version
 * @returns {HTMLElement}
 */
export function versionFacts(version) {
  const node = element("p", "facts-line");
  for (const fact of [version.author, version.model].filter(Boolean)) node.append(element("span", "fact", fact));
  const made = new Date(version.created_at);
  const time = element("time", "fact", dates().short.format(made));
  time.dateTime = version.created_at;
  time.title = dates().long.format(made);
  node.append(time);
  return node;
}
