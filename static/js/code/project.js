import { byteLength, utf8Grown } from "./sizes.js";

// What the project is, and what the running turn does to it: state and a frame make the next state.

/**
 * @typedef {import("./types.js").ProjectState} ProjectState
 * @typedef {import("./types.js").WorkingFile} WorkingFile
 * @typedef {import("./types.js").CodeFrame} CodeFrame
 */

/** @type {ProjectState} */
export const NO_PROJECT = { version: 0, files: [], run: null, working: [], people: [] };

/**
 * @param {ProjectState} project
 * @param {CodeFrame} frame
 * @returns {ProjectState} the same object when nothing changed
 */
export function foldProject(project, frame) {
  switch (frame.type) {
    case "state":
      return fromSnapshot(project, frame.state);
    case "status":
      return frame.run ? { ...project, run: frame.run, working: [] } : project;
    case "file_started":
      return touch(project, started(project, frame));
    case "file_delta":
      return grow(project, frame);
    case "file_ended":
      return ended(project, frame);
    case "code_generated":
      return generated(project, frame);
    case "error":
      return frame.run && frame.run === project.run ? { ...project, run: null, working: [] } : project;
    case "presence":
      return { ...project, people: frame.people };
    default:
      return project;
  }
}

/**
 * @param {ProjectState} project
 * @param {import("./types.js").Snapshot} snapshot
 * @returns {ProjectState}
 */
function fromSnapshot(project, snapshot) {
  // Versions do not change, so that what is known of this one is still true.
  const known = new Map(snapshot.version === project.version ? project.files.map((file) => [file.path, file]) : []);
  return {
    version: snapshot.version,
    files: snapshot.files.map((file) => known.get(file.path) ?? { ...file, content: null }),
    run: snapshot.run?.run ?? null,
    working: (snapshot.run?.working ?? []).map(working),
    people: snapshot.people ?? [],
  };
}

/**
 * @param {import("./types.js").ToldFile} told
 * @returns {WorkingFile}
 */
function working({ path, action, content, open, ok = true }) {
  return { path, action, content, bytes: byteLength(content ?? ""), open, ok };
}

/**
 * @param {ProjectState} project
 * @param {import("./types.js").FileStartedFrame} frame
 * @returns {WorkingFile}
 */
function started(project, { path, action }) {
  if (action === "write") return { path, action, content: "", bytes: 0, open: true, ok: true };
  const before = project.working.find((file) => file.path === path && file.ok);
  return { path, action, content: before?.content ?? null, bytes: before?.bytes ?? 0, open: true, ok: true };
}

/**
 * The file that was touched last stands last.
 *
 * @param {ProjectState} project
 * @param {WorkingFile} file
 * @returns {ProjectState}
 */
function touch(project, file) {
  return { ...project, working: [...project.working.filter(({ path }) => path !== file.path), file] };
}

/**
 * @param {ProjectState} project
 * @param {import("./types.js").FileDeltaFrame} frame
 * @returns {ProjectState}
 */
function grow(project, { path, content }) {
  const file = project.working.find((each) => each.path === path);
  if (!file) return project;
  const before = file.content ?? "";
  return edit(project, file, { content: before + content, bytes: file.bytes + utf8Grown(before, content) });
}

/**
 * @param {ProjectState} project
 * @param {import("./types.js").FileEndedFrame} frame
 * @returns {ProjectState}
 */
function ended(project, { path, action, ok, bytes, content }) {
  const file = project.working.find((each) => each.path === path);
  if (!file) return project;
  const now = content ?? (action === "edit" ? null : file.content);
  return edit(project, file, { action, content: now, bytes, open: false, ok });
}

/**
 * @param {ProjectState} project
 * @param {WorkingFile} file
 * @param {Partial<WorkingFile>} change
 * @returns {ProjectState}
 */
function edit(project, file, change) {
  return { ...project, working: project.working.map((each) => (each === file ? { ...each, ...change } : each)) };
}

/**
 * @param {ProjectState} project
 * @param {import("./types.js").GeneratedFrame} frame
 * @returns {ProjectState}
 */
function generated(project, { run, version, files }) {
  const told = files.map(({ path, content, bytes }) => ({ path, bytes, content: content || bytes === 0 ? content : null }));
  const ends = run && run === project.run ? { run: null, working: [] } : {};
  return { ...project, version, files: told, ...ends };
}
