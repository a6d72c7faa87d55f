"""What one sender may send, on real servers: floods, frames that are too big, too many sockets."""

import asyncio
import contextlib
from contextlib import AsyncExitStack

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from tests.conftest import Serve
from tests.server import ServerProcess
from tests.sockets import answered, connected

pytestmark = [pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

LIMIT = 262_144

CLOSE_4429 = (4429).to_bytes(2, "big")

#: Well below the ten seconds for which uvicorn waits.
LINGERS = 5.0

HANDSHAKE = (
    "GET /ws/chat/flood HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def strict(request: pytest.FixtureRequest, serve_for_session: Serve) -> ServerProcess:
    """A server whose limits are low."""
    return serve_for_session(
        request.param,
        message_limit="5 per minute",
        max_sockets_per_actor="3",
        max_json_depth="8",
        offline_words_per_second="400",
    )


async def test_a_flood_is_told_why_and_closed_while_others_are_answered(each_server) -> None:
    """1,000 frames at once against the default limit of 100 in 5 seconds."""
    with each_server.without_tracebacks():
        async with connected(each_server, "flood") as flood, connected(each_server, "ada") as ada:
            answer = asyncio.create_task(ada.ask("查询我的物业费账单"))
            for _ in range(1_000):
                await flood.send(type="stop")
            assert await flood.close_code() == 4429
            assert (await answer)[-1]["status"] == "completed"
    last = flood.heard[-1]
    assert (last["type"], last["code"], last["retryable"]) == ("error", "too_many", True)
    assert 1 <= last["retry_after"] <= 6


async def test_who_goes_on_after_being_told_to_leave_is_cut_off(serve: Serve) -> None:
    """uvicorn alone would read on for ten seconds."""
    server = serve(message_limit="1 per minute")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(HANDSHAKE.encode())
    assert b" 101 " in await reader.readline()
    async with asyncio.timeout(LINGERS):
        with pytest.raises(ConnectionError):
            await flood_for_ever(writer)


@pytest.mark.parametrize(
    "frame",
    [b"\x89\x80" + b"\0" * 4, b"\x8a\x80" + b"\0" * 4, b"\x00\x80" + b"\0" * 4],
    ids=["pings", "pongs", "empty fragments"],
)
async def test_what_never_becomes_a_message_is_counted_too(serve: Serve, frame: bytes) -> None:
    server = serve()
    with server.without_tracebacks():
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(HANDSHAKE.encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\x01\x81" + b"\0" * 4 + b"{" + frame * 2_000)
        async with asyncio.timeout(LINGERS):
            heard = await heard_to_the_end(reader)
    assert CLOSE_4429 in heard
    writer.close()


async def heard_to_the_end(reader: asyncio.StreamReader) -> bytes:
    heard = b""
    with contextlib.suppress(ConnectionError):
        while part := await reader.read(65_536):
            heard += part
    return heard


async def flood_for_ever(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write((b"\x81\x82" + b"\0" * 4 + b"{}") * 100)
        await writer.drain()
        await asyncio.sleep(0.01)  # a flood, but not of this test's machine


async def test_the_page_of_a_patient_person_never_meets_the_limit(each_server) -> None:
    async with connected(each_server, "patient", since=0) as socket:
        for number in range(10):  # as fast as answers come
            await socket.send(query="你好", client_message_id=f"q-{number}")
            frames = await socket.until(answered)
            assert frames[-1]["status"] == "completed"


async def test_the_close_reason_says_when_to_come_back(strict: ServerProcess) -> None:
    async with connected(strict, "hasty") as socket:
        for _ in range(6):
            await socket.send(type="stop")
        assert await socket.close_code() == 4429
    if strict.kind == "uvicorn":  # daphne sends no reasons
        assert socket.close_reason.startswith("too many messages; retry after ")
    assert [frame["type"] for frame in socket.heard] == ["error"]


async def test_a_new_socket_has_a_limit_of_its_own(strict: ServerProcess) -> None:
    for _ in range(2):
        async with connected(strict, "renewed") as socket:
            assert (await socket.ask("你好"))[-1]["status"] == "completed"


async def test_one_user_has_so_many_sockets_and_no_more(strict: ServerProcess) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(connected(strict, "tabs"))
        async with connected(strict, "tabs") as fourth:
            assert await fourth.close_code() == 4429
        async with connected(strict, "other") as other:
            assert (await other.ask("你好"))[-1]["status"] == "completed"
    async with connected(strict, "tabs") as freed:
        assert (await freed.ask("你好"))[-1]["status"] == "completed"


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
@pytest.mark.parametrize("access", ["open", "ticket"])
async def test_one_address_has_so_many_sockets_known_or_not(serve: Serve, kind, access) -> None:
    server = serve(kind, access=access, max_sockets_per_address="4")
    async with AsyncExitStack() as stack:
        for number in range(4):
            await stack.enter_async_context(connected(server, f"user{number}"))
        async with connected(server, "user5") as fifth:
            assert await fifth.close_code() == 4429


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
async def test_an_address_that_knocks_too_often_is_told_to_wait(serve: Serve, kind) -> None:
    server = serve(kind, handshake_limit="3 per minute", offline_words_per_second="400")
    for _ in range(3):
        async with connected(server, "ada") as socket:
            assert (await socket.ask("你好"))[-1]["status"] == "completed"
    async with connected(server, "ada") as fourth:
        assert await fourth.close_code() == 4429


@pytest.mark.parametrize(
    ("size", "code"), [(LIMIT + 1, 4413), (LIMIT * 2, 4413)], ids=["just above", "twice"]
)
async def test_a_frame_that_is_too_big_is_told_the_limit_and_closed(
    each_server, size, code
) -> None:
    async with connected(each_server, "big") as socket:
        await socket.send_text('{"query":"' + "x" * size + '"}')
        assert await socket.close_code() == code
    assert str(LIMIT) in socket.heard[-1]["content"]


async def test_a_frame_just_below_the_limit_is_taken(each_server) -> None:
    async with connected(each_server, "fits") as socket:
        text = '{"query":"你好","more":"' + "x" * (LIMIT - 100) + '"}'
        await socket.send_text(text)
        assert (await socket.until(answered))[-1]["status"] == "completed"


async def test_150_megabytes_as_fast_as_they_go_leave_no_trace(serve: Serve) -> None:
    """Frames below the limit of size, so that the limit of number has to stop them (G8)."""
    server = serve()
    async with connected(server, "warm") as warm:
        await warm.ask("你好")
    before = server.resident_bytes
    frame = '{"type":"stop","more":"' + "x" * (LIMIT - 100) + '"}'
    async with connected(server, "flood") as flood, connected(server, "ada") as ada:
        answer = asyncio.create_task(ada.ask("查询我的物业费账单"))
        closing = asyncio.create_task(flood.close_code())
        for _ in range(150_000_000 // LIMIT):
            try:
                await flood.send_text(frame)
            except ConnectionClosed:
                break
        assert await closing == 4429
        assert (await answer)[-1]["status"] == "completed"
    assert server.resident_bytes - before < 16 * 1024 * 1024


async def test_deep_json_is_refused_and_a_shallow_frame_after_it_is_not(strict) -> None:
    async with connected(strict, "deep") as socket:
        await socket.send_text('{"query":' + "[" * 8 + "]" * 8 + "}")
        refused = await socket.receive()
        assert (refused["type"], refused["code"]) == ("error", "not_json")
        assert (await socket.ask("你好"))[-1]["status"] == "completed"


async def test_over_http_the_same_limits_are_429_and_413(strict: ServerProcess) -> None:
    async with httpx2.AsyncClient(base_url=strict.url, trust_env=False) as http:
        big = {"user_id": "big", "query": "x" * LIMIT}
        assert (await http.post("/chat", json=big)).status_code == 413
        replies = [
            await http.post("/chat", json={"user_id": "http", "query": ""}) for _ in range(6)
        ]
        other = await http.post("/chat", json={"user_id": "other http", "query": "你好"})
    assert [reply.status_code for reply in replies] == [400] * 5 + [429]
    assert 1 <= int(replies[-1].headers["Retry-After"]) <= 60
    assert replies[-1].json()["error"]["code"] == "too_many"
    assert other.status_code == 200
