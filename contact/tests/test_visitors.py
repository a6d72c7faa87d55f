"""What a visitor may do: come back to their own conversation, and write so much."""

import logging

import pytest
from django.db import connection

from contact.models import Conversation, Message
from contact.tests.conftest import ask, do, entered
from llm.scripts import tokens
from realtime.engine import Engine
from realtime.testing import Client, HandshakeRefused, is_type
from realtime.transactions import read


async def test_where_the_days_tokens_are_spent_the_owner_gets_the_message(
    upstream, settings
) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(update={"tokens_per_day": 1})
    model = await upstream(tokens("first"))
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="chat_message", message="x")
        await client.until(is_type("error"))  # the first call would cost more than there is
    await read(spend_everything)
    async with Client("/contact") as client:
        await entered(client)
        word = (await ask(client, "y"))[-1]
    assert (word["notice"], word["message"][:6]) == (True, "AI 助手今")
    assert model.script.calls == 0
    assert await read(Message.objects.filter(text="y").exists)


def spend_everything() -> None:
    from realtime.budgets import today
    from realtime.models import Spending

    Spending.objects.update_or_create(day=today(), actor="", defaults={"spent": 10})


@pytest.mark.parametrize("shown", ["", "&ticket=tw1_x", "&ticket=other"])
async def test_where_tickets_count_a_foreign_conversation_is_closed_to_others(
    offline, settings, shown
) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(
        update={"access": "ticket", "ticket_wait_seconds": 0.1, "revocation_seconds": 0.1}
    )
    async with Client("/contact") as owner, Client("/contact") as other:
        mine, theirs = await owner.receive(), await other.receive()
        path = f"/contact?client_id={mine['client_id']}&since=0"
        async with Client(f"{path}&ticket={mine['ticket']}") as client:
            assert (await client.receive())["type"] == "resumed"
        shown = shown.replace("other", theirs["ticket"])
        if not shown:
            async with Client(path) as client:
                await client.send(type="chat_message", message="x")
                assert await client.closed() == 4401
        else:
            with pytest.raises(HandshakeRefused):
                async with Client(path + shown):
                    pass
    assert not await read(Conversation.objects.exists)


async def test_whose_tickets_are_revoked_is_sent_away(running_engine: Engine, settings) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})
    async with Client("/contact") as client:
        client_id = await entered(client)
        await read(revoke, client_id)
        await running_engine.connections.sweep()
        assert await client.closed() == 4401


def revoke(client_id: str) -> None:
    from realtime.access.actors import actor_subject
    from realtime.access.revocation import tickets_revoke

    tickets_revoke(actor_subject(client_id))


async def test_a_visitors_ticket_is_told_to_them_alone_and_written_down_nowhere(
    upstream, inbox, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    await upstream(tokens("an answer"))
    async with Client(f"{inbox}&since=0") as owner:
        async with Client("/contact?since=0&stream=delta") as visitor:
            [_, fresh] = await visitor.until(is_type("state"))
            client_id, ticket = fresh["state"]["client_id"], fresh["state"]["ticket"]
            async with Client(f"/contact?client_id={client_id}&ticket={ticket}") as plain:
                assert (await plain.receive())["ticket"] != ticket
                await ask(plain, "x")
            heard = await visitor.until(is_type("answer_ended"))
        heard += await owner.until(lambda frame: frame.get("news") == "message")
        heard.append(await do(owner, "open", client_id=client_id))
    assert "tw1_" not in str(heard)
    assert "tw1_" not in caplog.text
    assert "tw1_" not in await read(everything_stored)


def everything_stored() -> str:
    connection.ensure_connection()
    return "".join(connection.connection.iterdump())


async def test_a_visitor_who_writes_too_much_is_told_so_and_stays(offline, contact) -> None:
    contact(contact_message_limit="2 per minute", contact_gather_seconds=0.0)
    async with Client("/contact") as client:
        await entered(client)
        for _ in range(3):
            await client.send(type="chat_message", message="x")
        error = (await client.until(is_type("error")))[-1]
        assert (error["code"], error["retryable"]) == ("slow_down", True)
        assert 0 < error["retry_after"] <= 60
        await client.send(type="ping")
        await client.until(is_type("pong"))


async def test_an_address_with_many_visitors_is_slowed_down_as_one(offline, contact) -> None:
    contact(contact_address_limit="2 per hour")
    for _ in range(2):
        async with Client("/contact") as client:
            await entered(client)
            await client.send(type="contact_request", message="x")
            assert (await client.receive())["type"] == "contact_request_received"
    async with Client("/contact") as client:
        await entered(client)
        await client.send(type="contact_request", message="x")
        assert (await client.receive())["code"] == "slow_down"
