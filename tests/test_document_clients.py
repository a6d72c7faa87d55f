"""Clients written in the way of the document's examples, opened from disk: what a person sees."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from llm.scripts import CallTool, Disconnect, Stall, tokens
from tests.browser import Tabs
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.transcript import stored_answers
from tests.waiting import becomes

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES = Path(__file__).parent / "clients"
QUESTIONS = ["查询我的物业费账单", "帮我查一下停车记录", "我想报修"]


async def opened(tabs: Tabs, name: str, fragment: object) -> Page:
    tab = await tabs.open(f"{(PAGES / name).as_uri()}#{fragment}")
    return tab.page


def stored(server: ServerProcess, user: str = "user123") -> list[str]:
    return [answer.text for answer in stored_answers(server.folder, user).values()]


async def ask_by_keyboard(page: Page, server: ServerProcess, question: str) -> str:
    """Type a question into the page's only field; return the answer once it is stored."""
    before = len(stored(server))
    await page.locator("input").fill(question)
    await page.locator("input").press("Enter")

    async def answers() -> int:
        return len(stored(server))

    await becomes(before + 1, answers)
    return stored(server)[-1]


async def test_the_plain_javascript_client_prints_the_answer_piece_by_piece(
    tabs, each_server
) -> None:
    page = await opened(tabs, "plain.html", each_server.port)
    await expect(page).to_have_title("open")
    [tab] = tabs.opened

    async def last_said() -> str:
        return tab.said[-1] if tab.said else "nothing"

    for question in QUESTIONS:
        tab.said.clear()
        await page.evaluate("text => say(text)", question)
        await becomes("", last_said)  # the final chunk
        assert len(tab.said) > 5
        assert "".join(tab.said) == stored(each_server)[-1]
    await expect(page).to_have_title("open")


async def test_the_react_client_shows_each_answer_in_a_paragraph_of_its_own(
    tabs, each_server
) -> None:
    page = await opened(tabs, "react.html", each_server.port)
    await expect(page).to_have_title("open")
    answers = page.locator(".answer")
    shown: list[str] = []
    for question in QUESTIONS:
        shown.append(await ask_by_keyboard(page, each_server, question))
        await becomes(shown, answers.all_text_contents)


async def test_the_vue_client_shows_each_answer_in_a_paragraph_of_its_own(
    tabs, each_server
) -> None:
    page = await opened(tabs, "vue.html", each_server.port)
    await expect(page).to_have_title("open")
    answers = page.locator(".answer")
    shown: list[str] = []
    for question in QUESTIONS:
        shown.append(await ask_by_keyboard(page, each_server, question))
        await page.locator("input").fill("the page renders when somebody types")
        await becomes(shown, answers.all_text_contents)


async def test_the_react_client_survives_answers_of_a_single_piece(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    page = await opened(tabs, "react.html", scripted_server.port)
    await expect(page).to_have_title("open")
    for number in range(1, 13):
        await ask_by_keyboard(page, scripted_server, playbook.question(tokens("at once")))
        await expect(page.locator(".answer")).to_have_count(number, timeout=1000)


@pytest.mark.parametrize("name", ["react.html", "vue.html"])
async def test_an_answer_that_fails_is_not_glued_to_the_next_one(
    tabs, scripted_server: ServerProcess, playbook: Playbook, name: str
) -> None:
    half = playbook.question((tokens("half", " of ", delay=0.02), Disconnect()))
    whole = playbook.question(tokens(*"a whole answer", delay=0.002))
    page = await opened(tabs, name, scripted_server.port)
    await expect(page).to_have_title("open")
    for question in (half, whole):
        await ask_by_keyboard(page, scripted_server, question)
    await page.locator("input").fill("the page renders when somebody types")
    await becomes(["half of ", "a whole answer"], page.locator(".answer").all_text_contents)


async def test_a_client_with_a_socket_for_each_question_gets_one_answer_in_each(
    tabs, each_server
) -> None:
    page = await opened(tabs, "one-socket-a-question.html", f"{each_server.port}/many")
    answers = page.locator("li.closed")
    for number, question in enumerate(QUESTIONS, start=1):
        await page.evaluate("question => ask(question)", question)
        await expect(answers).to_have_count(number)
        assert await answers.all_text_contents() == stored(each_server, "many")


async def test_what_was_left_behind_by_that_client_never_reaches_its_next_socket(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    endless = playbook.question((tokens("an answer ", "that nobody ", "waits for"), Stall()))
    page = await opened(tabs, "one-socket-a-question.html", f"{scripted_server.port}/leaver")
    await page.evaluate("question => ask(question)", endless)
    await expect(page.locator("li")).to_have_text("an answer that nobody waits for")
    await page.reload()
    await page.evaluate("question => ask(question)", playbook.question(tokens("the next one")))
    await expect(page.locator("li.closed")).to_have_text("the next one")
    answers = stored_answers(scripted_server.folder, "leaver").values()
    assert [answer.ending for answer in answers] == ["stopped", "completed"]


async def test_two_questions_at_once_by_that_client_get_each_its_own_answer(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    slow = playbook.question(tokens(*"slow answer", delay=0.02))
    fast = playbook.question(tokens("fast answer"))
    page = await opened(tabs, "one-socket-a-question.html", f"{scripted_server.port}/in-haste")
    await page.evaluate("question => ask(question)", slow)
    await expect(page.locator("li")).to_contain_text("slow")
    await page.evaluate("question => ask(question)", fast)
    await expect(page.locator("li.closed")).to_have_count(2)
    assert await page.locator("li").all_text_contents() == ["slow answer", "fast answer"]


async def test_that_client_shows_why_an_answer_failed(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question((CallTool("query_unpaid_bills"),), (tokens("half"), Disconnect()))
    page = await opened(tabs, "one-socket-a-question.html", f"{scripted_server.port}/cut-off")
    await page.evaluate("question => ask(question)", question)
    await expect(page.locator("li")).to_contain_text("half处理出错: ")
    await expect(page.locator("#progress")).to_have_text("账单查询完成")


async def test_the_assistants_client_shows_agent_text_and_events_as_they_come(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    handoff = CallTool("transfer_to_weather_agent")
    words = tokens(*"今天是晴天。", delay=0.1)
    question = playbook.question((tokens("看看。"), handoff), words)
    page = await opened(tabs, "assistant.html", f"{scripted_server.port}/user123")
    await expect(page).to_have_title("欢迎使用 AI 个人日常助手！")
    await page.evaluate("question => ask(question)", question)
    await expect(page.locator("#agent")).to_have_text("Weather Agent")
    await expect(page.locator("#answer")).to_have_text("看看。今天是晴天。")
    await expect(page).to_have_title("2 said")
    events = ["message 看看。", "handoff Triage Agent -> Weather Agent", "message 今天是晴天。"]
    assert await page.locator("li").all_text_contents() == events
    answers = stored_answers(scripted_server.folder, "user123", "assistant").values()
    assert [answer.text for answer in answers] == ["看看。今天是晴天。"]
