"""Conversations, requests and notes to be read; canned replies to be written."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from contact.knowledge import admin as knowledge  # noqa: F401  (it registers itself)
from contact.models import (
    Broadcast,
    CannedReply,
    ContactRequest,
    Conversation,
    DayCount,
    Message,
    Note,
    SentMail,
)
from realtime.admin import (
    BEGINNING,
    Columns,
    Link,
    ModelAdmin,
    ReadOnlyAdmin,
    belongs_to_runs,
    may_view,
    row_link,
    rows_link,
    state_badge,
)
from realtime.models import Run

belongs_to_runs(Message, "run")


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Who wrote, and how it stands. What was said is for who may see messages."""

    list_display = ("client_id", "state", "owner", "unread", "last_at")
    list_filter = ("state", "last_at")
    list_select_related = ("owner",)
    search_fields = ("client_id", "address", "messages__text")
    sortable_by = ()
    ordering = ("-last_at", "-id")
    fields = (
        *("client_id", "state", "owner", "ownership", "unread", "last_at", "created_at"),
        *("address", "agent", "language", "page"),
    )
    readonly_fields = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        messages = Message.objects.filter(conversation=OuterRef("pk"))
        number = messages.order_by().values("conversation").annotate(number=Count("pk"))
        conversations: QuerySet[Conversation] = super().get_queryset(request)
        return conversations.annotate(number=Subquery(number.values("number")))

    def get_list_display(self, request: HttpRequest) -> Columns:
        of_messages = ("number", "begins") if may_view(request, Message) else ()
        return (*self.list_display, *of_messages)

    def links(self, request: HttpRequest, row: Conversation) -> Sequence[Link]:
        return [
            *rows_link(request, Message, conversation__id__exact=row.pk),
            *rows_link(request, ContactRequest, conversation__id__exact=row.pk),
            *rows_link(request, Note, conversation__id__exact=row.pk),
            *rows_link(request, Run, room__id__exact=row.room_id),
            *row_link(request, row.room),
        ]

    @admin.display(description=_("messages"), empty_value="0")
    def number(self, conversation: Conversation) -> int | None:
        number: int | None = vars(conversation)["number"]
        return number

    @admin.display(description=_("last message"))
    def begins(self, conversation: Conversation) -> str:
        return conversation.last_text


class _OfConversation(ReadOnlyAdmin):
    """Rows of a conversation, newest first; long texts are read on a row's own page."""

    sortable_by = ()
    ordering = ("-id",)
    #: The text that a list begins.
    text_field = "text"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        begins = {"beginning": Left(self.text_field, BEGINNING)}
        annotated: QuerySet[Any] = rows.annotate(**begins)
        return annotated

    def links(self, request: HttpRequest, row: Any) -> Sequence[Link]:
        run = Run.objects.filter(key=row.run).first() if getattr(row, "run", "") else None
        return [*row_link(request, row.conversation), *row_link(request, run)]

    @admin.display(description=_("text"))
    def begins(self, row: Any) -> str:
        return str(vars(row)["beginning"])

    @admin.display(description=_("conversation"))
    def whose(self, row: Any) -> str:
        """As text: Django would link it for everybody."""
        return str(row.conversation)


@admin.register(Message)
class MessageAdmin(_OfConversation):
    list_display = ("created_at", "whose", "sender", "begins", "badge")
    list_select_related = ("conversation",)
    list_filter = ("sender", "status", "notice", "created_at")
    search_fields = ("text", "conversation__client_id", "=run")
    fields = (
        *("public_id", "whose", "sender", "text", "badge", "error", "notice"),
        *("author", "run", "created_at"),
    )
    readonly_fields = ("whose", "badge")

    @admin.display(description=_("status"))
    def badge(self, message: Message) -> SafeString:
        return state_badge(message.status)


@admin.register(ContactRequest)
class ContactRequestAdmin(_OfConversation):
    list_display = ("created_at", "whose", "begins", "mailed_at")
    list_select_related = ("conversation",)
    list_filter = (("mailed_at", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("message", "conversation__client_id")
    fields = ("public_id", "whose", "message", "user_agent", "created_at", "mailed_at")
    readonly_fields = ("whose", "created_at")
    text_field = "message"


@admin.register(Note)
class NoteAdmin(_OfConversation):
    list_display = ("created_at", "whose", "author", "begins")
    list_filter = ("created_at",)
    list_select_related = ("conversation", "author")
    search_fields = ("text", "conversation__client_id")
    fields = ("whose", "author", "text", "created_at")
    readonly_fields = ("whose", "created_at")


@admin.register(Broadcast)
class BroadcastAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "author", "text", "reached", "ended_at")
    list_select_related = ("author",)
    sortable_by = ()
    ordering = ("-id",)
    fields = ("text", "author", "reached", "created_at", "ended_at")
    readonly_fields = ("created_at",)


@admin.register(DayCount)
class DayCountAdmin(ReadOnlyAdmin):
    list_display = ("day", "connections", "messages", "requests")
    sortable_by = ()
    ordering = ("-day",)


@admin.register(SentMail)
class SentMailAdmin(ReadOnlyAdmin):
    list_display = ("sent_at", "requests")
    sortable_by = ()
    ordering = ("-id",)


@admin.register(CannedReply)
class CannedReplyAdmin(ModelAdmin):
    list_display = ("title", "text", "position")
    list_editable = ("position",)
    search_fields = ("title", "text")
