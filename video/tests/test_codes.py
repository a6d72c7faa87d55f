"""Who may enter a code's room, and what a task id lets one do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.access import Actor, ticket_for
from realtime.errors import InvalidField
from realtime.testing import Client, HandshakeRefused, is_type
from video import services
from video.jobs import Order
from video.models import new_task_id
from video.rooms import TASK_IDS, code_of, code_room, is_secret
from video.tests.conftest import CODE, PATH, worked


@pytest.fixture
def ticketed(settings) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})


def path_of(code: str, **query: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/api/ws/video-generation?code={code}{more}"


def ticket(code: str) -> str:
    return ticket_for(Actor(code), code_room(code))[0]


def test_only_codes_of_the_documented_form_are_secrets() -> None:
    assert is_secret(CODE)
    for code in ("", "demo", "user_1_abcdefgh", CODE[:-1], CODE.upper(), f"{CODE}\n", f" {CODE}"):
        assert not is_secret(code)


@given(st.text(max_size=300) | st.none() | st.integers())
def test_a_code_is_a_text_that_a_room_can_be_named(sent) -> None:
    try:
        assert code_of(sent) == sent
    except InvalidField:
        assert not isinstance(sent, str) or not sent or "\0" in sent or len(sent) > 255


def test_a_task_id_is_a_number_that_javascript_holds() -> None:
    assert all(0 < new_task_id() <= TASK_IDS for _ in range(100))


async def test_a_secret_code_is_enough_where_tickets_count(offline, ticketed) -> None:
    async with Client(PATH) as client:
        assert (await client.receive())["type"] == "connected"


async def test_a_name_needs_a_ticket_where_tickets_count(offline, ticketed) -> None:
    async with Client(path_of("demo", ticket=ticket("demo"))) as client:
        assert (await client.receive())["type"] == "connected"
    async with Client(path_of("demo")) as client:
        await client.send(type="generate", prompt="x")
        assert await client.closed() == 4401
    async with Client(path_of("demo")) as client:
        await client.send(type="auth", ticket=ticket("demo"))
        assert (await client.until(is_type("connected")))[0]["type"] == "auth_success"
    for wrong in (ticket("another"), "tw1_forged"):
        for code in ("demo", CODE):
            with pytest.raises(HandshakeRefused):
                async with Client(path_of(code, ticket=wrong)):
                    pass


async def test_one_code_hears_nothing_of_anothers_jobs(offline) -> None:
    async with Client(path_of("one", stream="progress")) as one, Client(path_of("two")) as two:
        for client in (one, two):
            await client.receive()
        order = Order("a secret", "16:9", 5.0, "en")
        await services.video_generate("third", order, actor="third", address="")
        await worked()
        assert await one.hears_nothing()
        assert await two.hears_nothing()
    async with Client(path_of("one", since="0")) as one:
        await one.receive()
        assert (await one.receive())["state"]["jobs"] == []
