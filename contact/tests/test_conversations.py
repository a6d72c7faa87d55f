"""What a visitor and the AI say to each other: bursts, slow models, coming back, many tabs."""

import asyncio

from contact.models import Message
from contact.tests.conftest import ask, entered, said_by
from llm.scripts import Stall, tokens
from realtime.models import Run
from realtime.testing import Client, eventually, is_type
from realtime.transactions import read


def users(request) -> list[str]:
    return [m["content"] for m in request.body["messages"] if m["role"] == "user"]


async def stored() -> list[tuple[str, str, str]]:
    rows = Message.objects.order_by("id").values_list("sender", "text", "status")
    return await read(lambda: list(rows))


async def test_a_burst_of_messages_gets_one_answer_to_all_of_them(upstream, contact) -> None:
    contact(contact_gather_seconds=0.5)
    model = await upstream(tokens("all three"))
    async with Client("/contact") as client:
        await entered(client)
        for message in ("one", "two", "three"):
            await client.send(type="chat_message", message=message)
        frames = await client.until(said_by("assistant"))
        assert [f["type"] for f in frames] == ["chat_message_received"] * 3 + ["chat_message"]
        assert await client.hears_nothing()
    assert [users(request) for request in model.script.requests] == [["one\ntwo\nthree"]]
    assert await read(Run.objects.filter(kind="contact.answer").count) == 1


async def test_what_comes_while_an_answer_is_written_waits_and_is_answered_together(
    upstream,
) -> None:
    slow = (tokens(*"abcdefgh", delay=0.1),)
    model = await upstream(slow, tokens("both"))
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="chat_message", message="one")
        await asyncio.wait_for(model.script.asked.wait(), 5)
        for message in ("two", "three"):
            await client.send(type="chat_message", message=message)
        first = (await client.until(said_by("assistant")))[-1]
        second = (await client.until(said_by("assistant")))[-1]
        assert await client.hears_nothing()
    assert (first["message"], second["message"]) == ("abcdefgh", "both")
    said = [(m["role"], m["content"]) for m in model.script.requests[-1].body["messages"]]
    assert said[-3:] == [("user", "one"), ("assistant", "abcdefgh"), ("user", "two\nthree")]


async def test_a_slow_model_is_not_waited_for_and_the_rest_is_not_lost(upstream, contact) -> None:
    contact(contact_reply_seconds=1.5)
    await upstream(tokens("It is free. ", "And ", *["more "] * 7, "follows.", delay=0.2))
    async with Client("/contact") as client:
        await entered(client)
        part = (await ask(client, "x"))[-1]
        rest = (await client.until(said_by("assistant")))[-1]
    assert part["partial"] is True
    assert "partial" not in rest
    assert part["message"] == "It is free. "
    assert rest["message"] == f"And {'more ' * 7}follows."
    assert (await stored())[1:] == [
        ("assistant", part["message"], "completed"),
        ("assistant", rest["message"], "completed"),
    ]
    rows = await read(lambda: list(Message.objects.order_by("id").values_list("public_id")))
    assert [str(key) for (key,) in rows[1:]] == [part["message_id"], rest["message_id"]]


async def test_a_model_that_has_not_begun_in_time_is_spoken_for_honestly(upstream, contact) -> None:
    contact(contact_reply_seconds=0.2)
    await upstream(tokens("late", delay=0.5))
    async with Client("/contact") as client:
        await entered(client)
        word = (await ask(client, "x"))[-1]
        answer = (await client.until(said_by("assistant")))[-1]
    assert (word["message"], word["notice"]) == ("正在查找资料，请稍候，回答马上就到。", True)
    assert answer["message"] == "late"
    assert [text for _, text, _ in await stored()] == ["x", word["message"], "late"]


async def test_an_answer_that_ends_before_a_word_ends_its_waiting(upstream, contact) -> None:
    contact(contact_reply_seconds=0.2)
    await upstream(Stall())
    async with Client("/contact") as client:
        await entered(client)
        assert (await ask(client, "x"))[-1]["notice"] is True
        await client.send(type="stop")
        end = (await client.until(said_by("assistant")))[-1]
    assert (end["message"], end["status"]) == ("", "stopped")
    assert "notice" not in end
    assert [status for _, _, status in await stored()] == ["completed", "completed", "stopped"]


async def test_who_speaks_on_is_not_kept_waiting_by_a_slow_answer(upstream, contact) -> None:
    contact(contact_reply_seconds=1.5)
    model = await upstream((tokens("so far"), Stall()), tokens("the next"))
    async with Client("/contact") as client:
        await entered(client)
        part = (await ask(client, "one"))[-1]
        assert part["message"] == "so far"
        frames = await ask(client, "two")
    assert [f["message"] for f in frames if f.get("sender")] == ["the next"]
    assert ("assistant", "so far", "stopped") in await stored()
    assert users(model.script.requests[-1]) == ["one", "two"]


async def test_an_answer_that_is_late_ends_where_the_visitor_has_said_more(
    upstream, contact
) -> None:
    contact(contact_reply_seconds=1.5)
    model = await upstream((tokens("So far. And"), Stall()), tokens("the next"))
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="chat_message", message="one")
        await asyncio.wait_for(model.script.asked.wait(), 5)
        await client.send(type="chat_message", message="two")
        first = (await client.until(said_by("assistant")))[-1]
        second = (await client.until(said_by("assistant")))[-1]
    assert (first["message"], second["message"]) == ("So far. And", "the next")
    assert [text for _, text, _ in await stored()] == ["one", "two", "So far. And", "the next"]


