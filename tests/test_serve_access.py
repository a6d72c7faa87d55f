"""Tickets and sessions on real servers: the five places, renewal, foreign rooms (G18)."""

import itertools
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from tests.conftest import Serve
from tests.people import Person, signed_in, ticket
from tests.server import ServerProcess
from tests.sockets import answered, connected, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLACES = ("header", "subprotocol", "query", "token query")


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(request: pytest.FixtureRequest, serve_for_session: Serve) -> ServerProcess:
    return serve_for_session(
        request.param, access="ticket", offline_words_per_second="400", log_level="DEBUG"
    )


@pytest.fixture(scope="module")
def people(server: ServerProcess) -> list[Person]:
    return signed_in(server, "ada", "bob")


@pytest.fixture(scope="module")
def ada(people: list[Person]) -> Person:
    return people[0]


@pytest.fixture(scope="module")
def bob(people: list[Person]) -> Person:
    return people[1]


@pytest.fixture(scope="module")
def adas(ada: Person) -> str:
    """A ticket for ada's room."""
    return ada.ticket


def shown(place: str, shown_ticket: str) -> dict[str, Any]:
    """Return how a client shows a ticket in its handshake."""
    ways: dict[str, dict[str, Any]] = {
        "header": {"headers": {"Authorization": f"Bearer {shown_ticket}"}},
        "subprotocol": {"subprotocols": ["tokenwire", shown_ticket]},
        "query": {"ticket": shown_ticket},
        "token query": {"token": shown_ticket},
    }
    return ways[place]


async def status(server: ServerProcess, user: str, **how: Any) -> int:
    try:
        async with connected(server, user, **how):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("place", PLACES)
async def test_a_ticket_counts_in_the_handshake(server, adas, place) -> None:
    async with connected(server, "ada", **shown(place, adas)) as socket:
        assert socket.subprotocol == ("tokenwire" if place == "subprotocol" else None)
        assert (await socket.ask("你好"))[-1]["status"] == "completed"


async def test_a_client_that_offers_nothing_but_its_ticket_gets_it_back(server, adas) -> None:
    async with connected(server, "ada", subprotocols=[adas]) as socket:
        assert socket.subprotocol == adas


async def test_a_ticket_counts_as_the_first_frame(server, adas) -> None:
    async with connected(server, "ada") as socket:
        await socket.send(type="auth", ticket=adas)
        assert await socket.receive() == {"type": "auth_success", "user_id": "ada"}
        assert (await socket.ask("你好"))[-1]["status"] == "completed"


async def test_whoever_resumes_is_let_in_first_and_told_where_it_stands_then(server, adas) -> None:
    async with connected(server, "ada", since=0) as socket:
        await socket.send(type="auth", ticket=adas)
        types = [frame["type"] for frame in await socket.count(3)]
    assert types == ["auth_success", "resumed", "state"]


async def test_the_documents_own_token_is_a_ticket_in_an_auth_frame(server, adas) -> None:
    async with connected(server, "ada") as socket:
        await socket.send(type="auth", token=adas)
        assert await socket.receive() == {"type": "auth_success", "user_id": "ada"}


async def test_the_documents_own_token_is_a_ticket_in_the_first_query(server, adas) -> None:
    async with connected(server, "ada") as socket:
        frames = await socket.ask("你好", token=adas)
        again = await socket.ask("你好")
    assert "auth_success" not in {frame["type"] for frame in frames}
    assert [frames[-1]["status"], again[-1]["status"]] == ["completed", "completed"]
    assert text_of(frames)


async def test_a_session_counts_for_its_users_room_on_this_servers_page(server, ada) -> None:
    origin = server.url
    async with connected(server, "ada", origin=origin, headers=ada.cookie) as socket:
        assert (await socket.ask("你好"))[-1]["status"] == "completed"


@pytest.mark.parametrize("frame", [{"query": "你好"}, {"type": "stop"}, {"type": "auth"}, {"x": 1}])
async def test_who_shows_no_ticket_hears_nothing_and_is_closed(server, frame) -> None:
    async with connected(server, "ada") as socket:
        await socket.send(**frame)
        assert await socket.close_code() == 4401
    assert socket.heard == []


BAD = ["tw1_x", "", "tw1_" + "A" * 400, "not a ticket", "tw1_🙂", "tw1_W10.AAAA"]


@pytest.mark.parametrize("bad", BAD)
async def test_a_forged_ticket_is_refused_wherever_it_is_shown(server, bad) -> None:
    with server.without_tracebacks():
        if bad:
            assert await status(server, "ada", ticket=bad) == 403
        async with connected(server, "ada") as socket:
            await socket.send(type="auth", ticket=bad)
            assert await socket.close_code() == 4401


@pytest.mark.parametrize("place", PLACES)
async def test_a_ticket_opens_no_room_but_its_own(server, adas, place) -> None:
    assert await status(server, "bob", **shown(place, adas)) == 403
    assert await status(server, "nobody-of-this-name", **shown(place, adas)) == 403


async def test_a_ticket_for_another_room_is_refused_as_a_first_frame_too(server, adas) -> None:
    async with connected(server, "bob") as socket:
        await socket.send(type="auth", ticket=adas)
        assert await socket.close_code() == 4403


async def test_an_expired_ticket_is_refused(server) -> None:
    old = ticket(server, "ada", "--minutes", "0.00001")
    assert await status(server, "ada", ticket=old) == 403


async def test_a_changed_ticket_is_refused(server, adas) -> None:
    place = len(adas) // 2
    changed = adas[:place] + ("A" if adas[place] != "A" else "B") + adas[place + 1 :]
    assert await status(server, "ada", ticket=changed) == 403


