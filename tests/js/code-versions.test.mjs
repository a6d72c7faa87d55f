import assert from "node:assert/strict";
import { test } from "node:test";

import { LONGEST, saidByPreview } from "../../static/js/code/said-by-preview.js";
import { Shelf } from "../../static/js/code/shelf.js";
import { Versions } from "../../static/js/code/versions.js";

/** A server that answers each request in turn, and notes what it was asked. */
function server(...answers) {
  const asked = [];
  const versions = new Versions("a/项", async (address, options = {}) => {
    asked.push([options.method ?? "GET", address, options.body]);
    const { status = 200, body = {}, url = "" } = answers.shift() ?? {};
    return { ok: status < 400, status, url, json: async () => body };
  });
  return { versions, asked };
}
const BASE = "/api/projects/a%2F%E9%A1%B9";

test("addresses hold whatever ids and paths are made of", async () => {
  const { versions, asked } = server({ body: { content: "x" } }, { body: { history: [] } }, { body: { files: [] } });
  await versions.text(2, "src/a b?.py");
  await versions.history("#.md");
  await versions.diff(1, 2);
  assert.deepEqual(asked.map(([, address]) => address), [
    `${BASE}/versions/2/files/src/a%20b%3F.py`, `${BASE}/files/%23.md/history`, `${BASE}/diff?from=1&to=2`,
  ]);
  assert.deepEqual(await versions.files(0), [], "version 0 has no files, and is not asked for");
});

test("a restore names the newest version that is known, and tells of a conflict", async () => {
  const sides = { latest: { version: 6 }, yours: { version: 2 }, diff: [] };
  const { versions, asked } = server(
    { status: 201, body: { version: 6 } },
    { status: 409, body: { error: {}, ...sides } },
    { status: 403, body: { error: { message: "not yours" } } },
  );
  assert.deepEqual(await versions.restore(2, 5, "csrf"), { made: 6 });
  assert.deepEqual(asked[0], ["POST", `${BASE}/versions/2/restore`, '{"base":5}']);
  assert.equal((await versions.restore(2, 5, "csrf")).conflict.latest.version, 6);
  await assert.rejects(versions.restore(2, 5, "csrf"), /not yours/);
});

test("a preview's folder is where its first page was found, or the plain one", async () => {
  const pass = `http://h${BASE}/versions/3/preview/~tw1_x/`;
  const { versions } = server({ url: `${pass}index.html` }, { status: 404, url: `http://h${BASE}/versions/3/preview/` });
  assert.equal(await versions.preview(3), pass);
  assert.equal(await versions.preview(3), `${BASE}/versions/3/preview/`);
});

test("a shelf loads once, tells when there is more, and tries again only when asked to", async () => {
  const loads = [];
  let changes = 0;
  const shelf = new Shelf(async (key) => {
    loads.push(key);
    if (loads.length === 2) throw new Error("away");
    return key.toUpperCase();
  }, () => (changes += 1));
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([shelf.take("a"), shelf.take("a"), loads.length], [{}, {}, 1]);
  await settled();
  assert.deepEqual([shelf.take("a"), changes], [{ value: "A" }, 1]);
  shelf.take("b");
  await settled();
  assert.deepEqual([shelf.take("b"), loads.length], [{ failed: true }, 2]);
  shelf.retry();
  shelf.take("b");
  await settled();
  assert.deepEqual(shelf.take("b"), { value: "B" });
});

test("a shelf keeps a bounded number of things", async () => {
  let loads = 0;
  const shelf = new Shelf(async (key) => ((loads += 1), key), () => {});
  for (let key = 0; key < 300; key += 1) shelf.take(key);
  await new Promise((resolve) => setImmediate(resolve));
  shelf.take(299);
  assert.equal(loads, 300);
  shelf.take(0);
  assert.equal(loads, 301);
});

test("of what a preview says only its console counts, and only so much of it", () => {
  const said = (data) => saidByPreview({ source: "tokenwire-preview", level: "error", message: "x", ...data });
  assert.deepEqual(said({ line: 3 }), { level: "error", message: "x", line: 3 });
  assert.equal(said({ message: "x".repeat(5_000) }).message.length, LONGEST + 1);
  for (const line of [-1, 0, 1.5, "3", NaN, Infinity, {}]) assert.equal(said({ line }).line, null);
  for (const bad of [{ level: "constructor" }, { message: {} }, { message: undefined }, { source: "react-devtools" }]) {
    assert.equal(said(bad), null);
  }
  for (const data of [null, undefined, 1, "tokenwire-preview", []]) assert.equal(saidByPreview(data), null);
});
