import { element } from "../dom.js";
import { words } from "../strings.js";
import { countsOf, rowsOf } from "./unified.js";

// What differs between two versions: a section for each file. A section's rows are made when it is opened.

/**
 * @typedef {import("./types.js").FileDiff} FileDiff
 * @typedef {import("./unified.js").Row} Row
 */

const SIGNS = { place: "", same: " ", added: "+", removed: "−" };

/**
 * @param {readonly FileDiff[]} files
 * @param {string} open  the path of the section that is open at first
 * @returns {HTMLElement[]}
 */
export function diffSections(files, open) {
  return files.map((file) => section(file, file.path === open || files.length === 1));
}

/**
 * @param {FileDiff} file
 * @param {boolean} open
 */
function section(file, open) {
  const rows = rowsOf(file.diff);
  const node = element("details", "file-diff");
  const table = element("div", "diff-rows");
  table.tabIndex = 0;
  table.role = "region";
  table.ariaLabel = file.path;
  node.append(heading(file, rows), table);
  const fill = () => {
    if (node.open && !table.hasChildNodes()) table.append(...rows.map(rowShown), ...notes(file, rows));
  };
  node.addEventListener("toggle", fill);
  node.open = open;
  fill();
  return node;
}

/**
 * @param {FileDiff} file
 * @param {Row[]} rows
 */
function heading(file, rows) {
  const { added, removed } = countsOf(rows);
  const node = element("summary");
  const change = element("span", "change", words(`mark-${file.change}`));
  change.dataset.mark = file.change;
  node.append(element("span", "diff-path", file.path), change);
  if (rows.length) node.append(element("span", "plus", `+${added}`), element("span", "minus", `−${removed}`));
  return node;
}

/** @param {Row} row */
function rowShown({ kind, before, after, text }) {
  const node = element("div", "diff-row");
  node.dataset.kind = kind;
  node.append(number(before), number(after), element("span", "sign", SIGNS[kind]), element("span", "text", text));
  return node;
}

/** @param {number | null} line */
function number(line) {
  return element("span", "number", line === null ? "" : String(line));
}

/**
 * @param {FileDiff} file
 * @param {Row[]} rows
 */
function notes(file, rows) {
  if (file.truncated) return [element("p", "note", words(rows.length ? "diff-cut" : "diff-too-big"))];
  return rows.length ? [] : [element("p", "note", words("diff-empty"))];
}
