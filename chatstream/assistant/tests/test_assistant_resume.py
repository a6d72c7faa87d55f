"""The frames that clients ask for, several tabs, and rooms of several people."""

from typing import Any

import orjson
import pytest

from chatstream.assistant.tests.asking import chat, completes, ended, entered, kinds_of, path
from chatstream.models import ChatMessage, Conversation
from llm.scripts import CallTool, Stall, tokens
from realtime.models import Event, Run
from realtime.testing import Client, Frame, is_type, without
from realtime.transactions import read

HANDOFF = CallTool("transfer_to_weather_agent")
WEATHER = CallTool("get_weather", "{}", "call_2")
ANSWER = ((tokens("看看。"), HANDOFF), WEATHER, (tokens("今天", "是", "晴天。"),))
TEXT = "看看。今天是晴天。"


async def resumed(client: Client) -> tuple[Frame, dict[str, Any] | None]:
    """Return the first frame, and the state where one follows."""
    first = await client.receive()
    assert first["type"] == "resumed"
    return first, None if first["recovered"] else (await client.receive())["state"]


def comparable(frame: Frame) -> Frame:
    return without(frame, {"timestamp"})


async def test_who_comes_back_after_any_frame_hears_the_same_end(upstream) -> None:
    await upstream(*ANSWER)
    async with Client(path("ada", since=0)) as page:
        first, state = await resumed(page)
        assert state is not None
        assert (state["run"], state["messages"], state["room_id"]) == (None, [], "user_ada_room")
        frames = await chat(page, "天气")
    assert frames[-1]["content"]["raw_response"] == TEXT
    for seen in range(1, len(frames)):
        place = {"since": frames[seen - 1]["offset"], "epoch": first["epoch"]}
        async with Client(path("ada", **place)) as back:
            assert (await resumed(back))[0]["recovered"] is True
            rest = await back.until(ended)
            assert await back.hears_nothing()
        assert comparable(rest[-1]) == comparable(frames[-1])
        known = [kinds_of(frame) for frame in rest]
        assert known == sorted(known, key=len)
        offsets = [frame["offset"] for frame in rest]
        assert offsets[0] > frames[seen - 1]["offset"]
        assert offsets == sorted(set(offsets))


async def test_who_joins_in_mid_answer_gets_all_of_it(upstream) -> None:
    await upstream((tokens("看看。"), HANDOFF), (tokens("今天", "是"), Stall()))
    async with Client(path("ada")) as asker:
        await entered(asker)
        await asker.send(type="chat", content="天气")
        said = await asker.until(lambda f: f["content"]["raw_response"] == "看看。今天是")
        async with Client(path("ada", since=0)) as late, Client(path("ada")) as plain:
            _, state = await resumed(late)
            assert state is not None
            assert state["run"]["response"]["raw_response"] == "看看。今天是"
            assert state["run"]["response"]["current_agent"] == "Weather Agent"
            assert state["run"]["query"] == "天气"
            await entered(plain)
            await late.send(type="stop")
            mine, theirs = (await late.until(ended))[-1], (await asker.until(ended))[-1]
            assert comparable(mine) == comparable(theirs)
            assert [event["type"] for event in mine["content"]["events"]] == [
                *("message", "handoff", "message"),
            ]
            assert await plain.hears_nothing()
            frames = await chat(plain, "")
            assert completes(frames[0])
    assert len(said) > 2


async def test_tabs_of_one_user_are_in_step(upstream) -> None:
    await upstream(*ANSWER)
    async with Client(path("ada")) as one, Client(path("ada")) as two:
        for tab in (one, two):
            await entered(tab)
        mine = await chat(one, "天气")
        assert await two.until(ended) == mine


async def test_another_users_room_is_silent_and_so_is_the_typewriter_chat(upstream) -> None:
    await upstream(*ANSWER)
    async with (
        Client(path("ada")) as ada,
        Client(path("bob")) as bob,
        Client("/ws/chat/ada") as typewriter,
    ):
        await entered(ada)
        await entered(bob)
        await chat(ada, "天气")
        assert await bob.hears_nothing()
        assert await typewriter.hears_nothing()
    kept = await read(lambda: list(Conversation.objects.values_list("service", "user_id")))
    assert kept == [("assistant", "ada")]


async def test_all_members_of_a_shared_room_hear_what_one_asks(upstream) -> None:
    await upstream(*ANSWER)
    urls = [path(user, room_id="家") for user in ("ada", "bob")]
    async with Client(urls[0]) as ada, Client(urls[1]) as bob, Client(path("eve")) as eve:
        assert (await entered(ada))["content"]["room_id"] == "家"
        await entered(bob)
        await entered(eve)
        frames = await chat(ada, "天气")
        assert await bob.until(ended) == frames
        assert {(frame["room_id"], frame["receiver_id"]) for frame in frames} == {("家", "ada")}
        assert await eve.hears_nothing()
    run = await read(Run.objects.get)
    assert (run.actor, run.input["user_id"]) == ("ada", "ada")
    kept = await read(lambda: list(Conversation.objects.values_list("service", "user_id")))
    assert kept == [("assistant-room", "家")]
    async with Client(path("bob", room_id="家", since=0)) as page:
        _, state = await resumed(page)
        assert state is not None
        assert [(m["role"], m["user_id"]) for m in state["messages"]] == [
            ("user", "ada"),
            ("assistant", "ada"),
        ]
        assert state["context"] == {}


