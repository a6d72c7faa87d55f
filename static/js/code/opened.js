// The text of the open file: of the running turn, of what frames have told, or loaded. Pure.

/**
 * @typedef {import("./viewer.js").Opened} Opened
 * @typedef {import("./types.js").ProjectState} ProjectState
 * @typedef {(version: number, path: string) => import("./shelf.js").Taken<string>} TakeText
 */

/**
 * @param {ProjectState} project
 * @param {string} path
 * @param {TakeText} take
 * @returns {Opened} of the newest version, and of what the running turn has made of it
 */
export function openedNow(project, path, take) {
  const file = project.working.find((each) => each.path === path && each.action !== "read" && each.ok);
  const before = project.files.find((each) => each.path === path);
  // While an edit is under way the text before it is shown.
  if (!file || (file.open && file.content === null && before)) return openedThen(project.version, path, take, before);
  const opened = { path, version: project.version, growing: file.open && file.action === "write" };
  if (file.action === "delete" && !file.open) return { ...opened, text: null, note: "file-removed" };
  if (file.content === null) return { ...opened, text: null, note: file.open ? "loading" : "too-big-for-now" };
  return { ...opened, text: file.content, note: "" };
}

/**
 * @param {number} version
 * @param {string} path
 * @param {TakeText} take
 * @param {{content: string | null} | undefined} told  what a frame has told of it
 * @returns {Opened}
 */
export function openedThen(version, path, take, told) {
  const opened = { path, version, growing: false };
  if (path === "") return { ...opened, text: null, note: version === 0 ? "no-files-yet" : "no-file" };
  if (told && told.content !== null) return { ...opened, text: told.content, note: "" };
  const { value, failed } = take(version, path);
  if (value !== undefined) return { ...opened, text: value, note: "" };
  return { ...opened, text: null, note: failed ? "not-loaded" : "loading" };
}

/**
 * The page that a preview begins with: the open file if it is one, or else the outermost.
 *
 * @param {readonly {path: string}[]} files
 * @param {string} open
 * @returns {string} "" where the project has no HTML
 */
export function pageOf(files, open) {
  const pages = files.map(({ path }) => path).filter((path) => /\.html?$/i.test(path));
  const depth = (/** @type {string} */ path) => path.split("/").length * 2 - (/(^|\/)index\.html?$/i.test(path) ? 1 : 0);
  return pages.includes(open) ? open : (pages.sort((one, other) => depth(one) - depth(other))[0] ?? "");
}
