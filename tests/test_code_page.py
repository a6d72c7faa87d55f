"""The page of code generation in Chromium, and the document's example opened from disk."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from llm.scripts import CallTool, Fail, Stall, tokens
from tests.browser import tabs_of
from tests.code_page import code
from tests.generation import writes
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_documents_javascript_gets_its_code(tabs, each_server) -> None:
    client = (Path(__file__).parent / "clients/generation.html").as_uri()
    tab = await tabs.open(f"{client}#{each_server.port}/from-disk")
    await expect(tab.page).to_have_title(re.compile(r"calculator\.py"))
    await expect(tab.page.locator("body")).not_to_be_empty()
    assert tab.said[0] == "status connected"
    assert tab.said[-1].startswith("generated ")


@pytest.mark.parametrize("each_server", ["uvicorn"], indirect=True)
async def test_from_an_empty_project_to_a_third_turn(tabs, each_server: ServerProcess) -> None:
    ada = await code(tabs, each_server, "third/turn")
    await expect(ada.page.locator("#no-files")).to_be_visible()
    await ada.page.locator(".chip").last.click()
    await ada.field.press("Enter")
    await expect(ada.row("index.html")).to_be_visible()
    await expect(ada.outcomes.last).to_have_text(re.compile(r"^Version 1 · \d files changed$"))
    await expect(ada.marked("added").first).to_be_visible()
    await ada.asked("make it dark", turns=2)
    await expect(ada.outcomes.last).to_have_text(re.compile(r"^Version 2 · "))
    await expect(ada.marked("changed").first).to_be_visible()
    await ada.asked("add a contact form", turns=3)
    await expect(ada.outcomes.last).to_have_text(re.compile(r"^Version 3 · "))
    shown = await ada.rows.all_text_contents()
    await ada.page.reload()
    await expect(ada.turns).to_have_count(3)
    await expect(ada.rows).to_have_text(shown)
    await expect(ada.outcomes.last).to_have_text(re.compile(r"^Version 3 · "))


async def test_a_file_grows_as_it_is_written_and_is_coloured(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    text = "".join(f"def f{number}() -> str:\n    return '<b>'\n\n\n" for number in range(80))
    question = playbook.question((tokens("I begin."), *writes({"src/a.py": text}), Stall()))
    ada = await code(tabs, scripted_server, "grows")
    await ada.ask(question)
    await expect(ada.marked("writing")).to_have_text(["a.py"])
    await expect(ada.row("src/a.py")).to_have_attribute("aria-current", "true")
    await expect(ada.content).to_have_text(text)
    await expect(ada.content.locator(".hl-keyword").first).to_have_text("def")
    await expect(ada.content.locator(".line").last).to_be_in_viewport()
    await expect(ada.page.locator(".answer-text")).to_have_text("I begin.")
    await expect(ada.page.locator(".tool")).to_have_text([re.compile("src/a.py.*writing")])
    await ada.field.press("Escape")
    await expect(ada.page.locator(".turn[data-phase=stopped]")).to_have_count(1)
    await expect(ada.rows).to_have_count(0)


async def test_a_reload_in_mid_generation_shows_what_is_there_and_goes_on(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    one, two = writes({"one.py": "ONE = 1\n", "two.py": "TWO = 2\n"})
    pause = tokens(*["slowly "] * 12, delay=0.15)
    question = playbook.question((one, pause, two), tokens("Both are there."))
    ada = await code(tabs, scripted_server, "reloaded")
    await ada.ask(question)
    await expect(ada.content).to_have_text("ONE = 1\n")
    await ada.page.reload()
    await expect(ada.marked("writing")).to_have_text(["one.py"])
    await expect(ada.content).to_have_text("ONE = 1\n")
    await expect(ada.page.locator(".answer-text")).to_contain_text("slowly")
    await expect(ada.outcomes).to_have_text("Version 1 · 2 files changed")
    await expect(ada.rows.locator(".name")).to_have_text(["one.py", "two.py"])
    await expect(ada.page.locator(".answer-text")).to_have_text("slowly " * 12 + "Both are there.")


async def test_the_readers_choice_of_a_file_holds_while_others_are_written(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await code(tabs, scripted_server, "chosen")
    await ada.asked(playbook.question(*writes({"mine.txt": "mine"}), tokens("one")))
    pause = tokens(*["."] * 8, delay=0.1)
    one, two = writes({"a.txt": "A", "b.txt": "B"})
    await ada.ask(playbook.question((one, pause, two), tokens("two")))
    await expect(ada.content).to_have_text("A")
    await ada.row("mine.txt").click()
    await expect(ada.row("b.txt")).to_be_visible()
    await expect(ada.content).to_have_text("mine")
    await expect(ada.outcomes.last).to_have_text("Version 2 · 2 files changed")
    await expect(ada.content).to_have_text("mine")
    await expect(ada.row("mine.txt")).to_be_focused()


async def test_two_people_see_each_other_and_the_same_files(
    tabs, browser: Browser, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await code(tabs, scripted_server, "shared", name="ada")
    async with tabs_of(browser) as others:
        bob = await code(others, scripted_server, "shared", name="bob")
        for page in (ada, bob):
            await expect(page.page.locator(".person-name")).to_have_text(["ada", "bob"])
        await ada.ask(playbook.question(*writes({"a/b.txt": "ours"}), tokens("made")))
        for page in (ada, bob):
            await expect(page.outcomes).to_have_text("Version 1 · 1 file changed")
            await expect(page.row("a/b.txt")).to_be_visible()
            await expect(page.content).to_have_text("ours")
    await expect(ada.page.locator(".person-name")).to_have_text(["ada"])


async def test_a_refused_file_and_a_failure_say_why_and_what_to_do(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    edit = CallTool("edit_file", '{"path": "none.py", "edits": [{"search": "x", "replace": "y"}]}')
    ada = await code(tabs, scripted_server, "fails")
    await ada.ask(playbook.question(edit, Fail(400)))
    await expect(ada.page.locator(".turn[data-phase=failed] .mark")).to_contain_text("出错")
    refused = ada.page.locator(".tool[data-status=unfinished]")
    await expect(refused).to_have_text(re.compile("none.py.*no such file"))
    await expect(ada.outcomes).to_contain_text("as it was before. Ask again")
    await ada.page.get_by_role("button", name="Ask again").click()
    await expect(ada.page.locator(".turn[data-phase=failed]")).to_have_count(2)


async def test_the_page_asks_for_a_project_where_none_is_named(
    tabs, scripted_server: ServerProcess
) -> None:
    tab = await tabs.open(f"{scripted_server.url}/code")
    await expect(tab.page.locator("#project-field")).to_be_focused()
    await tab.page.keyboard.type("named/here")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page).to_have_url(re.compile(r"project=named%2Fhere"))
    await expect(tab.page.locator("#connection")).to_have_attribute("data-phase", "connected")
