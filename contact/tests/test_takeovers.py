"""The owner takes over, says something, hands back: what visitors, staff and the AI may say."""

import pytest

from contact.errors import WrongState
from contact.models import Conversation, Message, Note
from contact.states import ConversationState, check_transition
from contact.tests.conftest import ask, do, entered, inbox_path, news, said_by
from llm.scripts import Stall, tokens
from realtime.models import Run
from realtime.testing import Client, eventually, is_type
from realtime.transactions import read


async def ai_frames(client: Client) -> list[str]:
    """Return which frames with an AI's text are still under way."""
    heard = []
    while not await client.hears_nothing():
        frame = await client.receive()
        if frame["type"] == "delta" or frame.get("sender") == "assistant":
            heard.append(frame["type"])
    return heard


async def test_after_a_takeover_the_ai_says_nothing_and_its_half_sentence_stays(
    upstream, inbox
) -> None:
    model = await upstream((tokens("half a ", "sentence"), Stall()))
    async with (
        Client("/contact?stream=delta") as visitor,
        Client(inbox) as owner,
    ):
        client_id = await entered(visitor)
        async with Client(f"/contact?client_id={client_id}") as plain:
            await entered(plain)
            await visitor.send(type="chat_message", message="x")
            await visitor.until(lambda f: f["type"] == "delta" and "sentence" in f["text"])
            assert (await do(owner, "take_over", client_id=client_id))["type"] == "done"
            frames = await visitor.until(is_type("takeover"))
            assert frames[-1]["state"] == "owner"
            partial = (await plain.until(said_by("assistant")))[-1]
            assert (partial["message"], partial["status"]) == ("half a sentence", "taken_over")
            await eventually(lambda: read(Run.objects.filter(state="stopped").exists))
            assert await ai_frames(visitor) == []
            assert await ai_frames(plain) == []
    assert model.script.requests[0].closed_early
    answers = await read(lambda: list(Message.objects.filter(sender="assistant")))
    assert [(a.text, a.status) for a in answers] == [("half a sentence", "taken_over")]


async def test_what_waits_for_the_ai_is_not_answered_after_a_takeover(upstream, inbox) -> None:
    model = await upstream(tokens("never"))
    async with Client("/contact") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="chat_message", message="x")
        await visitor.receive()
        await do(owner, "take_over", client_id=client_id)
        await visitor.send(type="chat_message", message="y")
        assert (await visitor.receive())["type"] == "chat_message_received"
        assert await visitor.hears_nothing()
    assert model.script.calls == 0
    assert not await read(Message.objects.filter(sender="assistant").exists)


async def test_an_owners_reply_takes_over_and_is_heard_by_all(upstream, inbox) -> None:
    await upstream(tokens("from the AI"))
    async with Client("/contact") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await ask(visitor, "x")
        done = await do(owner, "reply", client_id=client_id, message="I am here")
        reply = (await visitor.until(said_by("owner")))[-1]
        assert (reply["message"], reply["message_id"]) == ("I am here", done["id"])
        assert "broadcast" not in reply
        await visitor.send(type="chat_message", message="a person!")
        assert (await visitor.receive())["type"] == "chat_message_received"
        assert await visitor.hears_nothing()
    conversation = await read(Conversation.objects.select_related("owner").get)
    assert (conversation.state, str(conversation.owner)) == ("owner", "olga")


async def test_a_reply_sent_twice_is_said_once(offline, inbox) -> None:
    async with Client("/contact") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await visitor.receive()
        fields = {"client_id": client_id, "message": "hello", "client_message_id": "r-1"}
        first, again = await do(owner, "reply", **fields), await do(owner, "reply", **fields)
        assert first["id"] == again["id"]
        await visitor.send(type="chat_message", message="x", client_message_id="r-1")  # their own
        assert (await visitor.until(is_type("accepted")))[-1]["repeat"] is False
        assert await visitor.hears_nothing()


async def test_handed_back_the_ai_answers_the_next_message_and_knows_what_was_said(
    upstream, inbox
) -> None:
    model = await upstream(tokens("again the AI"))
    async with Client("/contact?stream=delta") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await do(owner, "reply", client_id=client_id, message="from a person")
        await do(owner, "hand_back", client_id=client_id)
        assert (await visitor.until(is_type("takeover")))[-1]["state"] == "owner"
        assert (await visitor.until(is_type("takeover")))[-1]["state"] == "ai"
        await visitor.send(type="chat_message", message="and now?")
        await visitor.until(is_type("answer_ended"))
    said = [(m["role"], m["content"]) for m in model.script.requests[0].body["messages"]]
    assert said[-2:] == [("assistant", "from a person"), ("user", "and now?")]


