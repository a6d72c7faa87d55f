"""The chat page when the network or the server fails in the middle of an answer."""

import asyncio

import pytest
from playwright.async_api import expect

from llm.scripts import Stall, tokens
from tests.chat_page import RECONNECTED, chat
from tests.conftest import Serve
from tests.playbook import Playbook
from tests.proxy import Proxy
from tests.server import ServerProcess
from tests.transcript import stored_answers, stored_count

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLOW = tokens(*(f"{number}，" for number in range(60)), delay=0.015)
SLOW_TEXT = "".join(SLOW.texts)

#: What Chromium itself writes to the console of a page whose socket is lost.
LOST = ("WebSocket connection to", "Failed to load resource")


async def test_cuts_in_the_middle_of_an_answer_are_not_seen_in_its_text(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    async with Proxy(scripted_server.port) as network:
        ada = await chat(tabs, network.url, "cut")
        await ada.ask(playbook.question(SLOW))
        for heard in ("2，", "20，", "35，"):
            await expect(ada.answers).to_contain_text(heard)
            network.cut()
        await expect(ada.ended("completed")).to_have_count(1, timeout=RECONNECTED)
        await ada.connected()
        await ada.shows(SLOW_TEXT)
        await ada.shows_what_is_stored(scripted_server, "cut")
    ada.tab.forgive(*LOST)


async def test_a_question_that_was_asked_without_a_connection_is_sent_once_there_is_one(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    async with Proxy(scripted_server.port) as network:
        ada = await chat(tabs, network.url, "unconnected")
        network.refusing = True
        network.cut()
        await expect(ada.connection).not_to_have_attribute("data-phase", "connected")
        await ada.ask(playbook.question(tokens("got it")))
        await expect(ada.ended("sending")).to_have_count(1)
        network.refusing = False
        await ada.connected()
        await expect(ada.ended("completed")).to_have_count(1)
        await ada.shows("got it")
    assert stored_count(scripted_server.folder, "unconnected", "user") == 1
    ada.tab.forgive(*LOST)


async def test_a_question_whose_confirmation_was_lost_is_asked_only_once(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    question = playbook.question(SLOW)
    async with Proxy(scripted_server.port) as network:
        ada = await chat(tabs, network.url, "unconfirmed")
        network.deaf = True
        await ada.ask(question)
        await playbook.reached_by(question)
        network.cut()
        network.deaf = False
        await expect(ada.ended("completed")).to_have_count(1, timeout=RECONNECTED)
        await ada.shows(SLOW_TEXT)
        await expect(ada.turns).to_have_count(1)
    assert stored_count(scripted_server.folder, "unconfirmed", "user") == 1
    assert len(playbook.requests_for(question)) == 1
    ada.tab.forgive(*LOST)


async def test_a_killed_server_comes_back_and_the_answer_ends_with_what_was_kept(
    tabs, serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server = serve(lease_seconds="1.5", lease_renew_seconds="0.5", **scripted)
    ada = await chat(tabs, server.url, "killed")
    await ada.ask(playbook.question((tokens("一，", "二，", "三，"), Stall())))
    await ada.shows("一，二，三，")
    server.kill()
    await expect(ada.connection).to_have_attribute("data-phase", "reconnecting")
    await asyncio.to_thread(server.start)
    await ada.connected()
    await expect(ada.ended("interrupted")).to_have_count(1, timeout=RECONNECTED)
    await ada.shows("一，二，三，")
    await ada.shows_what_is_stored(server, "killed")
    await ada.ask(playbook.question(tokens("and on")))
    await ada.shows("一，二，三，", "and on")
    ada.tab.forgive(*LOST)


async def test_a_restart_lets_the_answer_finish_and_the_page_comes_back_by_itself(
    tabs, serve: Serve, scripted: dict[str, str], playbook: Playbook
) -> None:
    server = serve(**scripted)
    ada = await chat(tabs, server.url, "restarted")
    await ada.ask(playbook.question(SLOW))
    await expect(ada.answers).to_contain_text("5，")
    server.terminate()
    await asyncio.to_thread(server.wait)
    await expect(ada.ended("completed")).to_have_count(1)
    await asyncio.to_thread(server.start)
    await ada.connected()
    await ada.shows(SLOW_TEXT)
    assert [each.text for each in stored_answers(server.folder, "restarted").values()] == [
        SLOW_TEXT
    ]
    ada.tab.forgive(*LOST)


async def test_going_offline_is_shown_and_coming_back_continues(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    async with Proxy(scripted_server.port) as network:
        ada = await chat(tabs, network.url, "offline")
        await ada.ask(playbook.question(SLOW))
        await expect(ada.answers).to_contain_text("2，")
        network.refusing = True
        network.cut()
        await expect(ada.connection).not_to_have_attribute("data-phase", "connected")
        await tabs.context.set_offline(True)  # after the cut: Chromium may hide one from the page
        await expect(ada.connection).to_have_attribute("data-phase", "offline")
        network.refusing = False
        await tabs.context.set_offline(False)
        await ada.connected()
        await expect(ada.ended("completed")).to_have_count(1)
        await ada.shows(SLOW_TEXT)
    ada.tab.forgive(*LOST)
