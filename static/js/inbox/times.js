// Moments in the reader's language and time zone.

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(language, { month: "short", day: "numeric" });
const whole = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });

/**
 * Shows a moment: today's by the clock, others by their day.
 *
 * @param {HTMLTimeElement} node
 * @param {string} at  ISO 8601
 */
export function showTime(node, at) {
  const moment = new Date(at);
  if (node.dateTime === at || Number.isNaN(moment.getTime())) return;
  node.dateTime = at;
  const today = moment.toDateString() === new Date().toDateString();
  node.textContent = today ? clock.format(moment) : `${day.format(moment)} ${clock.format(moment)}`;
  node.title = whole.format(moment);
}

/** @param {string} at  ISO 8601 */
export function wholeTime(at) {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? "" : whole.format(moment);
}