async def test_a_closed_conversation_opens_again_when_the_visitor_writes(upstream, inbox) -> None:
    await upstream(tokens("hello again"))
    async with Client("/contact") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await do(owner, "close", client_id=client_id)
        assert (await read(Conversation.objects.get)).state == "closed"
        assert (await ask(visitor, "still there?"))[-1]["message"] == "hello again"
    assert (await read(Conversation.objects.get)).state == "ai"


@pytest.mark.parametrize("got", ConversationState)
@pytest.mark.parametrize("wanted", ConversationState)
def test_a_conversation_goes_to_any_other_state_only(got, wanted) -> None:
    if got != wanted:
        check_transition(got, wanted)
    else:
        with pytest.raises(WrongState, match=f"{got} cannot become {wanted}"):
            check_transition(got, wanted)


async def test_a_colleague_can_take_over_and_the_same_person_not_twice(offline, inbox) -> None:
    colleague = await read(inbox_path, "carl")
    async with Client("/contact") as visitor, Client(inbox) as owner, Client(colleague) as carl:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await news(owner, "requested")
        await do(owner, "take_over", client_id=client_id)
        again = await do(owner, "take_over", client_id=client_id)
        assert (again["type"], again["code"]) == ("error", "conflict")
        await do(carl, "take_over", client_id=client_id)
        told = await news(owner, "conversation")
        while told["conversation"]["owner"] != "carl":
            told = await news(owner, "conversation")
    assert (await read(Conversation.objects.get)).ownership == 2


async def test_notes_are_for_staff_alone(offline, inbox) -> None:
    async with Client("/contact?stream=delta") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await visitor.receive()
        await do(owner, "note", client_id=client_id, message="a secret of ours")
        opened = await do(owner, "open", client_id=client_id)
        assert [(n["author"], n["text"]) for n in opened["notes"]] == [("olga", "a secret of ours")]
        assert await visitor.hears_nothing()
        async with Client(f"/contact?client_id={client_id}&since=0") as again:
            assert "secret" not in str(await again.until(is_type("state")))
    assert await read(Note.objects.count) == 1


async def test_a_note_that_is_sent_twice_is_written_once(offline, inbox) -> None:
    async with Client("/contact") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await visitor.receive()
        note = {"client_id": client_id, "message": "once", "client_message_id": "n1"}
        first, again = await do(owner, "note", **note), await do(owner, "note", **note)
        assert first["id"] == again["id"]
        await do(owner, "note", **{**note, "client_message_id": "n2"})
    assert await read(Note.objects.count) == 2


async def test_the_inbox_is_told_who_replied_and_the_visitor_is_not(offline, inbox) -> None:
    async with Client("/contact?stream=delta") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await do(owner, "reply", client_id=client_id, message="hello")
        told = await news(owner, "message")
        assert (told["message"]["text"], told["message"]["author"]) == ("hello", "olga")
        heard = await visitor.until(said_by("owner"))
        assert "olga" not in str(heard)


async def test_typing_is_seen_on_the_other_side_by_who_asked_for_it(offline, inbox) -> None:
    async with Client("/contact?stream=delta") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        async with Client(f"/contact?client_id={client_id}") as plain:
            await entered(plain)
            await visitor.send(type="contact_request", message="x")
            await news(owner, "requested")
            for _ in range(3):
                await visitor.send(type="typing")
            await visitor.send(type="typing", typing=False)
            seen = [await news(owner, "typing"), await news(owner, "typing")]
            assert [(t["sender"], t["typing"]) for t in seen] == [
                ("visitor", True),
                ("visitor", False),
            ]
            await do(owner, "typing", client_id=client_id)
            typing = (await visitor.until(is_type("typing")))[-1]
            assert (typing["sender"], typing["typing"]) == ("owner", True)
            assert await plain.hears_nothing()


async def test_visitors_whom_the_owner_answers_see_whether_somebody_is_there(
    offline, inbox
) -> None:
    async with Client("/contact?stream=delta") as visitor:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        async with Client(inbox) as owner:
            await owner.until(is_type("presence"))
            await do(owner, "take_over", client_id=client_id)
            await visitor.until(is_type("takeover"))
        assert (await visitor.until(is_type("away")))[-1]["away"] is True
        async with Client(f"/contact?client_id={client_id}&since=0") as again:
            assert (await again.until(is_type("state")))[-1]["state"]["away"] is True
        async with Client(inbox):
            assert (await visitor.until(is_type("away")))[-1]["away"] is False
