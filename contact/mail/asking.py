"""Whether a mail is due, and asking for it. Rows only, so that all processes keep one account."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from contact.conf import contact_settings
from contact.models import ContactRequest, Desk, SentMail
from contact.rooms import MAIL
from realtime.changes import RunChanges
from realtime.models import Run
from realtime.states import RunState

RUN_KIND = "contact.mail"


def mail_ask(changes: RunChanges) -> None:
    """Have a mail sent, if one is due and nobody is at it; in a write transaction."""
    key = {"room__service": MAIL.service, "room__kind": MAIL.kind, "room__name": MAIL.name}
    open_runs = Run.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING], **key)
    if mail_is_due() and not open_runs.exists():
        changes.start(MAIL, RUN_KIND, {})


def mail_is_due() -> bool:
    """Return whether a mail may be sent now, and has a reason."""
    if not contact_settings().contact_owner_email:
        return False
    now = timezone.now()
    if Desk.objects.filter(mail_not_before__gt=now).exists():
        return False
    return due(now).exists() and not _spent(now)


def due(now: datetime) -> QuerySet[ContactRequest]:
    """Return the requests that cause a mail: none was caused lately by who or where sent them."""
    since = now - timedelta(minutes=contact_settings().contact_mail_minutes)
    lately = ContactRequest.objects.filter(causes_mail=True, mailed_at__gt=since)
    by_them = lately.filter(conversation=OuterRef("conversation"))
    from_there = lately.filter(sent_from=OuterRef("sent_from"))
    waiting = ContactRequest.objects.filter(mailed_at=None)
    return waiting.filter(~Exists(by_them), Q(sent_from="") | ~Exists(from_there))


def _spent(now: datetime) -> bool:
    """Whether the hour has had its mails."""
    lately = SentMail.objects.filter(sent_at__gt=now - timedelta(hours=1))
    return lately.count() >= contact_settings().contact_mails_per_hour
