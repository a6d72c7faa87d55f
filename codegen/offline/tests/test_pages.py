"""What the offline model writes for browsers, in Chromium: it opens, it plays, dark is dark."""

import random
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from codegen.offline.tests.projects import PAGE_KINDS, TITLE, changed, kind, write
from tests.browser import Tab, Tabs, chromium, tabs_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BACKGROUND = """() =>
    getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g)
        .slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3
"""

#: As in a preview: a frame that may run scripts, is of no origin, and gets its own files only.
PREVIEW = """<!doctype html><title>Preview</title><link rel="icon" href="data:,">
<iframe sandbox="allow-scripts" src="index.html" width="500" height="700"></iframe>"""
POLICY = {"content-security-policy": "default-src 'self'; frame-ancestors *; base-uri 'none'"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def tabs(browser: Browser, tmp_path: Path) -> AsyncIterator[Tabs]:
    """Tabs to which http://localhost/ is this test's folder."""

    async def serve(route: Route) -> None:
        path = tmp_path / urlsplit(route.request.url).path.lstrip("/")
        if path.name == "preview.html":
            await route.fulfill(body=PREVIEW, content_type="text/html")
        else:
            await route.fulfill(path=path, headers=POLICY)

    async with tabs_of(browser) as opened:
        await opened.context.route("http://localhost/**", serve)
        yield opened


def project(folder: Path, name: str, *wanted: str, chinese: bool = False) -> Path:
    """Write a project with the changes of these names, and return its page."""
    changes = {change.name: change for change in kind(name).changes(chinese=chinese)}
    tree = changed(kind(name), [changes[name] for name in wanted], chinese=chinese)
    return write(folder, tree) / "index.html"


async def opened(tabs: Tabs, page: Path) -> Page:
    return (await tabs.open(page.as_uri())).page


def names_of(name: str) -> list[str]:
    return [change.name for change in kind(name).changes(chinese=False)]


def choices(name: str) -> list[tuple[str, ...]]:
    """Return no change, each alone that is more than a number, and all, the last one first."""
    alone = [(each,) for each in names_of(name) if each not in ("faster", "slower")]
    return [(), *alone, tuple(reversed(names_of(name)))]


def shuffled(name: str, seed: int) -> tuple[str, ...]:
    """Return all changes in an order of chance, the same each time."""
    names = names_of(name)
    return tuple(random.Random(seed).sample(names, len(names)))  # noqa: S311


async def seen(tab: Tab, page: Path, wanted: tuple[str, ...]) -> None:
    """Open a page; nothing may be said on the console, and it is dark if that was wanted."""
    await tab.page.goto(page.as_uri())
    dark = await tab.page.evaluate(BACKGROUND) < 60
    assert (tab.problems, dark) == ([], "dark" in wanted), wanted


@pytest.mark.parametrize("name", [kind.name for kind in PAGE_KINDS])
async def test_whatever_was_changed_it_opens_without_a_word_on_the_console(
    tabs, tmp_path, name
) -> None:
    tab = await tabs.open("about:blank")
    for number, wanted in enumerate(choices(name)):
        await seen(tab, project(tmp_path / str(number), name, *wanted), wanted)


async def test_in_chinese_they_open_as_well_and_say_which_language_it_is(tabs, tmp_path) -> None:
    tab = await tabs.open("about:blank")
    for name in ("page", "snake"):
        wanted = shuffled(name, seed=1)
        await seen(tab, project(tmp_path / name, name, *wanted, chinese=True), wanted)
        assert await tab.page.get_attribute("html", "lang") == "zh-CN"


@pytest.mark.parametrize("name", [kind.name for kind in PAGE_KINDS])
async def test_it_runs_in_a_preview_that_is_shut_in(tabs, tmp_path, name) -> None:
    project(tmp_path, name, *shuffled(name, seed=2))
    tab = await tabs.open("http://localhost/preview.html")
    frame = tab.page.frame_locator("iframe")
    await expect(frame.locator("#year, #score")).to_have_text(re.compile("[0-9]+"))
    assert await frame.locator("body").evaluate(BACKGROUND) < 60
    assert tab.problems == []


async def test_a_page_that_is_broken_is_seen_here(tabs, tmp_path) -> None:
    page = project(tmp_path, "snake")
    script = page.with_name("snake.js")
    script.write_text(script.read_text(encoding="utf-8") + "\nnothing.here;\n", encoding="utf-8")
    tab = await tabs.open(page.as_uri())
    assert any("nothing is not defined" in problem for problem in tab.problems)
    tab.forgive("nothing is not defined")


@pytest.mark.parametrize("name", [kind.name for kind in PAGE_KINDS])
async def test_a_title_is_shown_as_it_was_written(tabs, tmp_path, name) -> None:
    page = await opened(tabs, project(tmp_path, name, "title"))
    assert await page.title() == TITLE
    await expect(page.locator("h1")).to_have_text(TITLE)


async def test_pages_fit_a_phone_with_all_that_can_be_added(browser, tmp_path) -> None:
    async with tabs_of(browser, viewport={"width": 360, "height": 640}) as tabs:
        for name in ("page", "snake"):
            page = await opened(tabs, project(tmp_path / name, name, *shuffled(name, seed=3)))
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


async def test_the_contact_form_prepares_a_mail_and_asks_for_what_is_missing(
    tabs, tmp_path
) -> None:
    page = await opened(tabs, project(tmp_path, "page", "contact"))
    write_mail = page.get_by_role("button", name="Write a mail")
    await write_mail.click()
    await expect(page.get_by_role("link", name="Send the mail")).to_have_count(0)
    await page.get_by_label("Name").fill("Ada & 爱达")
    await page.get_by_label("Message").fill("Good day?")
    await write_mail.click()
    link = page.get_by_role("link", name="Send the mail")
    expected = f"mailto:you@example.org?subject={quote('My page: Ada & 爱达')}&body=Good%20day%3F"
    await expect(link).to_have_attribute("href", expected)


async def test_the_snake_moves_and_turns_by_key_and_by_swipe(tabs, tmp_path) -> None:
    page = await opened(tabs, project(tmp_path, "snake", "walls"))
    pixels = await page.evaluate("board.toDataURL()")
    x = await page.evaluate("game.body[0].x")
    await page.wait_for_function(f"game.body[0].x !== {x}")
    assert await page.evaluate("board.toDataURL()") != pixels
    await page.keyboard.press("ArrowDown")
    await page.wait_for_function("game.direction.y === 1")
    await page.keyboard.press("ArrowUp")
    assert await page.evaluate("game.turns.length") == 0, "it cannot turn back into itself"
    box = await page.locator("#board").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 200, box["y"] + 100)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 100, box["y"] + 100)
    await page.mouse.up()
    await page.wait_for_function("game.direction.x === -1")
    await page.keyboard.press(" ")
    await expect(page.locator("#message")).to_have_text("Paused")


