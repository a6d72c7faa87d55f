"""`POST /broadcast`: who hears it, and who may send it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient

from chatstream.assistant.tests.asking import entered, path
from realtime.models import Event, Room
from realtime.testing import Client, Frame, eventually, is_type
from realtime.transactions import read

FORM = "application/x-www-form-urlencoded"


async def post(
    query: str = "",
    body: object = "",
    content_type: str = "application/json",
    client: AsyncClient | None = None,
    **headers: str,
) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await (client or AsyncClient()).post(
        f"/broadcast{query}", body, content_type=content_type, headers=named
    )


async def heard(client: Client) -> Frame:
    return (await client.until(is_type("notice")))[-1]


async def test_everybody_hears_what_is_sent_to_all(offline) -> None:
    async with (
        Client(path("ada")) as ada,
        Client(path("bob", room_id="r")) as bob,
        Client(path("eve", stream="delta")) as eve,
        Client("/ws/chat/ada") as typewriter,
    ):
        for client in (ada, bob, eve):
            await entered(client)
        reply = await post("?message_type=notice&content=维护", "", FORM)
        told = reply.json()
        assert (reply.status_code, told["status"], told["message"]) == (
            *(200, "success", "消息发送成功"),
        )
        assert told["sent_count"] == 3
        frames = [await heard(client) for client in (ada, bob, eve)]
        for frame, room_id in zip(frames, ("user_ada_room", "r", "user_eve_room"), strict=True):
            assert (frame["id"], frame["type"]) == (told["message_id"], "notice")
            assert (frame["content"], frame["sender_id"]) == ("维护", "system")
            assert (frame["receiver_id"], frame["room_id"]) == (None, room_id)
            assert frame["metadata"] == {}
        assert await typewriter.hears_nothing()


@pytest.mark.parametrize(
    ("where", "hears"),
    [
        ({"room_id": "r"}, "bob"),
        ({"room_id": "user_ada_room"}, "ada"),
        ({"user_id": "ada"}, "ada"),
        ({"room_id": "r", "user_id": "bob"}, "bob"),
    ],
)
async def test_one_room_or_user_hears_what_is_sent_to_it(offline, where, hears) -> None:
    async with Client(path("ada")) as ada, Client(path("bob", room_id="r")) as bob:
        await entered(ada)
        await entered(bob)
        content = {"text": ["任何", {"json": None}]}
        reply = await post(body={"message_type": "notice", "content": content, **where})
        assert reply.json()["sent_count"] == 1
        listening, other = (ada, bob) if hears == "ada" else (bob, ada)
        frame = await heard(listening)
        assert (frame["content"], frame["receiver_id"]) == (content, where.get("user_id"))
        assert await other.hears_nothing()


async def test_who_was_away_hears_of_it_when_they_come_back(offline) -> None:
    async with Client(path("ada", since=0)) as page:
        place = await page.receive()
        await page.receive()
        await post("?message_type=notice&content=1&user_id=ada")
        first = await heard(page)
    await post("?message_type=notice&content=2&user_id=ada")
    back = path("ada", since=first["offset"], epoch=place["epoch"])
    async with Client(back) as page:
        assert (await page.receive())["recovered"] is True
        assert (await heard(page))["content"] == "2"


async def test_a_room_where_nobody_ever_was_is_not_made(offline) -> None:
    reply = await post("?message_type=notice&content=x&room_id=nowhere")
    assert reply.json()["sent_count"] == 0
    assert not await read(Room.objects.exists)


WRONG: list[tuple[str, Any]] = [
    ("", ""),
    ("?content=x", ""),
    ("?message_type=&content=x", ""),
    ("?message_type=notice", ""),
    ("?message_type=no%20name&content=x", ""),
    ("?message_type=ai_response&content=x", ""),
    ("?message_type=resumed&content=x", ""),
    ("", {"message_type": 7, "content": "x"}),
    ("", {"message_type": ["notice"], "content": "x"}),
    ("", {"message_type": "notice", "content": "x", "room_id": 7}),
    ("", {"message_type": "notice", "content": "x", "user_id": "\0"}),
    ("", [1]),
]


async def test_what_is_wrong_is_400_and_reaches_nobody(offline) -> None:
    for query, body in WRONG:
        reply = await post(query, body)
        assert (reply.status_code, set(reply.json())) == (400, {"error"}), (query, body)
    assert not await read(Event.objects.exists)


QUERY = "?message_type=notice&content=x"
OWN, NULL, FOREIGN = "http://testserver", "null", "https://evil.example"
NEIGHBOUR = "http://testserver:5173"


FORMS: list[tuple[dict[str, str], int]] = [
    ({}, 200),
    ({"origin": OWN}, 200),
    ({"origin": FOREIGN}, 403),
    ({"origin": NULL}, 403),
    ({"origin": NEIGHBOUR}, 403),
    ({"sec_fetch_site": "cross-site"}, 403),
    ({"sec_fetch_site": "same-origin", "origin": OWN}, 200),
]


async def test_a_form_of_another_site_may_not(offline) -> None:
    for headers, status in FORMS:
        for content_type in (FORM, "text/plain", "multipart/form-data; boundary=x"):
            reply = await post(QUERY, "", content_type, None, **headers)
            assert reply.status_code == status, (headers, content_type)


async def test_a_neighbours_page_may_with_json_which_no_form_can_send(offline) -> None:
    for origin, status in ((OWN, 200), (NEIGHBOUR, 200), (NULL, 200), (FOREIGN, 403)):
        reply = await post(body={"message_type": "notice", "content": "x"}, origin=origin)
        assert reply.status_code == status, origin


async def test_with_tickets_only_staff_may(offline, settings) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})
    assert (await post(QUERY, "", FORM)).status_code == 401
    for staff, status in ((False, 403), (True, 200)):
        user = await read(User.objects.create_user, f"user{staff}", password="p", is_staff=staff)
        client = AsyncClient()
        await client.aforce_login(user)
        assert (await post(QUERY, "", FORM, client, origin=OWN)).status_code == status
        assert (await post(QUERY, "", FORM, client, origin=NEIGHBOUR)).status_code == 403


async def test_with_tickets_a_staff_session_still_needs_djangos_token(offline, settings) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})
    user = await read(User.objects.create_user, "boss", password="p", is_staff=True)
    client = AsyncClient(enforce_csrf_checks=True)
    await client.aforce_login(user)
    reply = await post(QUERY, "", FORM, client, origin=OWN)
    assert reply.status_code == 403
    assert "CSRF" in reply.json()["error"]["message"]


async def test_the_services_facts_and_counts(offline) -> None:
    client = AsyncClient()
    async with Client(path("ada")) as one, Client(path("ada")) as two, Client(path("bob")) as bob:
        for each in (one, two, bob):
            await entered(each)

        async def counted() -> bool:
            return bool((await client.get("/status")).json()["active_connections"] == 3)

        await eventually(counted)
        status = (await client.get("/status")).json()
        assert status["total_rooms"] == 2
        assert (status["heartbeat_interval"], status["connection_timeout"]) == (30, 90)
        assert status["service_uptime"] > 0
        facts = (await client.get("/", headers={"accept": "application/json"})).json()
    assert set(facts) == {
        *("service", "version", "status", "websocket_endpoint", "connections", "rooms"),
    }
    assert (facts["status"], facts["websocket_endpoint"]) == ("running", "/ws")
    assert (facts["connections"], facts["rooms"]) == (3, 2)
