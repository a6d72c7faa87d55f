"""Words that would be code, and how one sees that they were not."""

from playwright.async_api import Page

#: What would run, fetch, cover the page or lead into it, if any place took it for markup, or if
#: Markdown were trusted.
CORPUS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=2>",
    "</script><svg onload=window.pwned=3><style>*{display:none}</style></svg>",
    "<a href='javascript:window.pwned=4' id=query class=composer>click</a>",
    '"><iframe srcdoc="<script>parent.pwned=5</script>"></iframe>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
    "onerror=window.pwned=6&gt;'>",
    "<form action=/broadcast><button formaction=javascript:window.pwned=7 name=parentNode>",
    "<details open ontoggle=window.pwned=8><summary style='position:fixed;inset:0'>x</summary>",
    "[md](javascript:window.pwned=9) [md](<java\nscript:window.pwned=9>) [home](/admin/logout/)",
    "![md](https://example.com/x.png 'a\" onerror=\"window.pwned=10') ![x](x)",
    "[data](data:text/html,<script>window.pwned=11</script>) <javascript:window.pwned=11>",
    "[enc](&#106;avascript:window.pwned=12) [vb](vbscript:window.pwned=12)",
    '```"><img src=x onerror=window.pwned=13>\n<script>window.pwned=13</script>\n```',
    "{{constructor.constructor('window.pwned=14')()}} ${window.pwned=14} <input autofocus "
    "onfocus=window.pwned=14>",
    "<noscript><p title='</noscript><img src=x onerror=window.pwned=15>'></noscript>",
)
EVIL = "\n\n".join(CORPUS)
LINE = " ".join(CORPUS)

#: Elements and attributes that no page has where others' words are shown.
_FOREIGN = ":is(script, img, style, iframe, object, math, noscript, [id=query], [srcdoc])"
_HANDLERS = "[onload], [onerror], [onfocus], [ontoggle], [formaction], [href^=javascript]"


async def unharmed(page: Page, places: str) -> None:
    """Raise where anything that was said in these places has become part of the page."""
    assert await page.evaluate("window.pwned") is None
    assert await page.locator(f"{places} {_FOREIGN}").count() == 0
    assert await page.locator(_HANDLERS).count() == 0
    attributes = "e => [...new Set(e.flatMap(n => n.getAttributeNames()))].sort()"
    inside = page.locator(".markdown .block *")
    assert set(await inside.evaluate_all(attributes)) <= {"href", "rel", "target", "title"}
    links = "e => e.map(a => [new URL(a.href).protocol, a.rel, a.target])"
    for link in await page.locator(".markdown a[href]").evaluate_all(links):
        assert link == ["https:", "noopener noreferrer nofollow", "_blank"]
