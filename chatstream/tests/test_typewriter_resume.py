"""The frames that clients ask for, on the typewriter chat."""

import asyncio
from typing import Any

import orjson
import pytest

from chatstream import selectors
from chatstream.models import ChatMessage
from chatstream.tests.folding import fold
from chatstream.tests.test_typewriter_wire import answered, ask
from llm.scripts import CallTool, Stall, tokens
from realtime.models import Event, Room, Run
from realtime.testing import Client, is_type
from realtime.transactions import read, read_snapshot

FRESH = "/ws/chat/ada?since=0"


async def stored_state() -> dict[str, Any]:
    def state() -> dict[str, Any]:
        with read_snapshot():
            return selectors.room_state(Room.objects.get(name="ada"))

    return await read(state)


async def opened(client: Client) -> dict[str, Any]:
    """Pass over a fresh page's first two frames; return the state."""
    resumed, state = await client.receive(), await client.receive()
    assert (resumed["type"], resumed["recovered"], state["type"]) == ("resumed", False, "state")
    assert resumed["offset"] == state["offset"]
    return {**state["state"], "epoch": resumed["epoch"], "offset": state["offset"]}


async def test_a_fresh_page_gets_the_state_and_then_lives(offline) -> None:
    async with Client("/ws/chat/ada") as plain:
        await ask(plain, "你好")
    async with Client(FRESH) as page:
        state = await opened(page)
        assert [message["role"] for message in state["messages"]] == ["user", "assistant"]
        assert (state["run"], state["queue"], state["user_id"]) == (None, [], "ada")
        frames = await ask(page, "谢谢")
        assert frames[0]["offset"] > state["offset"]


async def test_a_socket_that_comes_back_gets_what_it_missed_and_nothing_twice(offline) -> None:
    async with Client(FRESH) as page:
        state = await opened(page)
        frames = await ask(page, "你好")
    everything = "".join(frame.get("content", "") for frame in frames)
    for cut in range(len(frames)):
        seen = frames[:cut]
        since = seen[-1]["offset"] if seen else max(state["offset"], 1) - 1
        if since == 0:
            continue
        async with Client(f"/ws/chat/ada?since={since}&epoch={state['epoch']}") as back:
            resumed = await back.receive()
            assert resumed == {
                "type": "resumed",
                "recovered": True,
                "epoch": state["epoch"],
                "offset": frames[-1]["offset"],
            }
            rest = await back.until(answered) if cut < len(frames) else []
            assert await back.hears_nothing()
        assert "".join(frame.get("content", "") for frame in seen + rest) == everything


async def test_a_page_that_joins_in_mid_answer_folds_to_the_same_text(upstream) -> None:
    await upstream((tokens("一", "二"), Stall()))
    async with Client("/ws/chat/ada") as asker:
        await asker.send(query="数数")
        said = await asker.until(lambda frame: "二" in frame.get("content", ""))
        async with Client(FRESH) as late:
            state = await opened(late)
            assert state["run"]["text"] == "".join(frame.get("content", "") for frame in said)
            assert state["run"]["query"] == "数数"
            await late.send(type="stop")
            rest = await late.until(answered)
            assert (await asker.until(answered))[-1] == rest[-1]
    assert rest[-1]["data"]["stopped"] is True


async def test_state_plus_frames_equals_a_fresh_fetch(upstream) -> None:
    await upstream((tokens("一", "二", "三"),), (tokens("四"), Stall()))
    async with Client(FRESH) as page, Client("/ws/chat/ada") as asker:
        state = await opened(page)
        await ask(asker, "先数")
        heard = await page.until(answered)
        assert fold(state, heard) == fold(await stored_state(), [])
        await asker.send(query="再数")
        heard += await page.until(lambda frame: frame.get("content") == "四")
        assert fold(state, heard) == fold(await stored_state(), [])
        await asker.send(type="stop")
        heard += await page.until(answered)
        assert fold(state, heard) == fold(await stored_state(), [])


@pytest.mark.parametrize(
    "place",
    [
        "since=3&epoch=wrong",
        "since=3",
        "since=999999&epoch={}",
        "since=-1&epoch={}",
        "since=x&epoch={}",
        "since=&epoch={}",
    ],
)
async def test_who_cannot_be_recovered_gets_the_state_instead(offline, place) -> None:
    async with Client(FRESH) as page:
        epoch = (await opened(page))["epoch"]
        await ask(page, "你好")
    async with Client("/ws/chat/ada?" + place.format(epoch)) as back:
        state = await opened(back)
        assert [message["role"] for message in state["messages"]] == ["user", "assistant"]
        assert await back.hears_nothing()


