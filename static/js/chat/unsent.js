// What is unsent goes along through the sign-in page, which takes this page's place. It is kept in this tab only,
// for the same user only, and until it is taken.

const KEY = "tokenwire-unsent";

/**
 * @typedef {object} Unsent
 * @property {string} draft
 * @property {string} [kind]  of the draft, where there are several
 * @property {{id: string, query: string}[]} asked  sent, perhaps, but never confirmed: under its id it is asked once
 */

/**
 * @param {string} user
 * @param {Unsent} unsent
 */
export function keepUnsent(user, unsent) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ user, ...unsent }));
  } catch {
    // Storage can be forbidden, or full; then it is lost, as on any page.
  }
}

/**
 * @param {string} user
 * @returns {Unsent}
 */
export function takeUnsent(user) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    if (kept?.user === user) return { draft: kept.draft, kind: kept.kind, asked: kept.asked };
  } catch {
    // Nothing that can be read.
  }
  return { draft: "", asked: [] };
}
