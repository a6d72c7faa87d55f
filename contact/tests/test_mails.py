"""Mails to the owner: in a run of their own, retried, harmless, and few."""

import asyncio
import base64
import logging
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail as outbox
from django.utils import timezone

from contact.mail.asking import mail_is_due
from contact.mail.digests import Waiting, digest, one_line
from contact.models import ContactRequest, Desk
from contact.tests.conftest import entered
from realtime.engine import Engine
from realtime.models import Run
from realtime.testing import Client, eventually
from realtime.transactions import read

OWNER = {"contact_owner_email": ("owner@example.com",)}
NASTY = "Hi\r\nBcc: all@example.com\n\nBody\x0b\x0c\x85\u2028\u2029\x00\u202e" + "x" * 3_000


@pytest.fixture
def owner(contact):
    contact(**OWNER, contact_request_limit="1000 per minute", contact_address_limit="1000/minute")


def visitor_at(address: str) -> Client:
    visitor = Client("/contact")
    visitor._socket.scope["client"] = (address, 5000)
    return visitor


async def request(client: Client, message: str = "call me", **more: object) -> None:
    await client.send(type="contact_request", message=message, **more)
    assert (await client.receive())["type"] == "contact_request_received"


async def mailing_is_over() -> None:
    waiting = Run.objects.filter(kind="contact.mail", state__in=["queued", "running"])

    async def over() -> bool:
        return not await read(waiting.exists)

    await eventually(over)


async def test_a_request_is_mailed_to_the_owner(running_engine: Engine, owner) -> None:
    async with Client("/contact") as visitor:
        client_id = await entered(visitor)
        await request(visitor, "你好，我想咨询技术问题", userAgent="Python客户端")
        await mailing_is_over()
    [sent] = outbox.outbox
    assert sent.to == ["owner@example.com"]
    assert sent.subject == "Contact request: 你好，我想咨询技术问题"
    assert "> 你好，我想咨询技术问题" in sent.body
    assert client_id in sent.body
    assert "Python客户端" in sent.body
    stored = await read(ContactRequest.objects.get)
    assert stored.mailed_at is not None


async def test_without_an_address_nothing_is_mailed(running_engine: Engine) -> None:
    async with Client("/contact") as visitor:
        await entered(visitor)
        await request(visitor)
    assert not await read(Run.objects.filter(kind="contact.mail").exists)
    assert outbox.outbox == []


async def test_no_header_can_be_written_by_visitors(running_engine: Engine, owner) -> None:
    async with Client("/contact?page=%0d%0aBcc:x") as visitor:
        await entered(visitor)
        await request(visitor, NASTY, userAgent=NASTY, timestamp=NASTY)
        await mailing_is_over()
    [sent] = outbox.outbox
    parsed = sent.message()
    assert set(parsed.keys()) == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To"),
        *("Date", "Message-ID"),
    }
    assert sent.recipients() == ["owner@example.com"]
    assert sent.subject == "Contact request: Hi Bcc: all@example.com Body " + "x" * 30 + "…"
    for line in sent.body.splitlines()[1:]:
        assert line.startswith(">")
    assert len(sent.body) < 4_000


@pytest.mark.parametrize("character", [chr(n) for n in [*range(32), *range(127, 160), 0x2028]])
def test_a_line_stays_one_line(character) -> None:
    said = Waiting(1, "id", f"a{character}Bcc: b", f"c{character}d", "now")
    sent = digest([said], 1, "us@example.com", ["owner@example.com"])
    assert sent.subject == "Contact request: a Bcc: b"
    assert "Bcc" not in sent.message()
    assert one_line(f"c{character}d", 10) == "c d"


async def test_spam_of_one_visitor_costs_one_mail_an_interval(
    running_engine: Engine, owner
) -> None:
    async with Client("/contact") as visitor:
        await entered(visitor)
        for number in range(90):
            await request(visitor, f"spam {number}")
        await mailing_is_over()
        assert len(outbox.outbox) == 1
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            await running_engine.chores.look()
            await mailing_is_over()
    first, second = outbox.outbox
    assert second.subject == f"{90 - told(first)} contact requests"
    assert not await read(ContactRequest.objects.filter(mailed_at=None).exists)


