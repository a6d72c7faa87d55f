// The rows of the file tree: the files of a version, marked by what it changed; or those of the newest one, marked by
// what the running turn does to them.

/**
 * @typedef {import("./types.js").Entry} Entry
 * @typedef {import("./types.js").Changes} Changes
 * @typedef {import("./types.js").WorkingFile} WorkingFile
 */

/**
 * @param {readonly {path: string, sha256: string}[]} before
 * @param {readonly {path: string, sha256: string}[]} after
 * @returns {Changes}
 */
export function changesBetween(before, after) {
  const old = new Map(before.map((file) => [file.path, file.sha256]));
  /** @type {Map<string, "added" | "changed" | "removed">} */
  const changes = new Map();
  for (const { path, sha256 } of after) {
    if (old.get(path) !== sha256) changes.set(path, old.has(path) ? "changed" : "added");
    old.delete(path);
  }
  for (const path of old.keys()) changes.set(path, "removed");
  return changes;
}

/**
 * @param {readonly {path: string, bytes: number}[]} files
 * @param {Changes | null} changes  null: not known yet
 * @returns {Entry[]}
 */
export function versionEntries(files, changes) {
  const entries = files.map(({ path, bytes }) => ({ path, bytes, mark: changes?.get(path) ?? "" }));
  for (const [path, mark] of changes ?? []) {
    if (mark === "removed") entries.push({ path, bytes: 0, mark });
  }
  return /** @type {Entry[]} */ (entries);
}

/**
 * @param {readonly {path: string, bytes: number}[]} files
 * @param {readonly WorkingFile[]} working
 * @returns {Entry[]}
 */
export function workingEntries(files, working) {
  const entries = new Map(files.map(({ path, bytes }) => [path, /** @type {Entry} */ ({ path, bytes, mark: "" })]));
  for (const file of working) {
    if (file.action === "read" || !file.ok) continue;
    const mark = markOf(file, entries.has(file.path));
    entries.set(file.path, { path: file.path, bytes: file.bytes || (entries.get(file.path)?.bytes ?? 0), mark });
  }
  return [...entries.values()];
}

/**
 * @param {WorkingFile} file
 * @param {boolean} existed
 * @returns {import("./types.js").Mark}
 */
function markOf(file, existed) {
  if (file.open) return "writing";
  if (file.action === "delete") return "removed";
  return existed ? "changed" : "added";
}