async def test_a_pruned_log_is_never_silent(offline) -> None:
    async with Client(FRESH) as page:
        epoch = (await opened(page))["epoch"]
        await ask(page, "你好")

    def prune() -> None:
        Event.objects.filter(offset__lte=4).delete()
        Room.objects.update(pruned_to=4)

    await read(prune)
    async with Client(f"/ws/chat/ada?since=3&epoch={epoch}") as back:
        assert len((await opened(back))["messages"]) == 2
    async with Client(f"/ws/chat/ada?since=4&epoch={epoch}") as back:
        assert (await back.receive())["recovered"] is True


async def test_the_tools_of_an_answer_are_told_when_its_log_is_gone(upstream) -> None:
    await upstream((CallTool("query_unpaid_bills"),), (tokens("好了"),), (tokens("再"), Stall()))
    async with Client(FRESH) as page:
        await ask(page, "账单")
        await page.send(query="再来")
        await page.until(is_type("chunk"))
        await page.send(type="stop")
        await page.until(answered)
    await read(Event.objects.all().delete)
    async with Client("/ws/chat/ada?since=1&epoch=gone") as back:
        told = [message["tools"] for message in (await opened(back))["messages"]]
    assert [[(tool["tool"], tool["status"]) for tool in tools] for tools in told] == [
        [],
        [("query_unpaid_bills", "completed")],
        [],
        [],
    ]


async def test_a_plain_socket_hears_no_run_that_began_before_it(upstream) -> None:
    await upstream((tokens("旧"), Stall()), (tokens("新"),))
    async with Client("/ws/chat/ada") as watching:
        await watching.send(query="第一")
        await watching.until(is_type("chunk"))
        async with Client("/ws/chat/ada") as later:
            await watching.send(type="stop")
            await watching.until(answered)
            assert await later.hears_nothing()
            frames = await ask(later, "第二")
    assert [frame.get("content") for frame in frames if frame["type"] == "chunk"] == ["新", ""]


async def test_a_new_question_replaces_an_answer_that_nobody_watches(upstream) -> None:
    await upstream((tokens("旧"), Stall()), (tokens("新"),))
    async with Client("/ws/chat/ada") as gone:
        await gone.send(query="第一")
        await gone.until(is_type("chunk"))
    async with Client("/ws/chat/ada") as client:
        frames = await ask(client, "第二")
    assert frames[0]["data"]["query"] == "第二"
    states = await read(lambda: list(Run.objects.order_by("id").values_list("state", flat=True)))
    assert states == ["stopped", "completed"]
    first = await read(lambda: ChatMessage.objects.filter(role="assistant").earliest("id"))
    assert (first.text, first.status) == ("旧", "stopped")


async def test_questions_wait_their_turn_while_somebody_watches(upstream) -> None:
    await upstream((tokens("一"), Stall()), (tokens("二"),), (tokens("三"),))
    async with Client("/ws/chat/ada") as client:
        await client.send(query="甲")
        await client.until(is_type("chunk"))
        for query in ("乙", "丙"):
            await client.send(query=query, client_message_id=query)
        await client.until(lambda frame: frame.get("client_message_id") == "丙")
        async with Client(FRESH) as page:
            state = await opened(page)
            assert [waiting["query"] for waiting in state["queue"]] == ["乙", "丙"]
        await client.send(type="stop")
        frames = [frame for _ in range(3) for frame in await client.until(answered)]
    asked = [frame["data"]["query"] for frame in frames if frame.get("status") == "thinking"]
    assert asked == ["乙", "丙"]


async def test_a_full_queue_is_a_retryable_error(upstream, settings) -> None:
    await upstream((tokens("一"), Stall()))
    async with Client("/ws/chat/ada") as client:
        await client.send(query="甲")
        await client.until(is_type("chunk"))
        for number in range(8):
            await client.send(query=f"第{number}", client_message_id=str(number))
            assert (await client.receive())["type"] == "accepted"
        await client.send(query="太多", client_message_id="much")
        error = await client.receive()
        assert (error["type"], error["retryable"]) == ("error", True)
        assert error["client_message_id"] == "much"


