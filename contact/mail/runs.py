"""Sends the owner's mails, in a run: not in a socket's way, one at a time over all processes."""

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from contact.conf import contact_settings
from contact.mail.asking import RUN_KIND, due, mail_is_due
from contact.mail.digests import MOST_QUOTED, Waiting, digest
from contact.models import ContactRequest, Desk, SentMail
from realtime.errors import RunFailed
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Run
from realtime.transactions import read

logger = logging.getLogger("contact.mail")

#: After a failure: the first pause, doubled by each further one, up to the longest.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)


class Due(NamedTuple):
    """A mail to be sent: what it quotes, and how many requests it tells of, up to `last`."""

    quoted: list[Waiting]
    total: int
    last: int
    at: datetime


class MailRun(RunKind):
    """Mails the owner of all requests that wait. Dies the process, the next one mails again."""

    name = RUN_KIND
    metered = False

    async def perform(self, run: RunContext) -> None:
        while (mail := await read(mail_due)) is not None:
            try:
                await asyncio.to_thread(_send, mail)
            except Exception as error:
                logger.warning("A mail to the owner could not be sent: %s", type(error).__name__)
                await run.writer.commit(mail_failed)
                raise RunFailed(f"mail failed: {type(error).__name__}") from error
            await run.writer.commit(partial(mail_sent, mail))

    def ended(self, run: Run, ending: Ending) -> None:
        """What was mailed is noted with each mail."""


def mail_due() -> Due | None:
    """Return the mail that is to be sent now, if one is."""
    if not mail_is_due():
        return None
    waiting = ContactRequest.objects.filter(mailed_at=None).order_by("id")
    last = waiting.last()
    if last is None:
        return None
    quoted = [
        Waiting(
            each.pk,
            str(each.conversation.client_id),
            each.message,
            each.user_agent,
            f"{each.created_at:%Y-%m-%d %H:%M:%S} UTC",
        )
        for each in waiting.select_related("conversation")[:MOST_QUOTED]
    ]
    return Due(quoted, waiting.count(), last.pk, timezone.now())


def _send(mail: Due) -> None:
    settings = contact_settings()
    sender, to = settings.contact_mail_from, settings.contact_owner_email
    message = digest(mail.quoted, mail.total, sender, to)
    with get_connection() as message.connection:  # and closed where the server refuses us
        message.send()


def mail_sent(mail: Due) -> None:
    """Note that a mail went out, and what it told of; in a write transaction."""
    told = ContactRequest.objects.filter(mailed_at=None, pk__lte=mail.last)
    causes = list(due(mail.at).filter(pk__lte=mail.last).values_list("pk", flat=True))
    ContactRequest.objects.filter(pk__in=causes).update(causes_mail=True)
    told.update(mailed_at=mail.at)
    SentMail.objects.create(requests=mail.total, sent_at=mail.at)
    Desk.objects.update_or_create(pk=1, defaults={"mail_failures": 0, "mail_not_before": None})


def mail_failed() -> None:
    """Note that a mail failed, so that the next try waits longer; in a write transaction."""
    desk, _ = Desk.objects.get_or_create(pk=1)
    pause = min(FIRST_PAUSE * 2 ** min(desk.mail_failures, 10), LONGEST_PAUSE)
    Desk.objects.filter(pk=1).update(
        mail_failures=F("mail_failures") + 1, mail_not_before=timezone.now() + pause
    )
