"""Tickets at the assistant's door."""

from typing import Any

import pytest

from chatstream.assistant.rooms import private_room, room_named
from chatstream.assistant.tests.asking import completes, ended, entered, path
from realtime.access import Actor, ticket_for
from realtime.keys import RoomKey
from realtime.testing import Client, HandshakeRefused


@pytest.fixture(autouse=True)
def tickets(settings) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})


def ticket(actor: str, room: RoomKey) -> str:
    return ticket_for(Actor(actor), room)[0]


async def answered(client: Client) -> bool:
    await entered(client)
    await client.send(type="chat", content="你好")
    return completes((await client.until(ended))[-1])


@pytest.mark.parametrize("name", ["token", "ticket"])
async def test_a_ticket_in_the_query_opens_its_own_room(offline, name) -> None:
    more: dict[str, Any] = {name: ticket("ada", private_room("ada"))}
    async with Client(path("ada", **more)) as client:
        assert await answered(client)


async def test_a_ticket_may_be_the_first_frame(offline) -> None:
    async with Client(path("ada")) as client:
        await client.send(type="auth", ticket=ticket("ada", private_room("ada")))
        assert await client.receive() == {"type": "auth_success", "user_id": "ada"}
        assert await answered(client)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (path("bob"), ticket("ada", private_room("ada"))),
        (path("ada", room_id="r"), ticket("ada", private_room("ada"))),
        (path("ada"), ticket("ada", room_named("r"))),
        (path("bob", room_id="r"), ticket("ada", room_named("r"))),
        (path("ada"), ticket("ada", RoomKey("typewriter", "user", "ada"))),
        ("/ws?x=1", ticket("ada", private_room("ada"))),
        (path("ada"), "tw1_forged"),
    ],
)
async def test_a_ticket_opens_nothing_else(offline, url, shown) -> None:
    with pytest.raises(HandshakeRefused):
        await Client(f"{url}&token={shown}").__aenter__()


async def test_a_ticket_for_a_shared_room_is_its_holders(offline) -> None:
    async with Client(path("ada", room_id="r", token=ticket("ada", room_named("r")))) as client:
        assert await answered(client)


async def test_without_a_user_id_nobody_is_asked_for_a_ticket(offline) -> None:
    with pytest.raises(HandshakeRefused):
        await Client("/ws").__aenter__()
