"""The inbox over HTTP: for staff alone, by session or ticket."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import AsyncClient

from contact.rooms import INBOX
from contact.tests.conftest import ask, entered, inbox_path, said_by
from llm.scripts import tokens
from realtime.access import Actor, ticket_for
from realtime.testing import Client
from realtime.transactions import read

PATHS = ["/api/contact/conversations", f"/api/contact/conversations/{uuid4()}"]


@pytest.fixture
def bearer(inbox: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {inbox.split('ticket=')[1]}"}


async def test_staff_read_conversations(upstream, bearer, async_client: AsyncClient) -> None:
    await upstream(tokens("an answer"))
    async with Client("/contact") as visitor:
        client_id = await entered(visitor)
        await ask(visitor, "find me")
    listed = (await async_client.get(PATHS[0], {"query": "find"}, headers=bearer)).json()
    assert [each["client_id"] for each in listed["conversations"]] == [client_id]
    for nothing in ({"query": "absent"}, {"state": "closed"}, {"before": "2020-01-01T00:00:00Z"}):
        reply = await async_client.get(PATHS[0], nothing, headers=bearer)
        assert reply.json()["conversations"] == []
    reply = await async_client.get(f"{PATHS[0]}/{client_id}", headers=bearer)
    assert [each["text"] for each in reply.json()["messages"]] == ["find me", "an answer"]
    assert reply["Cache-Control"] == "no-store"


async def test_staff_tell_all_visitors_something(offline, bearer, async_client) -> None:
    async with Client("/contact") as visitor:
        await entered(visitor)
        await visitor.send(type="contact_request", message="x")
        await visitor.receive()
        sent = {"message": "全体注意", "client_message_id": "b-1"}
        path, kind = "/api/contact/broadcast", "application/json"
        first = await async_client.post(path, sent, content_type=kind, headers=bearer)
        again = await async_client.post(path, sent, content_type=kind, headers=bearer)
        assert (first.status_code, first.json()) == (201, again.json())
        assert (await visitor.until(said_by("owner")))[-1]["broadcast"] is True
        assert await visitor.hears_nothing()


async def test_a_session_counts_on_a_page_of_this_server_only(offline, async_client) -> None:
    user = await read(get_user_model().objects.create_user, "olga", is_staff=True)
    await async_client.aforce_login(user)
    assert (await async_client.get(PATHS[0])).status_code == 200
    own, kind = AsyncClient(enforce_csrf_checks=True), "application/json"
    await own.aforce_login(user)
    for origin in ("http://evil.example", "http://testserver", "http://testserver:9"):
        sent = {"message": "x"}
        reply = await own.post(
            "/api/contact/broadcast", sent, content_type=kind, headers={"Origin": origin}
        )
        assert reply.status_code == 403


async def test_nobody_else_is_told_anything(offline, async_client: AsyncClient) -> None:
    mere = await read(get_user_model().objects.create_user, "mere")
    ticket, _ = ticket_for(Actor("staff"), INBOX)
    for path in [*PATHS, "/api/contact/broadcast"]:
        ask_it = async_client.post if "broadcast" in path else async_client.get
        assert (await ask_it(path)).status_code == 401
        shown = {"Authorization": f"Bearer {ticket}"}
        assert (await ask_it(path, headers=shown)).status_code == 403
        signed_in = AsyncClient()
        await signed_in.aforce_login(mere)
        ask_it = signed_in.post if "broadcast" in path else signed_in.get
        assert (await ask_it(path, headers={"Origin": "http://testserver"})).status_code == 403


async def test_what_is_not_there_is_not_found(bearer, async_client: AsyncClient) -> None:
    assert (await async_client.get(PATHS[1], headers=bearer)).status_code == 404
    reply = await async_client.get(PATHS[0], {"before": "yesterday"}, headers=bearer)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_field")
    await read(get_user_model().objects.filter(username="olga").update, is_staff=False)
    assert (await async_client.get(PATHS[0], headers=bearer)).status_code == 401


async def test_the_path_of_the_inbox_is_no_visitors(offline) -> None:
    async with Client(await read(inbox_path, "carl")) as client:
        await client.send(type="chat_message", message="x")
        frames = await client.until(lambda frame: frame["type"] == "error")
        assert frames[-1]["message"] == "未知的消息类型: chat_message"