async def test_the_snake_eats_grows_dies_and_lives_again(tabs, tmp_path) -> None:
    page = await opened(tabs, project(tmp_path, "snake"))
    grown = await page.evaluate(
        "() => { game = newGame(); game.food = {x: 6, y: 10}; step(); draw();"
        " return [game.body.length, score.textContent]; }"
    )
    assert grown == [4, "1"]
    await page.evaluate("while (!game.over) step(); draw()")
    await expect(page.locator("#message")).to_have_text("Game over")
    await page.keyboard.press("Enter")
    await expect(page.locator("#message")).to_have_text("")


async def test_through_the_walls_it_does_not_die(tabs, tmp_path) -> None:
    page = await opened(tabs, project(tmp_path, "snake", "walls"))
    await page.evaluate("() => { for (let i = 0; i < 50; i += 1) step(); }")
    assert await page.evaluate("game.over") is False


async def test_the_high_score_is_remembered_and_is_not_missed_in_a_preview(tabs, tmp_path) -> None:
    file = project(tmp_path, "snake", "best")
    page = await opened(tabs, file)
    await page.evaluate("game.points = 7; draw()")
    await page.reload()
    await expect(page.locator("#best")).to_have_text("7")
    preview = (await tabs.open("http://localhost/preview.html")).page
    await expect(preview.frame_locator("iframe").locator("#best")).to_have_text("0")
