"""The contact desk on real servers: two processes, broadcasts, restarts, mails as files."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from llm.scripts import Stall, tokens
from tests.contact import client_id, staff_signed_in, stored_presence, stored_visit
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.sockets import Frame, Socket, connected
from tests.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Visitors of a broadcast; in docs/contact.md stands what 1,000 cost.
VISITORS = 60
GENEROUS = {"contact_address_limit": "10000 per minute", "handshake_limit": "100000 per minute"}


def says(sender: str, message: str | None = None):
    def is_it(frame: Frame) -> bool:
        fits = frame["type"] == "chat_message" and frame["sender"] == sender
        return fits and message in (None, frame["message"])

    return is_it


@pytest.fixture
def pair(serve, scripted) -> list[ServerProcess]:
    settings = {**scripted, **GENEROUS, "lease_seconds": "1.5", "lease_renew_seconds": "0.3"}
    first = serve(**settings)
    return [first, serve(folder=first.folder, **settings)]


@pytest_asyncio.fixture(loop_scope="session")
async def staff(pair: list[ServerProcess]) -> AsyncIterator[Socket]:
    """The inbox of a member of staff who is signed in at the second process."""
    server = pair[1]
    olga = await asyncio.to_thread(staff_signed_in, server)
    way: dict[str, Any] = {"headers": olga.cookie, "origin": server.url}
    async with connected(server, path="/contact/inbox", since=0, **way) as socket:
        await socket.until(lambda frame: frame["type"] == "state")
        yield socket


async def test_the_owner_at_another_process_silences_an_answer_in_its_sentence(
    pair: list[ServerProcess], staff: Socket, playbook: Playbook
) -> None:
    question = playbook.question((tokens("half a ", "sentence"), Stall()))
    async with connected(pair[0], path="/contact") as visitor:
        name = (await visitor.receive())["client_id"]
        await visitor.send(type="chat_message", message=question)
        await staff.until(lambda f: f.get("news") == "message")
        await playbook.reached_by(question)
        [request] = playbook.requests_for(question)
        await staff.send(type="reply", client_id=name, message="I take this one.")
        *_, partial, reply = await visitor.until(says("owner"))
        await asyncio.wait_for(request.over.wait(), 5)
    assert request.closed_early
    assert reply["message"] == "I take this one."
    if partial["type"] == "chat_message":  # it may have been silenced before a word
        assert partial["status"] == "taken_over"


async def test_a_broadcast_reaches_visitors_at_both_processes(
    pair: list[ServerProcess], staff: Socket
) -> None:
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(connected(pair[number % 2], path="/contact"))
            for number in range(VISITORS)
        ]
        for socket in sockets[::3]:
            await socket.send(type="contact_request", message="x")
            await socket.until(lambda frame: frame["type"] == "contact_request_received")

        async def present() -> int:
            return stored_presence(pair[0].folder)

        await becomes(VISITORS, present)
        await staff.send(type="broadcast", message="全体注意", client_message_id="b-1")
        heard = await asyncio.gather(*(socket.until(says("owner")) for socket in sockets))
        [told] = (await staff.until(lambda frame: frame["type"] == "broadcast"))[-1:]
        assert told["reached"] == VISITORS
        for socket, frames in zip(sockets, heard, strict=True):
            assert (frames[-1]["message"], frames[-1]["broadcast"]) == ("全体注意", True)
            await socket.send(type="ping")
            after = await socket.until(lambda frame: frame["type"] == "pong")
            assert [frame["type"] for frame in after] == ["pong"]


async def test_an_answer_that_a_killed_process_left_is_told_as_far_as_it_came(
    pair: list[ServerProcess], playbook: Playbook
) -> None:
    question, name = playbook.question((tokens("half"), Stall())), "killed"
    path = f"/contact?client_id={client_id(name)}"
    async with (
        connected(pair[0], path=f"{path}&stream=delta") as asker,
        connected(pair[1], path=path) as other,
    ):
        await asker.send(type="chat_message", message=question)
        await asker.until(lambda frame: frame["type"] == "delta")
        await asyncio.to_thread(pair[0].kill)
        [reply] = (await other.until(says("assistant", "half")))[-1:]
    if "partial" not in reply:  # it may have been time to say what there was
        assert reply["status"] == "interrupted"

    async def stored() -> list[tuple[str, str]]:
        return [(a.text, a.ending) for a in stored_visit(pair[0].folder, name).values()]

    await becomes([("half", "interrupted")], stored)


async def test_every_reply_comes_in_time_beside_a_model_that_says_nothing(
    pair: list[ServerProcess], playbook: Playbook
) -> None:
    question = playbook.question(Stall())
    async with connected(pair[0], path="/contact") as visitor:
        began = time.monotonic()
        await visitor.send(type="chat_message", message=question)
        [word] = (await visitor.until(says("assistant")))[-1:]
        assert time.monotonic() - began < 4
        assert word["notice"] is True


async def test_the_status_of_any_process_counts_what_all_have_seen(
    pair: list[ServerProcess], staff: Socket
) -> None:
    async with (
        connected(pair[0], path="/contact") as visitor,
        connected(pair[1], path="/contact"),
    ):
        await visitor.send(type="contact_request", message="x")
        await visitor.until(lambda frame: frame["type"] == "contact_request_received")
        counted = {"connections": 3, "visits": 2, "messages": 0, "requests": 1}
        for server in pair:
            async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:

                async def told(http: httpx2.AsyncClient = http) -> dict[str, int]:
                    return dict((await http.get("/status")).json()["contact"])

                await becomes(counted, told)


async def test_a_request_is_mailed(serve) -> None:
    server = serve(contact_owner_email="owner@example.com")
    async with connected(server, path="/contact") as visitor:
        await visitor.receive()
        await visitor.send(type="contact_request", message="请联系我\r\nBcc: x@example.com")
        await visitor.receive()

        async def whole_mails() -> int:
            mails = (server.folder / "mail").glob("*.log")
            return sum("-" * 79 in mail.read_text("utf-8") for mail in mails)

        await becomes(1, whole_mails)
    [mail] = (server.folder / "mail").glob("*.log")
    head = mail.read_text("utf-8").split("\n\n")[0]
    assert "To: owner@example.com" in head
    assert "Bcc" not in head.replace("Subject", "")
