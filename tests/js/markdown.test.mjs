import assert from "node:assert/strict";
import { test } from "node:test";

import { Blocks, evenLines } from "../../static/js/assistant/blocks.js";
import { html, lex } from "../../static/js/assistant/markdown.js";

const TEXT = `# 天气

上海今天**晴**，最高 \`25\` 度。
第二行 [链接](https://example.com "t")

- 一
- 二

  二的第二段
- 三
    1. a
    2. b

> 引用
继续

| a | b |
|:--|--:|
| 1 | 2 |

\`\`\`python
def f():

    return "<b>"
\`\`\`

Setext
======

***

    indented code

1. eins

2. zwei 😀

- [x] done
- [ ] open

<details><summary>x</summary>

inside

</details>

last`;

/** What a page shows that draws the steps one after the other. */
function drawn(text, cuts) {
  const blocks = new Blocks(lex);
  let shown = [];
  let steps = 0;
  const draw = ({ from, blocks: some }) => {
    steps += some.length;
    shown = [...shown.slice(0, from), ...some.map(html)];
  };
  for (const cut of cuts) draw(blocks.grow(text.slice(0, cut)));
  draw(blocks.end(text));
  return { shown, steps };
}

const whole = (text) => lex(text).filter(({ type }) => type !== "space" && type !== "def").map(html);

test("a text that grows letter by letter is at last what the whole text is", () => {
  const cuts = Array.from(TEXT, (_, place) => place);
  assert.deepEqual(drawn(TEXT, cuts).shown, whole(TEXT));
});

test("and at every moment what it is so far, however it is cut", () => {
  const blocks = new Blocks(lex);
  let shown = [];
  for (let end = 0; end <= TEXT.length; end += 7) {
    const { from, blocks: some } = blocks.grow(TEXT.slice(0, end));
    shown = [...shown.slice(0, from), ...some.map(html)];
    assert.deepEqual(shown, whole(TEXT.slice(0, end)), `after ${end}`);
  }
});

test("pieces of markup in any order, cut anywhere, are at last what their whole is", () => {
  const pieces = [..."a *_`|\n\t\\", "    ", "\n\n", "- ", "1. ", "# ", "> ", "```", "```js\n", "|-|-|\n", "**"];
  pieces.push("<div>", "</div>", "<!--", "-->", "[x]", "(y)", "[x]: y\n", "===", "---", "😀");
  let seed = 1;
  const dice = (sides) => ((seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 8) % sides;
  for (let round = 0; round < 500; round += 1) {
    const cuts = [];
    let text = "";
    for (let count = 3 + dice(25); count > 0; count -= 1) {
      text += pieces[dice(pieces.length)];
      cuts.push(text.length);
    }
    assert.deepEqual(drawn(text, cuts).shown, whole(text), JSON.stringify(text));
  }
});

test("a link whose address comes last is a link in the end", () => {
  const text = "see [there][1]\n\none\n\ntwo\n\nthree\n\n[1]: https://example.com";
  const { shown } = drawn(text, [14, 20, 30, text.length]);
  assert.match(shown[0], /<a href="https:\/\/example.com">there<\/a>/);
});

test("line ends of any kind count as the lexer counts them", () => {
  const text = evenLines(TEXT.replaceAll("\n", "\r\n"));
  assert.deepEqual(drawn(text, [10, 50, 200]).shown, whole(TEXT));
});

test("a long answer is drawn in steps that do not grow with it", () => {
  const paragraph = "Lorem **ipsum** dolor `sit` amet, consectetur adipiscing elit. ".repeat(3);
  const work = (count) => {
    const text = `${paragraph}\n\n`.repeat(count);
    return drawn(text, Array.from({ length: count * 2 }, (_, place) => (place * text.length) / (count * 2))).steps;
  };
  assert.ok(work(80) <= work(40) * 2.2, `${work(40)} blocks for 40 paragraphs, ${work(80)} for 80`);
});

test("tags are words of the text, but for the plain ones within a line", () => {
  const shown = (text) => whole(text).join("");
  assert.equal(shown("a<br>b <sup>2</sup>"), "<p>a<br>b <sup>2</sup></p>\n");
  assert.equal(shown('x <b onclick="y">z</b>'), "<p>x &lt;b onclick=&quot;y&quot;&gt;z</b></p>\n");
  assert.equal(shown("<div>\n<script>1</script>\n</div>"), "<p>&lt;div&gt;<br>&lt;script&gt;1&lt;/script&gt;<br>&lt;/div&gt;</p>");
});

test("a picture becomes a link, and headings stand below those of the page", () => {
  assert.equal(html(lex("![a <b>](https://example.com/x.png)")[0]), '<p><a href="https://example.com/x.png">a &lt;b&gt;</a></p>\n');
  assert.equal(html(lex("# one")[0]), "<h3>one</h3>");
  assert.equal(html(lex("###### six")[0]), "<h6>six</h6>");
  assert.match(html(lex("- [x] done")[0]), /☑ /);
});