def told(mail: outbox.EmailMessage) -> int:
    """How many requests a mail tells of."""
    return 1 if mail.subject.startswith("Contact request:") else int(mail.subject.split()[0])


async def test_spam_of_many_visitors_from_one_address_costs_one_mail(
    running_engine: Engine, owner
) -> None:
    for number in range(30):
        async with visitor_at("203.0.113.7") as visitor:
            await entered(visitor)
            await request(visitor, f"spam {number}")
    await mailing_is_over()
    assert len(outbox.outbox) == 1


async def test_an_hour_has_so_many_mails_whoever_writes(
    running_engine: Engine, owner, contact
) -> None:
    contact(**OWNER, contact_mails_per_hour=3, contact_address_limit="1000/minute")
    for number in range(10):
        async with visitor_at(f"203.0.113.{number}") as visitor:
            await entered(visitor)
            await request(visitor, f"request {number}")
            await mailing_is_over()
    assert len(outbox.outbox) == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        await running_engine.chores.look()
        await mailing_is_over()
    assert outbox.outbox[3].subject == "7 contact requests"


async def test_a_mail_that_fails_is_tried_again_later_each_time_later(
    running_engine: Engine, owner, monkeypatch
) -> None:
    def refuse(*_args: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        async with Client("/contact") as visitor:
            await entered(visitor)
            await request(visitor)
            await mailing_is_over()
        assert (await read(Desk.objects.get)).mail_failures == 1
        assert not await read(mail_is_due)
        with time_machine.travel(timezone.now() + timedelta(seconds=31)):
            await running_engine.chores.look()
            await mailing_is_over()
        assert (await read(Desk.objects.get)).mail_failures == 2
        with time_machine.travel(timezone.now() + timedelta(seconds=80)):
            assert not await read(mail_is_due)
    with time_machine.travel(timezone.now() + timedelta(seconds=100)):
        await running_engine.chores.look()
        await mailing_is_over()
    assert [sent.subject for sent in outbox.outbox] == ["Contact request: call me"]
    assert (await read(Desk.objects.get)).mail_failures == 0


async def test_the_mail_servers_password_is_written_down_nowhere(
    running_engine: Engine, owner, settings, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    over = asyncio.Event()
    refuse = partial(_refuse_loudly, over)
    async with await asyncio.start_server(refuse, "127.0.0.1") as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.sockets[0].getsockname()
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "desk", "a-canary"
        async with Client("/contact") as visitor:
            await entered(visitor)
            await request(visitor)
            await mailing_is_over()
        await over.wait()
    run = await read(Run.objects.get, kind="contact.mail")
    assert (run.state, run.error) == ("failed", "mail failed: SMTPAuthenticationError")
    assert "SMTPAuthenticationError" in caplog.text
    assert "canary" not in caplog.text


async def _refuse_loudly(
    over: asyncio.Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Speak SMTP, and say whose password is refused."""
    writer.write(b"220 here\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"EHLO"):
            writer.write(b"250-here\r\n250 AUTH PLAIN\r\n")
        elif line.startswith(b"AUTH"):
            told = base64.b64decode(line.split()[-1]).replace(b"\0", b" ")
            writer.write(b"535 wrong:" + told + b"\r\n")
        else:
            writer.write(b"221 bye\r\n")
    writer.close()
    over.set()


async def test_a_mail_is_not_in_the_sockets_way(running_engine: Engine, owner, monkeypatch) -> None:
    import threading

    hanging = threading.Event()

    def hang(*_args: object) -> None:
        hanging.wait(20)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", hang)
    async with Client("/contact") as visitor:
        await entered(visitor)
        await request(visitor)
        await visitor.send(type="ping")
        assert (await visitor.receive())["type"] == "pong"
        await request(visitor, "again")
        hanging.set()
        await mailing_is_over()
