"""The contact desk's clients in the way of the document's examples: what a person sees."""

import asyncio
import sys
from itertools import groupby
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser import Tabs
from tests.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")

CLIENTS = Path(__file__).parent / "clients"
QUESTIONS = ["你好，这个博客系统是怎么搭建的？", "能介绍一下使用的技术栈吗？", "谢谢"]


async def test_the_python_client_is_answered_in_time(each_server: ServerProcess) -> None:
    address = f"ws://127.0.0.1:{each_server.port}/contact"
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", str(CLIENTS / "contact_client.py"), address),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, trouble = await asyncio.wait_for(client.communicate(), 30)
    assert (trouble.decode(), client.returncode) == ("", 0)
    lines = said.decode().splitlines()
    assert lines[:2] == [
        "connection_established WebSocket连接已建立",
        "contact_request_received 联系请求已收到，博主将尽快回复您",
    ]
    kinds = [line.split()[0] for line in lines[2:]]
    # An answer may come in two messages, where the server has only just begun to load.
    heard = [kind for kind, _ in groupby(kinds)]
    assert heard == [*["chat_message_received", "chat_message"] * 3, "pong"]


@pytest.mark.browser
async def test_the_javascript_client_opened_from_disk_shows_every_reply(
    tabs: Tabs, each_server: ServerProcess
) -> None:
    tab = await tabs.open(f"{(CLIENTS / 'contact.html').as_uri()}#{each_server.port}")
    await expect(tab.page.locator("body[data-request]")).to_be_attached()
    for question in QUESTIONS:
        replies = await tab.page.locator("li").count()
        await tab.page.evaluate("text => say(text)", question)
        reply = tab.page.locator("li.assistant").nth(replies)
        await expect(reply).not_to_be_empty(timeout=4_000)
