"""The chat page in Chromium against the real server: asking, watching, stopping."""

import pytest
from playwright.async_api import expect

from llm.scripts import CallTool, Fail, Stall, tokens
from tests.chat_page import chat
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.transcript import Answer, stored_answers, stored_count

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLOW = tokens(*(f"{number}，" for number in range(60)), delay=0.015)
SLOW_TEXT = "".join(SLOW.texts)

#: Still being said when a page has been loaded again, on a busy machine too.
SLOWER = tokens(*SLOW.texts, delay=0.06)

#: Notes each text that the first answer has had on the screen.
WATCH_THE_TEXT = """
  window.texts = [];
  new MutationObserver(() => {
    const text = document.querySelector(".answer-text")?.textContent ?? "";
    if (text !== texts.at(-1)) texts.push(text);
  }).observe(document, { childList: true, characterData: true, subtree: true });
"""


async def test_the_demo_users_first_question_shows_its_tool_and_an_answer_that_grows(
    tabs, offline_server: ServerProcess
) -> None:
    await tabs.context.add_init_script(WATCH_THE_TEXT)
    demo = await chat(tabs, offline_server.url)
    await expect(demo.page.locator("#welcome")).to_be_visible()
    await demo.page.locator(".chip", has_text="查询我的物业费账单").click()
    await expect(demo.page.locator("#welcome")).to_be_hidden()
    tool = demo.page.locator(".tool")
    await expect(tool).to_have_attribute("data-status", "completed")
    await expect(tool).to_contain_text("查询未缴账单")
    await expect(demo.ended("completed")).to_have_count(1)
    await expect(demo.answers).to_contain_text("笔未缴账单")
    await demo.shows_what_is_stored(offline_server, "demo")
    texts = await demo.page.evaluate("texts")
    assert len(texts) > 20
    assert all(after.startswith(before) for before, after in zip(texts, texts[1:], strict=False))


async def test_a_running_tool_is_seen_before_there_is_text(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question((CallTool("query_parking_records"),), (Stall(),))
    ada = await chat(tabs, scripted_server.url, "tool-watcher")
    await ada.ask(question)
    await expect(ada.page.locator(".tool")).to_contain_text("查询停车记录")
    await expect(ada.answers).to_be_hidden()
    await ada.stop.click()
    await expect(ada.ended("stopped")).to_have_count(1)


async def test_the_stop_button_ends_the_answer_and_keeps_what_was_said(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await chat(tabs, scripted_server.url, "stopper")
    await expect(ada.stop).to_be_hidden()
    await ada.ask(playbook.question((tokens("一，", "二，", "三，"), Stall())))
    await ada.shows("一，二，三，")
    await ada.stop.click()
    await expect(ada.ended("stopped")).to_have_count(1)
    await expect(ada.stop).to_be_hidden()
    await ada.shows("一，二，三，")
    answers = list(stored_answers(scripted_server.folder, "stopper").values())
    assert answers == [Answer("一，二，三，", "stopped")]


async def test_a_failed_answer_says_so_and_can_be_asked_again(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question(Fail(400), tokens("this time"))
    ada = await chat(tabs, scripted_server.url, "unlucky")
    await ada.ask(question)
    await expect(ada.ended("failed").locator(".mark")).to_contain_text("处理出错: ")
    await ada.page.get_by_role("button", name="Ask again").click()
    await expect(ada.ended("completed")).to_have_count(1)
    await expect(ada.answers.last).to_have_text("this time")


async def test_questions_that_are_asked_meanwhile_wait_for_their_turn(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await chat(tabs, scripted_server.url, "hasty")
    await ada.ask(playbook.question(SLOWER))
    await expect(ada.answers).to_contain_text("1，")
    await ada.ask(playbook.question(tokens("第二")))
    await ada.ask(playbook.question(tokens("第三")))
    await expect(ada.turns).to_have_count(3)
    await expect(ada.ended("waiting")).to_have_count(2)
    await expect(ada.ended("completed")).to_have_count(3)
    await ada.shows(SLOW_TEXT, "第二", "第三")


async def test_a_reload_in_the_middle_of_an_answer_goes_on_to_the_same_text(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question((CallTool("query_unpaid_bills"),), SLOWER)
    ada = await chat(tabs, scripted_server.url, "reloader")
    await ada.ask(question)
    await expect(ada.answers).to_contain_text("5，")
    await ada.page.reload()
    await expect(ada.page.locator(".question-text")).to_have_text(question)
    await expect(ada.answers).to_contain_text("5，")
    await expect(ada.ended("running")).to_have_count(1)
    await expect(ada.page.locator(".tool")).to_have_count(1)
    await expect(ada.ended("completed")).to_have_count(1)
    await ada.shows(SLOW_TEXT)
    await ada.shows_what_is_stored(scripted_server, "reloader")
    await ada.page.reload()
    await ada.shows(SLOW_TEXT)
    assert stored_count(scripted_server.folder, "reloader", "user") == 1


async def test_two_tabs_are_in_step(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question(SLOWER)
    one = await chat(tabs, scripted_server.url, "two-tabs")
    two = await chat(tabs, scripted_server.url, "two-tabs")
    await one.ask(question)
    for tab in (one, two):
        await expect(tab.page.locator(".question-text")).to_have_text(question)
        await expect(tab.answers).to_contain_text("1，")
        await expect(tab.ended("running")).to_have_count(1)
    late = await chat(tabs, scripted_server.url, "two-tabs")
    for tab in (one, two, late):
        await expect(tab.ended("completed")).to_have_count(1)
        await tab.shows(SLOW_TEXT)


async def test_another_tab_can_stop_the_answer(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    one = await chat(tabs, scripted_server.url, "stop-elsewhere")
    two = await chat(tabs, scripted_server.url, "stop-elsewhere")
    await one.ask(playbook.question((tokens("一，"), Stall())))
    await two.shows("一，")
    await two.stop.click()
    for tab in (one, two):
        await expect(tab.ended("stopped")).to_have_count(1)
        await tab.shows("一，")


async def test_another_user_sees_nothing_of_it(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await chat(tabs, scripted_server.url, "ada")
    bob = await chat(tabs, scripted_server.url, "bob")
    await ada.ask(playbook.question(tokens("only for ada")))
    await ada.shows("only for ada")
    await expect(bob.turns).to_have_count(0)