async def test_who_asks_for_deltas_hears_who_is_there_and_each_thing_once(upstream) -> None:
    await upstream(*ANSWER)
    async with (
        Client(path("ada", room_id="r", stream="delta")) as fine,
        Client(path("bob", room_id="r", username="Bob")) as plain,
    ):
        await entered(fine)
        await entered(plain)
        people: list[Any] = []
        while [person["name"] for person in people] != ["用户_ada", "Bob"]:
            told = await fine.receive()
            assert told["type"] == "presence"
            people = told["people"]
        await plain.send(type="chat", content="天气")
        frames = await fine.until(is_type("ai_ended"))
        whole = (await plain.until(ended))[-1]["content"]
    assert "".join(f["content"] for f in frames if f["type"] == "ai_delta") == TEXT
    events = [frame["content"] for frame in frames if frame["type"] == "ai_event"]
    assert [event["id"] for event in events] == [event["id"] for event in whole["events"]]
    assert [event["type"] for event in events] == [
        *("message", "handoff", "tool_call", "tool_output", "message"),
    ]
    assert frames[0]["type"] == "ai_started"
    assert frames[0]["content"] == {
        "conversation_id": whole["conversation_id"],
        "current_agent": "Triage Agent",
        "query": "天气",
    }
    assert frames[-1]["content"] == {"message": "对话完成", "is_finished": True, "stopped": False}


async def test_deltas_resume_after_any_frame_to_the_same_text(upstream) -> None:
    await upstream(*ANSWER)
    async with Client(path("ada", since=0, stream="delta")) as page:
        first, _ = await resumed(page)
        await page.send(type="chat", content="天气")
        frames = await page.until(is_type("ai_ended"))
    frames = [frame for frame in frames if frame["type"] != "presence"]

    def text(heard: list[Frame]) -> str:
        return "".join(frame["content"] for frame in heard if frame["type"] == "ai_delta")

    for seen in range(1, len(frames)):
        place = {"since": frames[seen - 1]["offset"], "epoch": first["epoch"], "stream": "delta"}
        async with Client(path("ada", **place)) as back:
            await resumed(back)
            rest = await back.until(is_type("ai_ended"))
        assert text(frames[:seen] + rest) == text(frames) == TEXT


async def test_a_repeated_question_is_accepted_and_starts_nothing(upstream) -> None:
    server = await upstream((tokens("好"),))
    async with Client(path("ada")) as client:
        await entered(client)
        first = await chat(client, "你好", client_message_id="m-1")
        assert (first[0]["type"], first[0]["repeat"]) == ("accepted", False)
        await client.send(type="chat", content="你好", client_message_id="m-1")
        assert (await client.receive())["repeat"] is True
        assert await client.hears_nothing()
    assert server.script.calls == 1
    assert await read(ChatMessage.objects.filter(role="user").count) == 1


async def test_the_model_is_reminded_of_the_conversation(upstream) -> None:
    server = await upstream((tokens("一"),), (tokens("二"),))
    async with Client(path("ada")) as client, Client("/ws/chat/ada") as typewriter:
        await entered(client)
        await chat(client, "甲")
        await typewriter.send(query="乙")
        await typewriter.until(lambda frame: frame.get("status") == "completed")
        await chat(client, "丙")
    said = [(m["role"], m["content"]) for m in server.requests[-1].body["messages"][1:]]
    assert said == [("user", "甲"), ("assistant", "一"), ("user", "丙")]


async def test_what_an_answer_has_done_is_told_when_its_log_is_gone(upstream) -> None:
    long = CallTool("get_weather", orjson.dumps({"place": "n" * 1_000}).decode(), "call_3")
    await upstream((tokens("看看。"), HANDOFF), long, (tokens("晴天", "🌤"),))
    async with Client(path("ada")) as client:
        await entered(client)
        await chat(client, "天气")
    await read(Event.objects.all().delete)
    async with Client(path("ada", since=1, epoch="gone")) as back:
        _, state = await resumed(back)
    assert state is not None
    asked, answered = state["messages"]
    assert asked["details"] == {}
    details = answered["details"]
    assert details["agent"] == "Weather Agent"
    assert details["parts"] == [
        {"agent": "Triage Agent", "characters": 3},
        {"agent": "Weather Agent", "characters": 3},
    ]
    done = {event["type"]: event for event in details["events"]}
    assert done["handoff"]["metadata"]["target_agent"] == "Weather Agent"
    assert (done["tool_call"]["content"], done["tool_call"]["metadata"]) == (
        "get_weather",
        {"call_id": "call_3"},
    )
    assert done["tool_output"]["metadata"]["ok"] is True


async def test_a_stopped_answers_last_words_are_its_agents_too(upstream) -> None:
    await upstream((tokens("看看。"), HANDOFF), (tokens("今天"), Stall()))
    async with Client(path("ada")) as client:
        await entered(client)
        await client.send(type="chat", content="天气")
        await client.until(lambda frame: "今天" in str(frame["content"]))
        await client.send(type="stop")
        await client.until(ended)
    async with Client(path("ada", since=0)) as back:
        _, state = await resumed(back)
    assert state is not None
    assert state["messages"][-1]["details"]["parts"] == [
        {"agent": "Triage Agent", "characters": 3},
        {"agent": "Weather Agent", "characters": 2},
    ]


@pytest.mark.parametrize("query", ["since=3&epoch=wrong", "since=x&epoch=y"])
async def test_who_cannot_be_recovered_gets_the_state(offline, query) -> None:
    async with Client(path("ada")) as client:
        await entered(client)
        await chat(client, "你好")
    async with Client(f"{path('ada')}&{query}") as back:
        _, state = await resumed(back)
        assert state is not None
        assert [message["role"] for message in state["messages"]] == ["user", "assistant"]
        assert state["agents"][0]["name"] == "Triage Agent"
