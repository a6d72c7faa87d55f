"""G23: no script runs. Chat and code pages here; the admin's pages in tests/test_admin_pages.py."""

from random import Random

from playwright.async_api import expect

from llm.scripts import Fail, tokens
from tests.browser import chromium, tabs_of
from tests.chat_page import chat
from tests.code_page import CodePage, code
from tests.faults.dialect import Dialect
from tests.faults.trials import Attack, Outcome
from tests.generation import writes

#: Source of the ideas: https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html
CORPUS = (
    "<script>{js}</script>",
    "</script><script>{js}</script>",
    "</textarea><script>{js}</script>",
    "--><script>{js}</script><!--",
    "<img src=x onerror={js}>",
    "<img src='x' onerror=\"{js}\">",
    "<svg onload={js}>",
    "<svg><script>{js}</script></svg>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>",
    "<math><mi//xlink:href='data:x,<script>{js}</script>'>",
    "<body onload={js}>",
    "<details open ontoggle={js}>",
    "<video><source onerror={js}></video>",
    "<audio src=x onerror={js}>",
    "<iframe src='javascript:{js}'></iframe>",
    '<iframe srcdoc="<script>{js}</script>"></iframe>',
    "<object data='javascript:{js}'></object>",
    "<embed src='javascript:{js}'>",
    "<a href='javascript:{js}'>click</a>",
    "[click](javascript:{js})",
    "![x](x' onerror='{js})",
    "<form action='javascript:{js}'><button autofocus>go</button></form>",
    "<input autofocus onfocus={js}>",
    "<select autofocus onfocus={js}></select>",
    "<marquee onstart={js}>x</marquee>",
    "<link rel=stylesheet href='http://evil.example/x.css'>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<style>*{{background:url(http://evil.example/x)}}</style>",
    "<img src='http://evil.example/x.png'>",
    "<base href='http://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    '"><script>{js}</script>',
    "'><img src=x onerror={js}>",
    "` onmouseover={js} `",
    "javascript:{js}",
    "data:text/html,<script>{js}</script>",
    "\\u003cscript\\u003e{js}\\u003c/script\\u003e",
    "&lt;script&gt;{js}&lt;/script&gt;",
    "&#60;script&#62;{js}&#60;/script&#62;",
    "%3Cscript%3E{js}%3C/script%3E",
    "<ſcript>{js}</ſcript>",
    "<scr\u0000ipt>{js}</scr\u0000ipt>",
    "<scr<script>ipt>{js}</scr</script>ipt>",
    "<<script>{js}//<</script>",
    "<script\x0c>{js}</script\x0c>",
    "<template><script>{js}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={js}>'>",
    "{{{{constructor.constructor('{js}')()}}}}",
    "${{{js}}}",
    "\u2028<script>{js}</script>\u2029",
    "\u202e>tpircs/<{js}>tpircs<",
    "```html\n<script>{js}</script>\n```",
    "<x contenteditable onblur={js} tabindex=1 autofocus>x",
    "<img/src/onerror={js}>",
    "<IMG SRC=x OnErRoR={js}>",
    "<svg/onload=&#119;indow.pwned=1>",
    "<button popovertarget=x>go</button><div popover id=x onbeforetoggle={js}>x</div>",
    "<dialog open onclose={js}><form method=dialog><button autofocus>x</button></form></dialog>",
    "<textarea autofocus onfocus={js}></textarea>",
    "</p></div></main><script>{js}</script>",
)


class Scripts(Attack):
    guarantee = "G23"
    title = "a corpus as user, question, answer and failure, in Chromium"
    full, small = len(CORPUS), 6
    timed = False
    parallel = 3

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.name == "typewriter"  # it is its page

    async def prepare(self) -> None:
        self.server = await self.world.shared()
        self.browser = await self.world.keep(chromium())

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        code = CORPUS[(seed * 7) % len(CORPUS)].format(js="window.pwned=1")
        question, answer = code.replace("\0", "").strip(), f"{code} {code}"
        pieces = [answer[place : place + 3] for place in range(0, len(answer), 3)]
        self.world.playbook.answers(question, tokens(*pieces, delay=0.001), Fail(400))
        async with tabs_of(self.browser) as tabs:
            page = await chat(tabs, self.server.url, f"{seed} {question}"[:200])
            for phase in ("completed", "failed"):
                await page.ask(question)
                await expect(page.ended(phase)).to_have_count(1)
                await page.page.reload()
                await page.connected()
                await expect(page.ended(phase)).to_have_count(1)
                ran = await page.page.evaluate("window.pwned")
                outcome.expect(ran is None, f"it ran: {code}")
                outcome.count("pages")
            within = await page.page.locator("#turns :is(script, img, iframe, svg script)").count()
            outcome.expect(within == 0, f"it became part of the page: {code}")
        return outcome  # at its end `tabs_of` raises for requests elsewhere and console errors


class CodeScripts(Scripts):
    title = "the same as project, request, answer, file, difference, history, in Chromium"
    small = 3

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.name == "generation"

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        evil = CORPUS[(seed * 7) % len(CORPUS)].format(js="window.pwned=1")
        asked, text = evil.replace("\0", "").strip(), evil.replace("\0", "") or "-"
        name = "".join(character for character in asked if character not in _NOT_IN_NAMES)[:80]
        files = {f"{name.strip()}.py": text, "page.html": text}
        self.world.playbook.answers(asked, *writes(files), tokens(evil))
        async with tabs_of(self.browser) as tabs:
            page = await code(tabs, self.server, f"{seed} {asked}"[:200], name=asked[:60])
            await page.asked(asked)
            await self._read(page, text)
            await page.page.reload()
            await expect(page.outcomes).to_contain_text("Version 1")
            await self._read(page, text)
            ran = await page.page.evaluate("window.pwned")
            outcome.expect(ran is None, f"it ran: {evil}")
            within = await page.page.locator(_FOREIGN).count()
            outcome.expect(within == 0, f"it became part of the page: {evil}")
            outcome.count("pages")
        return outcome

    async def _read(self, page: CodePage, text: str) -> None:
        """Look at everything that the page has to show of a file."""
        await page.row("page.html").click()
        await expect(page.content).to_have_text(text)
        for side in ("diff", "history", "code"):
            await page.side(side)
        await page.part("versions")
        await expect(page.versions).to_have_count(1)
        await page.part("chat")


#: What no file's name may have.
_NOT_IN_NAMES = frozenset('<>:"|?*/\\\0\u2028\u2029\u202e\n\x0c')
#: What the code page itself has in none of its parts.
_FOREIGN = "main :is(script, img, style, object, embed, [srcdoc], [onerror], [onload])"
