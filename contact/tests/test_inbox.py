"""The inbox's socket: for staff alone, hearing of everything; finding, opening, broadcasting."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from contact.models import CannedReply, Conversation, DayCount
from contact.rooms import INBOX
from contact.tests.conftest import ask, do, entered, news, said_by
from llm.scripts import tokens
from realtime.access import Actor, ticket_for
from realtime.engine import Engine
from realtime.testing import Client, HandshakeRefused, is_type
from realtime.transactions import read


async def test_where_access_is_open_the_inbox_still_wants_staff(offline, settings) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(
        update={"ticket_wait_seconds": 0.1, "revocation_seconds": 0.1}
    )
    async with Client("/contact/inbox") as client:
        await client.send(type="find")
        assert await client.closed() == 4401
    with pytest.raises(HandshakeRefused):
        async with Client("/contact/inbox?ticket=tw1_forged"):
            pass


async def test_a_ticket_that_is_no_users_can_do_nothing(offline) -> None:
    ticket, _ = ticket_for(Actor("staff"), INBOX)
    async with Client(f"/contact/inbox?ticket={ticket}") as client:
        answer = await do(client, "take_over", client_id=str(uuid4()))
        assert (answer["type"], answer["code"]) == ("error", "not_allowed")


async def test_who_is_staff_no_longer_is_sent_away(running_engine: Engine, inbox) -> None:
    async with Client(inbox) as client:
        await client.until(is_type("presence"))
        await read(get_user_model().objects.filter(username="olga").update, is_staff=False)
        await running_engine.connections.sweep()
        assert await client.closed() == 4401
    with pytest.raises(HandshakeRefused):
        async with Client(inbox):
            pass


async def test_a_command_of_who_is_staff_no_longer_is_refused_at_once(offline, inbox) -> None:
    async with Client(inbox) as client, Client("/contact") as visitor:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await visitor.receive()
        await read(get_user_model().objects.filter(username="olga").update, is_staff=False)
        answer = await do(client, "take_over", client_id=client_id)
        assert (answer["type"], answer["code"]) == ("error", "staff_only")
    assert (await read(Conversation.objects.get)).state == "ai"


async def test_the_inbox_hears_of_everything_in_its_order(upstream, inbox) -> None:
    await upstream(tokens("an answer"))
    async with Client(inbox) as owner, Client("/contact?page=/pricing") as visitor:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="call me")
        requested = await news(owner, "requested")
        await ask(visitor, "hello")
        messages = [await news(owner, "message") for _ in range(2)]
    assert requested["request"]["message"] == "call me"
    line = requested["conversation"]
    assert (line["unread"], line["last_text"], line["last_sender"]) == (1, "call me", "visitor")
    assert [(m["message"]["sender"], m["message"]["text"]) for m in messages] == [
        ("visitor", "hello"),
        ("assistant", "an answer"),
    ]
    line = messages[-1]["conversation"]
    assert line["client_id"] == client_id
    assert (line["unread"], line["last_text"], line["page"]) == (2, "an answer", "/pricing")


async def test_the_inbox_sees_visitors_come_and_go(offline, inbox) -> None:
    async with Client(inbox) as owner:
        async with Client("/contact") as visitor:
            client_id = await entered(visitor)
            await visitor.send(type="contact_request", message="x")
            await news(owner, "requested")
        gone = await news(owner, "online")
        while gone["online"]:
            gone = await news(owner, "online")
        assert gone["conversation"]["client_id"] == client_id
        async with Client(f"/contact?client_id={client_id}") as visitor:
            await entered(visitor)
            assert (await news(owner, "online"))["online"] is True
            [line] = (await do(owner, "find"))["conversations"]
            assert line["online"] is True


async def test_a_fresh_page_gets_the_list_and_the_canned_replies(offline, inbox) -> None:
    await read(CannedReply.objects.create, title="Hours", text="From 9 to 5.")
    async with Client("/contact") as visitor:
        await entered(visitor)
        await visitor.send(type="chat_message", message="find 这个词 in here")
        await visitor.until(said_by("assistant"))
        async with Client(f"{inbox}&since=0") as owner:
            state = (await owner.until(is_type("state")))[-1]["state"]
            assert state["canned_replies"] == [{"title": "Hours", "text": "From 9 to 5."}]
            assert [line["unread"] for line in state["conversations"]] == [1]
            assert state["unread"] == 1
            for query, number in (("这个词", 1), ("absent", 0), ("IN HERE", 1), ("%", 0)):
                found = await do(owner, "find", query=query)
                assert (query, len(found["conversations"])) == (query, number)


async def test_a_request_is_found_and_a_visitor_is_shown_on_the_page_they_are_on(
    offline, inbox
) -> None:
    async with Client(inbox) as owner:
        async with Client("/contact?page=/pricing") as visitor:
            client_id = await entered(visitor)
            await visitor.send(type="contact_request", message="Ring mich an")
            await visitor.receive()
        async with Client(f"/contact?client_id={client_id}&page=/help") as visitor:
            await entered(visitor)
            await visitor.send(type="contact_request", message="again")
            await visitor.receive()
        [line] = (await do(owner, "find", query="ring MICH"))["conversations"]
    assert (line["client_id"], line["page"], line["unread"]) == (client_id, "/help", 2)


async def test_unread_messages_are_read_by_the_command(offline, inbox) -> None:
    async with Client(inbox) as owner, Client("/contact") as visitor:
        client_id = await entered(visitor)
        await visitor.send(type="chat_message", message="x")
        await visitor.until(said_by("assistant"))
        assert (await do(owner, "find", unread=True))["conversations"] != []
        await do(owner, "read", client_id=client_id)
        assert (await do(owner, "find", unread=True))["conversations"] == []


async def test_a_closed_conversation_is_read_and_the_list_tells_of_its_request(
    offline, inbox
) -> None:
    async with Client(inbox) as owner, Client("/contact") as visitor:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await visitor.send(type="chat_message", message="x")
        await visitor.until(said_by("assistant"))
        [line] = (await do(owner, "find"))["conversations"]
        assert (line["unread"], line["requested"]) == (2, True)
        await owner.send(type="close", client_id=client_id)
        told = (await news(owner, "conversation"))["conversation"]
        assert (told["state"], told["unread"]) == ("closed", 0)


async def test_an_opened_conversation_comes_in_pages(offline, inbox, monkeypatch) -> None:
    monkeypatch.setattr("contact.inbox.selectors.MESSAGES", 2)
    async with Client("/contact") as visitor, Client(inbox) as owner:
        client_id = await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await visitor.receive()
        for text in ("one", "two", "three"):
            await do(owner, "reply", client_id=client_id, message=text)
        newest = await do(owner, "open", client_id=client_id)
        assert [m["text"] for m in newest["messages"]] == ["two", "three"]
        assert newest["more"] is True
        before = newest["messages"][0]["id"]
        oldest = await do(owner, "open", client_id=client_id, before=before)
        assert [(m["author"], m["text"]) for m in oldest["messages"]] == [("olga", "one")]
        assert oldest["more"] is False


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "open", "client_id": str(uuid4())}, "not_found"),
        ({"type": "reply", "client_id": str(uuid4()), "message": "x"}, "not_found"),
        ({"type": "reply", "client_id": "x", "message": "x"}, "invalid_field"),
        ({"type": "reply", "message": "x"}, "invalid_field"),
        ({"type": "broadcast", "message": ""}, "invalid_field"),
        ({"type": "find", "before": "yesterday"}, "invalid_field"),
        ({"type": "find", "before": "2026-02-31T00:00:00Z"}, "invalid_field"),
        ({"type": "nonsense"}, "unknown_type"),
    ],
)
async def test_what_cannot_be_done_is_an_error_and_the_socket_stays(
    offline, inbox, frame, code
) -> None:
    async with Client(inbox) as client:
        await client.send(**frame)
        error = (await client.until(is_type("error")))[-1]
        assert error["code"] == code
        await client.send(type="ping")
        await client.until(is_type("pong"))


async def test_what_happens_is_counted(upstream) -> None:
    await upstream(tokens("an answer"))
    async with Client("/contact") as visitor:
        await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await ask(visitor, "hello")
    count = await read(DayCount.objects.get)
    assert (count.connections, count.messages, count.requests) == (1, 2, 1)
