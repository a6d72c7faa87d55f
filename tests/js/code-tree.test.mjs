import assert from "node:assert/strict";
import { test } from "node:test";

import { fileToOpen } from "../../static/js/code/choice.js";
import { changesBetween, versionEntries, workingEntries } from "../../static/js/code/entries.js";
import { openedNow, openedThen, pageOf } from "../../static/js/code/opened.js";
import { NO_PROJECT } from "../../static/js/code/project.js";
import { sizeShown } from "../../static/js/code/sizes.js";
import { foldersOf, treeOf } from "../../static/js/code/tree.js";

const file = (path, bytes = 1) => ({ path, bytes, content: null });
const entry = (path, mark = "") => ({ path, bytes: 1, mark });
const working = (path, action, change) => ({ path, action, content: "x", bytes: 1, open: false, ok: true, ...change });
const drawn = (nodes) => nodes.map((node) => (node.children ? { [node.name]: drawn(node.children) } : node.name));

test("paths become a tree: folders first, each level by name", () => {
  const tree = treeOf(["z.py", "a.py", "src/z/1.py", "src/b.py", "src/a.py", "docs/x.md"].map((path) => entry(path)));
  assert.deepEqual(drawn(tree), [{ docs: ["x.md"] }, { src: [{ z: ["1.py"] }, "a.py", "b.py"] }, "a.py", "z.py"]);
});

test("a folder knows its path, and a file its folders", () => {
  const [src] = treeOf([entry("src/z/1.py")]);
  assert.deepEqual([src.path, src.children[0].path, src.children[0].children[0].path], ["src/", "src/z/", "src/z/1.py"]);
  assert.deepEqual(foldersOf("src/z/1.py"), ["src/", "src/z/"]);
  assert.deepEqual(foldersOf("1.py"), []);
});

test("names that are properties of every object are names like others", () => {
  const names = ["__proto__/constructor", "toString", "hasOwnProperty/x"];
  const tree = treeOf(names.map((path) => entry(path)));
  assert.deepEqual(tree.map(({ name, children }) => [name, children?.map((child) => child.name)]), [
    ["__proto__", ["constructor"]], ["hasOwnProperty", ["x"]], ["toString", undefined],
  ]);
});

test("a version is marked by what it changed, and still shows what it removed", () => {
  const listed = (path, sha256) => ({ path, sha256, bytes: 1 });
  const changes = changesBetween(
    [listed("same", "1"), listed("other", "1"), listed("gone", "1")],
    [listed("same", "1"), listed("other", "2"), listed("new", "3")],
  );
  assert.deepEqual([...changes], [["other", "changed"], ["new", "added"], ["gone", "removed"]]);
  const entries = versionEntries([file("same"), file("other"), file("new")], changes);
  assert.deepEqual(entries.map(({ path, mark }) => [path, mark]), [
    ["same", ""], ["other", "changed"], ["new", "added"], ["gone", "removed"],
  ]);
});

test("a turn at work marks what it has touched; what it only reads, or was refused, stays as it was", () => {
  const entries = workingEntries(
    [file("old"), file("read"), file("gone"), file("refused")],
    [
      working("read", "read"),
      working("old", "edit"),
      working("gone", "delete"),
      working("refused", "edit", { ok: false }),
      working("new", "write"),
      working("now", "write", { open: true }),
    ],
  );
  assert.deepEqual(entries.map(({ path, mark }) => [path, mark]), [
    ["old", "changed"], ["read", ""], ["gone", "removed"], ["refused", ""], ["new", "added"], ["now", "writing"],
  ]);
});

test("the file that is written opens by itself, unless the reader has chosen another one in this turn", () => {
  const now = { entries: [entry("a"), entry("b")], run: "r2", open: "a", chosenIn: null, working: [working("b", "write")] };
  assert.equal(fileToOpen(now), "b");
  assert.equal(fileToOpen({ ...now, chosenIn: "r1" }), "b", "the choice was of an earlier turn");
  assert.equal(fileToOpen({ ...now, chosenIn: "r2" }), "a");
  assert.equal(fileToOpen({ ...now, working: [working("b", "read")] }), "a", "reading is no reason");
});

test("a file that is gone makes place for one that is there", () => {
  const now = { entries: [entry("x", "removed"), entry("b")], run: null, open: "a", chosenIn: null, working: [] };
  assert.equal(fileToOpen(now), "b");
  assert.equal(fileToOpen({ ...now, entries: [] }), "");
});

test("the open file's text is the turn's, or a frame's, or loaded", () => {
  const take = (version, path) => ({ value: `loaded ${version}/${path}` });
  const project = { ...NO_PROJECT, version: 3, run: "r", files: [file("a"), { ...file("b"), content: "B" }] };
  const now = (path, ...touched) => openedNow({ ...project, working: touched }, path, take).text;
  assert.equal(now("a"), "loaded 3/a");
  assert.equal(now("b"), "B");
  assert.equal(now("a", working("a", "edit")), "x");
  assert.equal(now("b", working("b", "edit", { open: true, content: null })), "B", "until the edit has ended");
  assert.equal(now("b", working("b", "edit", { ok: false })), "B");
  assert.equal(now("a", working("a", "delete")), null);
  assert.equal(openedThen(2, "a", () => ({ failed: true }), undefined).note, "not-loaded");
  assert.equal(openedThen(2, "a", () => ({ value: "" }), undefined).text, "", "an empty file is no missing one");
});

test("a preview begins with the open page, or with the outermost, an index first", () => {
  const files = ["a/index.html", "b.html", "index.html", "z.py"].map((path) => ({ path }));
  assert.equal(pageOf(files, "b.html"), "b.html");
  assert.equal(pageOf(files, "z.py"), "index.html");
  assert.equal(pageOf([{ path: "index.html.py" }], ""), "");
});

test("sizes are short", () => {
  assert.deepEqual([0, 999, 1000, 12_345, 2_000_000].map(sizeShown), ["0 B", "999 B", "1.0 kB", "12 kB", "2.0 MB"]);
});
