"""Who may be here no longer is closed within seconds, in the middle of an answer (G20)."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from llm.scripts import tokens
from tests.conftest import Serve
from tests.people import DEEDS, Person, happens, revoke, signed_in, ticket
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.sockets import Socket, connected, is_chunk, text_of
from tests.transcript import Answer, stored_answers
from tests.waiting import becomes

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

#: The contract: a socket is closed so many seconds after its right has ended.
WITHIN = 5.0

SPOKEN = tokens(*(f"{number}，" for number in range(300)), delay=0.04)


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(
    request: pytest.FixtureRequest, serve_for_session: Serve, scripted: dict[str, Any]
) -> ServerProcess:
    return serve_for_session(request.param, access="ticket", **scripted)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A user that no other test has."""
    return f"user of {request.node.name}"


async def hearing(
    stack: AsyncExitStack, server: ServerProcess, question: str, user: str, **how: Any
) -> Socket:
    """Return a socket in the middle of an answer."""
    socket = await stack.enter_async_context(connected(server, user, since=0, **how))
    await socket.send(query=question)
    await socket.until(is_chunk)
    return socket


async def closed_with(socket: Socket) -> int:
    async with asyncio.timeout(WITHIN):
        return await socket.close_code()


async def comes_in(server: ServerProcess, user: str, **how: Any) -> bool:
    """Whether a new socket is let in: refused, or asked for a ticket, it is not."""
    try:
        async with connected(server, user, since=0, **how) as socket:
            await socket.send(type="stop")
            return bool((await socket.receive())["type"] == "resumed")
    except (InvalidStatus, ConnectionClosed):
        return False


def by_session(person: Person) -> dict[str, Any]:
    return {"origin": person.server.url, "headers": person.cookie}


async def test_a_user_who_may_be_here_no_longer_hears_nothing_more(
    server, playbook: Playbook
) -> None:
    """Each deed happens to a user of its own, in the middle of an answer, all at one time."""
    people = dict(zip(DEEDS, await asyncio.to_thread(signed_in, server, *DEEDS), strict=True))
    python = "\n".join(person.known + DEEDS[deed][0] for deed, person in people.items())
    async with AsyncExitStack() as stack:
        sockets, holders = {}, {}
        for deed, person in people.items():
            question = playbook.question(SPOKEN)
            sockets[deed] = await hearing(stack, server, question, deed, **by_session(person))
            holders[deed] = await stack.enter_async_context(
                connected(server, deed, since=0, ticket=person.ticket)
            )
        await asyncio.to_thread(happens, server, python)
        async with asyncio.timeout(WITHIN):
            codes = {deed: await socket.close_code() for deed, socket in sockets.items()}
            ended = {
                d: await holders[d].close_code() for d, (_, tickets) in DEEDS.items() if tickets
            }
        for deed, (_, ends_tickets) in DEEDS.items():
            if not ends_tickets:
                await holders[deed].until(is_chunk)
    assert codes == dict.fromkeys(DEEDS, 4401)
    assert set(ended.values()) == {4401}
    for deed, person in people.items():
        assert not await comes_in(server, deed, **by_session(person)), deed
        assert await comes_in(server, deed, ticket=person.ticket) is not DEEDS[deed][1], deed


async def test_the_answer_goes_on_and_is_stored(server, playbook: Playbook, name) -> None:
    spoken = tokens(*("一" * 200), delay=0.03)
    [person] = await asyncio.to_thread(signed_in, server, name)
    async with AsyncExitStack() as stack:
        question = playbook.question(spoken)
        socket = await hearing(stack, server, question, name, **by_session(person))
        await asyncio.to_thread(happens, server, f"{person.known}session.delete()")
        assert await closed_with(socket) == 4401
    whole = Answer("一" * 200, "completed")
    assert len(text_of(socket.heard)) < len(whole.text)

    async def stored() -> list[Answer]:
        return list(stored_answers(server.folder, name).values())

    await becomes([whole], stored)


async def test_a_ticket_that_expires_closes_its_socket(server, playbook: Playbook, name) -> None:
    short = await asyncio.to_thread(ticket, server, name, "--minutes", "0.04")
    async with AsyncExitStack() as stack:
        socket = await hearing(stack, server, playbook.question(SPOKEN), name, ticket=short)
        assert await closed_with(socket) == 4401
    assert not await comes_in(server, name, ticket=short)


async def test_a_renewed_ticket_keeps_its_socket(server, playbook: Playbook, name) -> None:
    short = await asyncio.to_thread(ticket, server, name, "--minutes", "0.05")
    longer = await asyncio.to_thread(ticket, server, name)
    async with AsyncExitStack() as stack:
        renewed = await hearing(stack, server, playbook.question(SPOKEN), name, ticket=short)
        other = await stack.enter_async_context(connected(server, name, since=0, ticket=short))
        await renewed.send(type="auth", ticket=longer)
        assert await closed_with(other) == 4401
        heard = len(renewed.heard)
        await renewed.until(is_chunk)
        assert len(renewed.heard) > heard


async def test_revoked_tickets_close_their_sockets_and_newer_ones_count(server, name) -> None:
    old = await asyncio.to_thread(ticket, server, name)
    async with connected(server, name, ticket=old) as socket:
        await asyncio.to_thread(revoke, server, "--actor", name)
        assert await closed_with(socket) == 4401
    assert not await comes_in(server, name, ticket=old)
    new = await asyncio.to_thread(ticket, server, name)
    assert await comes_in(server, name, ticket=new)


async def test_who_never_shows_a_ticket_is_closed_in_time(serve: Serve) -> None:
    server = serve(access="ticket", ticket_wait_seconds="0.5", revocation_seconds="0.2")
    async with connected(server, "ada") as socket:
        assert await closed_with(socket) == 4401
    assert socket.heard == []