async def test_a_stopped_answer_is_told_as_far_as_it_came(upstream) -> None:
    await upstream((tokens("half"), Stall()))
    async with Client("/contact?since=0&stream=delta") as client:
        [_, state] = await client.until(is_type("state"))
        async with Client(f"/contact?client_id={state['state']['client_id']}") as plain:
            await entered(plain)
            await client.send(type="chat_message", message="x")
            await client.until(is_type("delta"))
            await client.send(type="stop")
            ended = (await client.until(is_type("answer_ended")))[-1]
            reply = (await plain.until(said_by("assistant")))[-1]
    assert ended["status"] == "stopped"
    assert (reply["message"], reply["status"]) == ("half", "stopped")
    assert ("assistant", "half", "stopped") in await stored()


async def test_deltas_are_heard_by_who_asks_and_are_the_stored_text(upstream) -> None:
    await upstream(tokens("one ", "two ", "three", delay=0.02))
    async with Client("/contact?stream=delta") as client:
        await entered(client)
        await client.send(type="chat_message", message="x", client_message_id="m-1")
        frames = await client.until(is_type("answer_ended"))
    types = [frame["type"] for frame in frames]
    assert set(types) == {
        *("chat_message_received", "accepted", "chat_message", "typing", "delta", "answer_ended"),
    }
    assert frames[types.index("typing")]["sender"] == "assistant"
    own = frames[types.index("chat_message")]
    assert (own["sender"], own["message"]) == ("visitor", "x")
    assert "".join(f["text"] for f in frames if f["type"] == "delta") == "one two three"
    offsets = [frame["offset"] for frame in frames if "offset" in frame and "run" in frame]
    answer = await read(Message.objects.get, sender="assistant")
    assert (answer.text, str(answer.public_id)) == ("one two three", frames[-1]["message_id"])
    assert len(offsets) > 1


async def test_a_visitor_who_comes_back_gets_what_was_missed(upstream) -> None:
    await upstream(tokens("first"), tokens("second"))
    async with Client("/contact?since=0") as client:
        resumed, fresh = await client.receive(), await client.receive()
        assert (resumed["type"], resumed["recovered"]) == ("resumed", False)
        client_id, ticket = fresh["state"]["client_id"], fresh["state"]["ticket"]
        assert fresh["state"]["messages"] == []
        reply = (await ask(client, "one"))[-1]
    async with Client(f"/contact?client_id={client_id}") as other:
        await entered(other)
        await ask(other, "two")
    back = f"/contact?client_id={client_id}&ticket={ticket}&epoch={resumed['epoch']}"
    async with Client(f"{back}&since={reply['offset']}") as client:
        assert (await client.receive())["recovered"] is True
        assert (await client.receive())["message"] == "second"
        assert await client.hears_nothing()
    async with Client(f"{back}0&since=1") as client:
        assert (await client.receive())["recovered"] is False
        state = (await client.receive())["state"]
    said = [(each["sender"], each["text"]) for each in state["messages"]]
    assert said == [
        ("visitor", "one"),
        ("assistant", "first"),
        ("visitor", "two"),
        ("assistant", "second"),
    ]


async def test_a_plain_socket_does_not_hear_the_rest_of_an_older_answer(upstream) -> None:
    await upstream(tokens(*"abcdef", delay=0.1), tokens("new"))
    async with Client("/contact") as client:
        client_id = await entered(client)
        await client.send(type="chat_message", message="x")
        await eventually(lambda: read(Run.objects.filter(state="running").exists))
        async with Client(f"/contact?client_id={client_id}") as later:
            await entered(later)
            assert (await client.until(said_by("assistant")))[-1]["message"] == "abcdef"
            assert (await ask(later, "y"))[-1]["message"] == "new"


async def test_an_answer_that_nobody_waits_for_makes_way_for_the_next_question(upstream) -> None:
    model = await upstream((tokens("half"), Stall()), tokens("new"))
    async with Client("/contact") as gone:
        client_id = await entered(gone)
        await gone.send(type="chat_message", message="x")
        await asyncio.wait_for(model.script.asked.wait(), 5)
    async with Client(f"/contact?client_id={client_id}") as back:
        await entered(back)
        received, answer = await ask(back, "y")
    assert (received["type"], answer["message"]) == ("chat_message_received", "new")
    [cut_off, new] = [(text, status) for who, text, status in await stored() if who == "assistant"]
    assert (cut_off[1], new) == ("stopped", ("new", "completed"))


async def test_a_message_sent_again_is_stored_and_answered_once(upstream) -> None:
    model = await upstream(tokens("once"))
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="chat_message", message="x", client_message_id="m-1")
        await client.send(type="chat_message", message="x", client_message_id="m-1")
        frames = await client.until(said_by("assistant"))
        assert await client.hears_nothing()
    received = {f["message_id"] for f in frames if f["type"] == "chat_message_received"}
    repeats = [f["repeat"] for f in frames if f["type"] == "accepted"]
    runs = {f["run"] for f in frames if f["type"] == "accepted"}
    assert (len(received), repeats, len(runs), model.script.calls) == (1, [False, True], 1, 1)
