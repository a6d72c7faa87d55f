"""Visitors, staff, a scripted model behind real HTTP, and mails in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model

from contact.conf import ContactSettings
from contact.rooms import INBOX
from llm.agents import prepare
from llm.client import close_clients
from llm.scripts import Reply, Script, ScriptedUpstream, Step
from realtime.access import ticket_for
from realtime.access.sessions import user_actor
from realtime.engine import Engine
from realtime.testing import Client, Frame, is_type
from realtime.transactions import read

Upstream = Callable[..., Awaitable[ScriptedUpstream]]

#: Nothing is said before its time in tests that are not about that.
CONFIGURED = ContactSettings(contact_gather_seconds=0.05).model_copy(
    update={"contact_reply_seconds": 60.0}
)


@pytest.fixture(autouse=True)
def contact(settings) -> Callable[..., None]:
    """Give a function that changes the desk's settings in this test."""

    def configure(**changes: Any) -> None:
        settings.CONTACT = CONFIGURED.model_copy(update=changes)

    configure()
    return configure


@pytest.fixture
async def upstream(running_engine: Engine, settings) -> AsyncIterator[Upstream]:
    """Give a function that makes the model say what it is told, in this test."""
    await prepare()  # imports take seconds, and answers are wanted in time
    async with AsyncExitStack() as stack:

        async def scripted(*replies: Reply | Step) -> ScriptedUpstream:
            server = await stack.enter_async_context(ScriptedUpstream(Script(*replies)))
            settings.LLM = django_settings.LLM.model_copy(
                update={"openai_base_url": server.base_url}
            )
            return server

        yield scripted
        await close_clients()


@pytest.fixture
async def offline(running_engine: Engine) -> AsyncIterator[None]:
    """The built-in model answers, at full speed."""
    await prepare()
    yield
    await close_clients()


@pytest.fixture
async def inbox(running_engine: Engine) -> str:
    """The path of the inbox's socket, with a ticket of a member of staff."""
    return await read(inbox_path, "olga")


def inbox_path(name: str) -> str:
    user, _ = get_user_model().objects.get_or_create(username=name, is_staff=True)
    ticket, _until = ticket_for(user_actor(user, INBOX), INBOX)
    return f"/contact/inbox?ticket={ticket}"


async def entered(client: Client) -> str:
    """Pass over what is said on connect; return the client id."""
    return str((await client.receive())["client_id"])


def said_by(sender: str) -> Callable[[Frame], bool]:
    return lambda frame: frame["type"] == "chat_message" and frame["sender"] == sender


async def ask(client: Client, message: str, **more: object) -> list[Frame]:
    """Say something, and return all frames up to the AI's message."""
    await client.send(type="chat_message", message=message, **more)
    return await client.until(said_by("assistant"))


async def news(client: Client, kind: str) -> Frame:
    """Return the inbox's next news of this kind."""
    frames = await client.until(lambda f: f["type"] == "news" and f["news"] == kind)
    return frames[-1]


async def do(client: Client, command: str, **fields: object) -> Frame:
    """Let staff do something; return what it is answered with."""
    await client.send(type=command, **fields)
    return (await client.until(is_type("done", "error", "conversation", "conversations")))[-1]
