import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { Highlighter } from "../../static/js/code/highlighter.js";
import { languageOf } from "../../static/js/code/languages.js";
import { SpanEmitter } from "../../static/js/code/span-emitter.js";
import { CLASSES, spansWithin } from "../../static/js/code/spans.js";
import hljs from "../../static/vendor/highlight/highlight.min.js";

const VENDOR = new URL("../../static/vendor/", import.meta.url);
hljs.configure({ __emitter: SpanEmitter });

/** Stretches of a text with their colours, all of it. */
function coloured(text, language) {
  const { _emitter: emitter } = hljs.highlight(text, { language, ignoreIllegals: true });
  assert.equal(emitter.length, text.length, "a text keeps its length");
  const spans = Uint32Array.from(emitter.spans);
  return spansWithin(spans, 0, text.length).map(({ start, end, kind }) => [text.slice(start, end), CLASSES[kind]]);
}

test("vendored files are those that were published, and each comes with its licence", () => {
  const sums = readFileSync(new URL("SHA256SUMS", VENDOR), "utf8").trim().split("\n").map((line) => line.split("  "));
  for (const [sum, path] of sums) {
    assert.equal(createHash("sha256").update(readFileSync(new URL(path, VENDOR))).digest("hex"), sum, path);
  }
  const listed = new Set(sums.map(([, path]) => path));
  for (const folder of readdirSync(VENDOR, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    assert.ok(listed.has(`${folder.name}/LICENSE`), folder.name);
    const scripts = readdirSync(new URL(folder.name, VENDOR)).filter((name) => name.endsWith(".js"));
    for (const script of scripts) assert.ok(listed.has(`${folder.name}/${script}`), script);
  }
});

test("code becomes stretches with colours, and no markup", () => {
  assert.deepEqual(coloured("def f(x):\n  return '<b>'  # c\n", "python"), [
    ["def", "keyword"], ["f", "title"], ["return", "keyword"], ["'<b>'", "string"], ["# c", "comment"],
  ]);
});

test("a language within another one has its own colours at the right places", () => {
  const spans = coloured("<p>\n<script>let a = 1</script>\n<style>b { color: red }</style>", "xml");
  for (const one of [["let", "keyword"], ["1", "number"], ["b", "tag"], ["color", "attribute"]]) {
    assert.ok(spans.some((span) => span.join() === one.join()), one.join());
  }
});

test("each language that a file's name can stand for is there", () => {
  const names = "a.py a.js a.ts a.tsx a.json a.html a.css a.scss a.md a.yml a.toml a.sh a.sql a.go a.rs a.java a.kt a.c";
  for (const name of `${names} a.cpp a.cs a.php a.rb a.swift a.r a.lua a.pl a.diff a.graphql Makefile a.m a.wat a.vb`.split(" ")) {
    assert.ok(hljs.getLanguage(languageOf(name)), name);
  }
  for (const name of ["LICENSE", "a", "py", "a.constructor", "a.__proto__", "a.unknown"]) assert.equal(languageOf(name), "", name);
});

test("a stretch is cut to what is asked for", () => {
  const spans = Uint32Array.of(0, 4, 1, 6, 9, 2, 9, 20, 3);
  assert.deepEqual(spansWithin(spans, 2, 10), [
    { start: 2, end: 4, kind: 1 }, { start: 6, end: 9, kind: 2 }, { start: 9, end: 10, kind: 3 },
  ]);
  assert.deepEqual(spansWithin(spans, 4, 6), []);
  assert.deepEqual(spansWithin(spans, 20, 30), []);
});

class FakeWorker extends EventTarget {
  asked = [];
  ended = false;
  postMessage(job) {
    this.asked.push(job);
  }
  answer() {
    this.dispatchEvent(new MessageEvent("message", { data: { spans: Uint32Array.of(0, 1, 2), took: 1 } }));
  }
  terminate() {
    this.ended = true;
  }
}

function workers(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const made = [];
  const highlighter = new Highlighter(() => (made.push(new FakeWorker()), made.at(-1)));
  const done = [];
  return { made, done, ask: (text) => highlighter.ask({ language: "python", text, done: (spans) => done.push([text, spans.length]) }) };
}

test("the worker gets one text at a time, and of those that wait the newest", (t) => {
  const { made, done, ask } = workers(t);
  ["1", "2", "3"].forEach(ask);
  assert.deepEqual(made[0].asked.map(({ text }) => text), ["1"]);
  made[0].answer();
  made[0].answer();
  assert.deepEqual([done, made.length], [[["1", 3], ["3", 3]], 1]);
});

test("a text that takes too long stays plain, and the next one gets a new worker", (t) => {
  const { made, done, ask } = workers(t);
  ask("evil");
  t.mock.timers.tick(4_000);
  assert.deepEqual([done, made[0].ended], [[["evil", 0]], true]);
  ask("good");
  made[1].answer();
  assert.deepEqual(done.at(-1), ["good", 3]);
});
