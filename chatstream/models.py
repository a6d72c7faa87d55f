"""Conversations and their messages, and the rows of the property desk and of the assistant."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chatstream.assistant.notes.models import Note, Todo
from chatstream.property.models import Bill, ParkingRecord, RepairTicket
from realtime.keys import MAX_NAME_LENGTH
from realtime.states import RunState

__all__ = [
    "Bill",
    "ChatMessage",
    "Conversation",
    "Note",
    "ParkingRecord",
    "RepairTicket",
    "Todo",
]


class Conversation(models.Model):
    """All that one user and the AI have said to each other in one service."""

    service = models.CharField(max_length=32)
    user_id = models.CharField(max_length=MAX_NAME_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint(fields=["service", "user_id"], name="conversation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.user_id}"


class ChatMessage(models.Model):
    """One message. An answer is stored when its run ends, with the text that was sent."""

    class Role(models.TextChoices):
        USER = "user", _("user")
        ASSISTANT = "assistant", _("assistant")

    class Status(models.TextChoices):
        COMPLETED = RunState.COMPLETED, _("completed")
        STOPPED = RunState.STOPPED, _("stopped")
        FAILED = RunState.FAILED, _("failed")
        INTERRUPTED = RunState.INTERRUPTED, _("interrupted")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    role = models.CharField(max_length=16, choices=Role.choices)
    text = models.TextField(blank=True)
    run = models.CharField(max_length=24, db_index=True, help_text=_("The run's key."))
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.COMPLETED)
    error = models.TextField(blank=True)
    details = models.JSONField(
        default=dict, blank=True, help_text=_("What was done beside the text: tools, handovers.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["run", "role"], name="message_once_a_run"),
        ]
        indexes = [models.Index(fields=["conversation", "id"], name="message_order")]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:40]}"
