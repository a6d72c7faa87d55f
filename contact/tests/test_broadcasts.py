"""Broadcasts: each visitor hears one once, whatever happens to the process that tells it."""

from uuid import uuid4

from django.utils import timezone

from contact.conversations import Visitor, conversation_of, message_add
from contact.inbox import broadcasts
from contact.models import Broadcast, Message
from contact.rooms import BROADCASTS
from contact.tests.conftest import do, entered
from realtime import log
from realtime.engine import Engine
from realtime.models import Presence, Run
from realtime.testing import Client, eventually, is_type
from realtime.transactions import read


async def test_a_broadcast_reaches_every_visitor_and_is_kept_for_those_who_have_spoken(
    offline, inbox
) -> None:
    async with (
        Client(inbox) as owner,
        Client("/contact") as silent,
        Client("/contact") as speaker,
        Client("/contact?stream=delta") as another,
    ):
        for visitor in (silent, speaker, another):
            await entered(visitor)
        await speaker.send(type="contact_request", message="x")
        await eventually(everybody_is_present)
        done = await do(owner, "broadcast", message="全体注意", client_message_id="b-1")
        again = await do(owner, "broadcast", message="全体注意", client_message_id="b-1")
        assert done["id"] == again["id"]
        for visitor in (silent, speaker, another):
            heard = (await visitor.until(is_type("chat_message")))[-1]
            assert (heard["message"], heard["sender"], heard["broadcast"]) == (
                "全体注意",
                "owner",
                True,
            )
            assert await visitor.hears_nothing()
        told = (await owner.until(is_type("broadcast")))[-1]
        assert told["reached"] == 3
    [message] = await read(lambda: list(Message.objects.all()))
    assert (message.text, message.sender, message.broadcast_id) == (
        "全体注意",
        "owner",
        int(done["id"]),
    )


async def test_after_a_broadcast_the_list_can_still_be_paged(offline, inbox, monkeypatch) -> None:
    monkeypatch.setattr("contact.inbox.selectors.LIST", 2)
    await read(visitors_who_have_said_something, 5)
    async with Client(inbox) as owner:
        await do(owner, "broadcast", message="全体注意")
        await owner.until(is_type("broadcast"))
        page = await do(owner, "find")
        found = page["conversations"]
        while page["more"]:
            page = await do(owner, "find", before=found[-1]["last_at"])
            found += page["conversations"]
    assert len({line["client_id"] for line in found}) == len(found) == 5
    assert {line["last_text"] for line in found} == {"全体注意"}


def visitors_who_have_said_something(number: int) -> None:
    for _ in range(number):
        message_add(conversation_of(Visitor(str(uuid4()))), Message.Sender.VISITOR, "x")


async def everybody_is_present() -> bool:
    return await read(Presence.objects.filter(room__kind="visitor").count) == 3


async def test_a_broadcast_that_its_process_left_is_finished_by_another_without_repeating(
    running_engine: Engine, inbox, monkeypatch
) -> None:
    monkeypatch.setattr(broadcasts, "BATCH", 1)
    async with Client("/contact") as one, Client("/contact") as two, Client("/contact") as three:
        for visitor in (one, two, three):
            await entered(visitor)
        await eventually(everybody_is_present)
        broadcast = await read(Broadcast.objects.create, text="once")
        assert await running_engine.writer.commit(lambda: broadcasts.batch_write(broadcast.pk))
        await read(left_behind, broadcast.pk)
        await running_engine.keeper.sweep()
        for visitor in (one, two, three):
            assert (await visitor.receive())["message"] == "once"
            assert await visitor.hears_nothing()
    assert (await read(Broadcast.objects.get)).reached == 3


def left_behind(broadcast: int) -> None:
    """Write the run of a process that has died in the middle of a broadcast."""
    room = log.room_open(BROADCASTS)
    Run.objects.create(
        room=room,
        kind=broadcasts.RUN_KIND,
        input={"broadcast": broadcast},
        state="running",
        lease="dead",
        lease_until=timezone.now(),
    )