async def test_a_repeated_command_is_accepted_and_starts_nothing(upstream) -> None:
    server = await upstream((tokens("好"),))
    async with Client("/ws/chat/ada") as client:
        first = await ask(client, "你好", client_message_id="m-1")
        assert first[0]["type"] == "accepted"
        assert first[0]["repeat"] is False
        await client.send(query="你好", client_message_id="m-1")
        again = await client.receive()
        assert again == {**first[0], "repeat": True, "offset": again["offset"]}
        assert await client.hears_nothing()
    async with Client("/ws/chat/bob") as other:
        assert (await ask(other, "你好", client_message_id="m-1"))[0]["repeat"] is False
    assert server.script.calls == 2
    assert await read(ChatMessage.objects.filter(role="user").count) == 2


async def test_accepted_goes_to_the_asker_only(offline) -> None:
    async with Client("/ws/chat/ada") as asker, Client("/ws/chat/ada") as other:
        await ask(asker, "你好", client_message_id="m-1")
        assert "accepted" not in [frame["type"] for frame in await other.until(answered)]


@pytest.mark.parametrize("bad", ["", "x" * 65, 7, ["a"]])
async def test_a_bad_message_id_is_an_error_and_starts_nothing(offline, bad) -> None:
    async with Client("/ws/chat/ada") as client:
        await client.send(query="你好", client_message_id=bad)
        assert (await client.receive())["content"].startswith("处理出错: ")
        assert await client.hears_nothing()


async def test_stop_names_a_run_or_means_the_running_one(upstream) -> None:
    await upstream((tokens("一"), Stall()))
    async with Client("/ws/chat/ada") as client, Client("/ws/chat/bob") as stranger:
        await client.send(query="甲")
        run = (await client.until(is_type("chunk")))[-1]["run"]
        await client.send(query="乙", client_message_id="b")
        waiting = (await client.receive())["run"]
        await stranger.send(type="stop", run=run)
        await stranger.send(type="stop")
        await client.send(type="stop", run="no-such-run")
        await client.send(type="stop", run=waiting, client_message_id="s")
        assert (await client.receive())["run"] == waiting
        assert await client.hears_nothing()
        await client.send(type="stop", run=run)
        assert (await client.until(answered))[-1]["data"]["stopped"] is True
    states = await read(lambda: set(Run.objects.values_list("state", flat=True)))
    assert states == {"stopped"}


async def test_no_frame_outgrows_what_clients_take(upstream) -> None:
    """Long questions that wait, and a long answer that runs, in the face of a fresh page."""
    await upstream((tokens(*["字" * 50_000] * 8), Stall()))
    async with Client("/ws/chat/ada") as client:
        for number in range(9):
            await client.send(query="长" * 80_000, client_message_id=str(number))
        heard = ""
        while len(heard) < 400_000:
            heard += (await client.receive()).get("content", "")
        async with Client(FRESH) as page:
            frames = [await page.receive(), await page.receive()]
            while len("".join(frame.get("content", "") for frame in frames)) < 400_000:
                frames.append(await page.receive())
    assert frames[1]["type"] == "state"
    assert max(len(orjson.dumps(frame)) for frame in frames) < 768_000


async def test_a_stored_answer_that_is_too_long_for_a_page_says_that_it_is_cut(upstream) -> None:
    await upstream((tokens(*["字" * 30_000] * 2),))
    async with Client("/ws/chat/ada") as client:
        await ask(client, "长")
        async with Client(FRESH) as page:
            answer = (await opened(page))["messages"][-1]
        assert (len(answer["text"]), answer["truncated"]) == (selectors.PAGE_CHARACTERS, True)


async def test_our_auth_frame_is_answered(offline) -> None:
    async with Client("/ws/chat/ada") as client:
        await client.send(type="auth", ticket="whatever")
        assert await client.receive() == {"type": "auth_success", "user_id": "ada"}


async def test_stop_and_new_questions_work_while_a_model_is_silent(upstream) -> None:
    await upstream((Stall(),))
    async with Client("/ws/chat/ada") as client:
        await client.send(query="甲")
        await client.until(lambda frame: frame.get("status") == "thinking")
        await client.send(query="", client_message_id="x")
        assert (await client.receive())["content"] == "查询内容不能为空"
        async with asyncio.timeout(2):
            await client.send(type="stop")
            assert (await client.until(answered))[-1]["data"]["stopped"] is True
