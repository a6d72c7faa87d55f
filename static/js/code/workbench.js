import { need } from "../dom.js";
import { words } from "../strings.js";
import { fileToOpen } from "./choice.js";
import { DiffView } from "./diff-view.js";
import { changesBetween, versionEntries, workingEntries } from "./entries.js";
import { HistoryView } from "./history-view.js";
import { openedNow, openedThen, pageOf } from "./opened.js";
import { PreviewView } from "./preview-view.js";
import { NO_PROJECT } from "./project.js";
import { Shelf } from "./shelf.js";
import { Tabs } from "./tabs.js";
import { TreeView } from "./tree-view.js";
import { Viewer } from "./viewer.js";

// Tree and viewer: which version is looked at, which file is open, which of its sides is seen.

/**
 * @typedef {import("./types.js").ProjectState} ProjectState
 * @typedef {import("./types.js").Entry} Entry
 */

export class Workbench {
  #project = NO_PROJECT;
  /** @type {number | null} null: the newest, whatever it will be */
  #looked = null;
  #open = "";
  /** @type {string | null} */
  #chosenIn = null;
  /** @type {{of: unknown[], entries: Entry[]}} */
  #drawn = { of: [], entries: [] };
  #none = need("#no-files", HTMLElement);
  #bar = need("#looking", HTMLElement);
  #label = need("#looking-label", HTMLElement);
  #again;
  #onChoose;
  #files;
  #changes;
  #texts;
  #histories;
  #diffs;
  #tree = new TreeView(need("#files", HTMLElement), (path) => this.#choose(path));
  #viewer = new Viewer(() => this.#retry());
  #diff;
  #history = new HistoryView((version) => this.look(version));
  #preview;
  // Who looks again at what could not be loaded wants it tried again.
  #tabs = new Tabs(need("#tabs", HTMLElement), () => this.#retry());

  /**
   * @param {import("./versions.js").Versions} versions
   * @param {{again: () => void, chosen: () => void}} on  again: it has more to show; chosen: the reader wants the file
   */
  constructor(versions, on) {
    this.#again = on.again;
    this.#onChoose = on.chosen;
    this.#files = new Shelf((version) => versions.files(Number(version)), on.again);
    this.#changes = new Shelf(async (version) => {
      const sides = [Number(version) - 1, Number(version)].map((each) => versions.files(each));
      const [before = [], after = []] = await Promise.all(sides);
      return changesBetween(before, after);
    }, on.again);
    this.#texts = new Shelf((version, path) => versions.text(Number(version), String(path)), on.again);
    this.#histories = new Shelf((path) => versions.history(String(path)), on.again);
    this.#diffs = new Shelf((from, to) => versions.diff(Number(from), Number(to)), on.again);
    this.#diff = new DiffView((from, to) => this.#diffs.take(from, to), on.again);
    this.#preview = new PreviewView((version) => versions.preview(version));
    need("#looking-back", HTMLButtonElement).addEventListener("click", () => {
      this.look(null);
      // The button goes away; the keyboard must not fall back to the top of the page.
      this.#tabs.focus();
    });
  }

  #retry() {
    for (const shelf of [this.#files, this.#changes, this.#texts, this.#histories, this.#diffs]) shelf.retry();
    this.#again();
  }

  /** The version that is shown. */
  get version() {
    return this.#looked ?? this.#project.version;
  }

  /** @param {number} version */
  changes(version) {
    return this.#changes.take(version).value;
  }

  /** @param {number | null} version  null: the newest */
  look(version) {
    this.#looked = version === this.#project.version ? null : version;
    this.#onChoose();
    this.#again();
  }

  /** @param {number} version  is compared with the newest, or the newest with the one before it */
  compare(version) {
    this.look(null);
    this.show(this.#project);
    this.#diff.show(this.version, this.#project.version, this.#open);
    if (version !== this.version) this.#diff.compareWith(version);
    this.#tabs.select("diff");
  }

  /** @param {ProjectState} project */
  show(project) {
    // Who looks at the newest version sees the next one; who looks at an older one stays there.
    this.#project = project;
    const entries = this.#entries();
    const { working, run } = this.#looked === null ? project : { working: [], run: null };
    this.#open = fileToOpen({ entries, working, run, open: this.#open, chosenIn: this.#chosenIn });
    this.#none.hidden = entries.length > 0;
    this.#tree.show(entries, this.#open);
    this.#showLooking();
    this.#showTab(entries);
  }

  /** @returns {Entry[]} the same object while nothing has changed */
  #entries() {
    const { run, files, working } = this.#project;
    const live = this.#looked === null;
    const known = live ? files : this.#files.take(this.version).value;
    const changes = this.version > 0 && (!live || run === null) ? this.changes(this.version) : undefined;
    const of = live && run !== null ? [files, working] : [known, changes];
    if (of.some((each, place) => each !== this.#drawn.of[place])) {
      const atWork = live && run !== null;
      const entries = atWork ? workingEntries(files, working) : versionEntries(known ?? [], changes ?? null);
      this.#drawn = { of, entries };
    }
    return this.#drawn.entries;
  }

  #showLooking() {
    this.#bar.hidden = this.#looked === null;
    const numbers = { number: String(this.version), newest: String(this.#project.version) };
    const text = this.#looked === null ? "" : words("looking", numbers);
    if (this.#label.textContent !== text) this.#label.textContent = text;
  }

  /** @param {Entry[]} entries */
  #showTab(entries) {
    const { version } = this;
    const page = version > 0 ? pageOf(entries.filter(({ mark }) => mark !== "removed"), this.#open) : "";
    this.#tabs.offer("preview", page !== "");
    this.#viewer.show(this.#opened(entries));
    switch (this.#tabs.selected) {
      case "diff":
        return this.#diff.show(version, this.#project.version, this.#open);
      case "history": {
        const isNew = this.#open === "" || !this.#isStored();
        return this.#history.show(isNew ? {} : this.#histories.take(this.#open, this.#project.version), isNew);
      }
      case "preview":
        return this.#preview.show(version, page);
    }
  }

  /** Whether any version has the open file. */
  #isStored() {
    const working = this.#project.working.some(({ path }) => path === this.#open);
    return !working || this.#project.files.some(({ path }) => path === this.#open);
  }

  /** @param {Entry[]} entries */
  #opened(entries) {
    const take = (/** @type {number} */ version, /** @type {string} */ path) => this.#texts.take(version, path);
    if (this.#looked === null && this.#project.run !== null) return openedNow(this.#project, this.#open, take);
    const gone = entries.some(({ path, mark }) => path === this.#open && mark === "removed");
    const opened = { path: this.#open, version: this.version, text: null, growing: false };
    if (gone) return { ...opened, note: "file-removed" };
    if (this.#looked !== null && this.#files.take(this.version).failed) return { ...opened, note: "not-loaded" };
    const told = this.#looked === null ? this.#project.files.find(({ path }) => path === this.#open) : undefined;
    return openedThen(this.version, this.#open, take, told);
  }

  /** @param {string} path */
  #choose(path) {
    this.#open = path;
    this.#chosenIn = this.#project.run;
    this.#onChoose();
    this.#again();
  }
}
