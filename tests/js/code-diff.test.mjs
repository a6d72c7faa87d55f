import assert from "node:assert/strict";
import { test } from "node:test";

import { countsOf, rowsOf } from "../../static/js/code/unified.js";

const DIFF = `--- a/x.sql
+++ b/x.sql
@@ -1,4 +1,4 @@
 select 1;
--- a comment
+++ a sum
 select 2;
\u0020
@@ -40,0 +41 @@
+last
`;
const row = (kind, before, after, text) => ({ kind, before, after, text });

test("a diff becomes rows with the numbers of both sides", () => {
  assert.deepEqual(rowsOf(DIFF), [
    row("place", null, null, "@@ -1,4 +1,4 @@"),
    row("same", 1, 1, "select 1;"),
    row("removed", 2, null, "-- a comment"),
    row("added", null, 2, "++ a sum"),
    row("same", 3, 3, "select 2;"),
    row("same", 4, 4, ""),
    row("place", null, null, "@@ -40,0 +41 @@"),
    row("added", null, 41, "last"),
  ]);
});

test("what was added and removed is counted, headers are not", () => {
  assert.deepEqual(countsOf(rowsOf(DIFF)), { added: 2, removed: 1 });
  assert.deepEqual(countsOf(rowsOf("")), { added: 0, removed: 0 });
});

test("a diff that was cut ends where it was cut", () => {
  assert.deepEqual(rowsOf(DIFF.slice(0, DIFF.indexOf(" sum"))).at(-1), row("added", null, 2, "++ a"));
});

test("applying the rows to the one side gives the other", () => {
  const rows = rowsOf(DIFF).slice(0, 6);
  const side = (kinds) => rows.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
  assert.deepEqual(side(["same", "removed"]), ["select 1;", "-- a comment", "select 2;", ""]);
  assert.deepEqual(side(["same", "added"]), ["select 1;", "++ a sum", "select 2;", ""]);
});