async def test_a_renewed_ticket_must_be_the_same_users(server, adas) -> None:
    others = ticket(server, "ada", "--actor", "eve")
    async with connected(server, "ada", ticket=adas) as socket:
        await socket.send(type="auth", ticket=ticket(server, "ada"))
        assert await socket.receive() == {"type": "auth_success", "user_id": "ada"}
        await socket.send(type="auth", ticket=others)
        assert await socket.close_code() == 4403


async def test_nobody_hears_a_room_that_is_not_theirs(server, ada, bob) -> None:
    """Two users, each way of knocking, each way of speaking over HTTP (G18)."""
    secret = "只有 ada 知道"
    origin = server.url
    async with connected(server, "ada", origin=origin, headers=ada.cookie) as socket:
        first = await socket.ask(secret)
    run = first[0]["run"]
    heard: list[object] = []
    places: list[dict[str, Any]] = [{"headers": bob.cookie, "origin": origin}, *(
        shown(place, bob.ticket) for place in PLACES
    )]  # fmt: skip
    positions: list[dict[str, Any]] = [{}, {"since": 0}, {"since": 1, "epoch": "x"}]
    for way, since in itertools.product(places, positions):
        with suppress(InvalidStatus):
            async with connected(server, "ada", **way, **since) as foreign:
                await foreign.send(type="stop", run=run)
                assert await foreign.close_code() == 4401
                heard += foreign.heard
    async with connected(server, "bob", origin=origin, headers=bob.cookie, since=0) as own:
        await own.send(type="stop", run=run)
        await own.send(query="你好")
        await own.until(answered)
    assert heard == []
    assert secret not in str(own.heard)


async def test_over_http_the_same_rule_holds(server, ada, bob, adas) -> None:
    ask = {"user_id": "ada", "query": "你好"}
    bearer = {"Authorization": f"Bearer {adas}"}
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        assert (await http.post("/chat", json=ask)).status_code == 401
        assert (await http.post("/chat", json=ask, headers=bearer)).status_code == 200
        assert (await http.post(f"/chat?ticket={adas}", json=ask)).status_code == 200
        assert (await http.post("/chat?ticket=tw1_x", json=ask)).status_code == 401
        foreign = {"user_id": "bob", "query": "你好"}
        unknown = {"user_id": "nobody-of-this-name", "query": "你好"}
        replies = [
            await http.post("/chat", json=body, headers=bearer) for body in (foreign, unknown)
        ]
    assert [reply.status_code for reply in replies] == [403, 403]
    assert replies[0].json() == replies[1].json()


async def test_a_session_counts_over_http_with_a_csrf_token_from_its_own_page(server, ada) -> None:
    ask = {"user_id": "ada", "query": "你好"}
    forged = {**ada.cookie, "Cookie": f"{ada.cookie['Cookie']}; csrftoken={'a' * 32}"}
    token = {**forged, "X-CSRFToken": "a" * 32}
    own = {**token, "Origin": server.url}
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        for headers, expected in [
            (ada.cookie, 403),
            (token, 403),  # no origin: never a cookie
            ({**forged, "Origin": server.url}, 403),  # no token
            ({**token, "Origin": "http://localhost:5173"}, 403),  # a neighbour
            ({**token, "Origin": "http://evil.example"}, 403),
            (own, 200),
        ]:
            reply = await http.post("/chat", json=ask, headers=headers)
            assert (headers, reply.status_code) == (headers, expected)
        reply = await http.post("/chat", json={**ask, "user_id": "bob"}, headers=own)
        assert reply.status_code == 403


async def test_a_signed_in_user_gets_a_ticket_for_their_room_and_no_other(server, ada) -> None:
    cookie = f"{ada.cookie['Cookie']}; csrftoken={'a' * 32}"
    headers = {"Cookie": cookie, "X-CSRFToken": "a" * 32, "Origin": server.url}
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:

        async def post(headers: dict[str, str], **body: object) -> httpx2.Response:
            return await http.post("/api/tickets", json=body, headers=headers)

        given = await post(headers, service="typewriter")
        assert given.status_code == 201
        assert given.headers["Cache-Control"] == "no-store"
        assert given.json()["user_id"] == "ada"
        assert await status(server, "ada", ticket=given.json()["ticket"]) == 101
        assert (await post(headers, service="typewriter", room="bob")).status_code == 403
        assert (await post(headers, service="typewriter", room=7)).status_code == 400
        assert (await post(headers, service="nothing")).status_code == 400
        assert (await post({}, service="typewriter")).status_code == 401
        bearer = {"Authorization": f"Bearer {given.json()['ticket']}"}
        assert (await post(bearer, service="typewriter")).status_code == 401
        without = {**headers, "X-CSRFToken": ""}
        assert (await post(without, service="typewriter")).status_code == 403
        foreign = {**headers, "Origin": "http://evil.example"}
        assert (await post(foreign, service="typewriter")).status_code == 403
        assert (await http.get("/api/tickets", headers=headers)).status_code == 405


async def test_no_ticket_and_no_session_reaches_the_log(server, adas, ada) -> None:
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        await http.get(f"/status?ticket={adas}")
        await http.get(f"/nowhere?token={adas}", headers=ada.cookie)
        await http.post(f"/chat?ticket={adas}x", json={"user_id": "ada", "query": "你好"})
    await status(server, "ada", ticket=adas)
    assert adas[:40] not in server.log
    assert ada.session not in server.log
