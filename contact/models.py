"""Conversations of visitors, what was said in them, and what the owner keeps beside them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contact.knowledge.models import Article, Passage  # noqa: F401  (Django looks here)
from contact.states import ConversationState
from realtime.models import Room
from realtime.states import RunState

#: Longest text that is kept of what a browser says of itself.
FACT_LENGTH = 500
LINE_LENGTH = 200


class Conversation(models.Model):
    """All that is said between one visitor, the AI and the owner.

    `ownership` grows whenever somebody else answers from now on: what an AI was asked under an
    earlier one is said no more.
    """

    class State(models.TextChoices):
        AI = ConversationState.AI, _("the AI answers")
        OWNER = ConversationState.OWNER, _("the owner answers")
        CLOSED = ConversationState.CLOSED, _("closed")

    client_id = models.UUIDField(unique=True)
    room = models.OneToOneField(Room, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.AI)
    ownership = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=FACT_LENGTH, blank=True)
    language = models.CharField(max_length=LINE_LENGTH, blank=True)
    page = models.CharField(max_length=FACT_LENGTH, blank=True)
    unread = models.PositiveIntegerField(
        default=0, help_text=_("Messages and requests that no owner has read.")
    )
    last_text = models.CharField(max_length=LINE_LENGTH, blank=True)
    last_sender = models.CharField(max_length=16, blank=True)
    last_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")

    def __str__(self) -> str:
        return str(self.client_id)


class Broadcast(models.Model):
    """What staff says to all visitors. `done_to` is the last room that has got it."""

    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    client_message_id = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    done_to = models.BigIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0, help_text=_("Visitors who have got it."))
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")

    def __str__(self) -> str:
        return self.text[:40]


class Message(models.Model):
    """One message. `run` is the run that answers it, or the one that said it.

    A `notice` was said in the AI's place, because it had no words yet, or none at all.
    """

    class Sender(models.TextChoices):
        VISITOR = "visitor", _("visitor")
        ASSISTANT = "assistant", _("assistant")
        OWNER = "owner", _("owner")

    class Status(models.TextChoices):
        COMPLETED = RunState.COMPLETED, _("completed")
        STOPPED = RunState.STOPPED, _("stopped")
        FAILED = RunState.FAILED, _("failed")
        INTERRUPTED = RunState.INTERRUPTED, _("interrupted")
        TAKEN_OVER = "taken_over", _("cut off by the owner")

    public_id = models.UUIDField(unique=True, default=uuid4)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    sender = models.CharField(max_length=16, choices=Sender.choices)
    text = models.TextField(blank=True)
    run = models.CharField(max_length=24, blank=True, db_index=True, help_text=_("The run's key."))
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.COMPLETED)
    notice = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    broadcast = models.ForeignKey(
        Broadcast, models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    client_message_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 (null: not unique)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "sender", "client_message_id"],
                name="contact_message_once",
            ),
        ]
        indexes = [models.Index(fields=["conversation", "id"], name="contact_message_order")]

    def __str__(self) -> str:
        return f"{self.sender}: {self.text[:40]}"


class ContactRequest(models.Model):
    """A visitor asks the owner to get in touch. `mailed_at` stays empty until a mail has told."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="requests")
    message = models.TextField()
    user_agent = models.CharField(max_length=FACT_LENGTH, blank=True)
    sent_from = models.CharField(
        max_length=64, blank=True, help_text=_("What its address counts under.")
    )
    client_message_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 (null: not unique)
    created_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True, help_text=_("When the owner was mailed of it."))
    causes_mail = models.BooleanField(
        default=False, help_text=_("It was due when its mail was sent, and not only taken along.")
    )

    class Meta:
        verbose_name = _("contact request")
        verbose_name_plural = _("contact requests")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "client_message_id"], name="contact_request_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(mailed_at=None), name="contact_request_unmailed"
            ),
            models.Index(fields=["mailed_at"], name="contact_request_mailed"),
        ]

    def __str__(self) -> str:
        return self.message[:40]


class Note(models.Model):
    """What staff write to each other about a conversation; no visitor is ever told."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField()
    client_message_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 (null: not unique)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "client_message_id"], name="contact_note_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class CannedReply(models.Model):
    """A reply that staff send often."""

    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"))
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class Desk(models.Model):
    """The one row of what is true of the desk as a whole."""

    staffed = models.BooleanField(default=False, help_text=_("Whether staff watch the inbox."))
    mail_failures = models.PositiveIntegerField(default=0)
    mail_not_before = models.DateTimeField(null=True)
    rooms_to = models.BigIntegerField(default=0)
    rooms_at = models.DateTimeField(
        null=True, help_text=_("When visitors' rooms up to `rooms_to` were there.")
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desk")

    def __str__(self) -> str:
        return "desk"


class SentMail(models.Model):
    """A mail that was sent to the owner: what the cap an hour counts."""

    requests = models.PositiveIntegerField(help_text=_("Requests that it told of."))
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("sent mail")
        verbose_name_plural = _("sent mails")

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M:%S}"


class DayCount(models.Model):
    """What happened at the desk on one day (UTC)."""

    day = models.DateField(unique=True)
    connections = models.PositiveIntegerField(default=0, help_text=_("Visitors' sockets."))
    messages = models.PositiveIntegerField(default=0, help_text=_("Of visitors, AI and owner."))
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")

    def __str__(self) -> str:
        return str(self.day)
