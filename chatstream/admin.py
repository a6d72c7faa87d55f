"""Conversations to be read, and the property desk's rows to be kept."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from chatstream.assistant.notes import admin as notes_admin  # noqa: F401  (registers)
from chatstream.conversations import room_of
from chatstream.models import Bill, ChatMessage, Conversation, ParkingRecord, RepairTicket
from chatstream.selectors import (
    TRANSCRIPT_CHARACTERS,
    TRANSCRIPT_MESSAGES,
    conversation_services,
    runs_of,
    transcript,
)
from realtime.admin import (
    BEGINNING,
    Columns,
    Facts,
    Link,
    ModelAdmin,
    ReadOnlyAdmin,
    belongs_to_runs,
    facts_of,
    may_view,
    row_link,
    rows_link,
    state_badge,
)
from realtime.models import Room, Run
from realtime.states import RunState

belongs_to_runs(ChatMessage, "run")


class Line(NamedTuple):
    """A message as a conversation's page shows it.

    `left_out` counts the characters that are not shown, `state` is "" for what is completed.
    """

    message: ChatMessage
    text: str
    left_out: int
    state: str
    run: Run | None
    facts: Facts | None


def lines(request: HttpRequest, conversation: Conversation) -> list[Line]:
    """Return the conversation as one reads it; runs are told of to who may see them."""
    messages = transcript(conversation.pk)
    runs = runs_of(messages) if may_view(request, Run) else {}
    return [_line(message, runs.get(message.run)) for message in messages]


def _line(message: ChatMessage, run: Run | None) -> Line:
    shown = vars(message)
    state = "" if message.status == ChatMessage.Status.COMPLETED else message.status
    if message.role == ChatMessage.Role.USER:
        # A question's run is of interest until its answer's line tells of it.
        run = None if run is None or RunState(run.state).ended else run
        state = run.state if run else state
    return Line(
        message,
        shown["beginning"],
        max(0, shown["length"] - TRANSCRIPT_CHARACTERS),
        state_badge(state) if state else "",
        run,
        facts_of(run.facts) if run else None,
    )


class ServiceFilter(admin.SimpleListFilter):
    title = _("service")
    parameter_name = "service"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, str]]:
        return [(name, name) for name in conversation_services()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(service=self.value()) if self.value() else queryset


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Conversations, and each as one reads it. What was said is for who may see messages."""

    list_display = ("user_id", "service")
    list_filter = (ServiceFilter, "created_at")
    search_fields = ("user_id",)
    sortable_by = ()
    ordering = ("-id",)
    fields = ("service", "user_id", "created_at")
    readonly_fields = ("created_at",)
    change_form_template = "admin/chatstream/conversation/read.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Look each row's messages up in the index; the count of all rows leaves that out."""
        messages = ChatMessage.objects.filter(conversation=OuterRef("pk"))
        number = messages.order_by().values("conversation").annotate(number=Count("pk"))
        newest = messages.order_by("-id").annotate(beginning=Left("text", BEGINNING))
        conversations: QuerySet[Conversation] = super().get_queryset(request)
        return conversations.annotate(
            number=Subquery(number.values("number")),
            last_at=Subquery(newest.values("created_at")[:1]),
            last_text=Subquery(newest.values("beginning")[:1]),
        )

    def get_list_display(self, request: HttpRequest) -> Columns:
        of_messages = ("number", "last_at", "last_text") if may_view(request, ChatMessage) else ()
        return (*self.list_display, *of_messages, "created_at")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        conversation = context["original"]
        may_read = may_view(request, ChatMessage)
        context["lines"] = lines(request, conversation) if may_read else None
        context["newest"] = TRANSCRIPT_MESSAGES
        return super().render_change_form(request, context, *args, **kwargs)

    def links(self, request: HttpRequest, row: Conversation) -> Sequence[Link]:
        service, kind, name = room_of(row)
        room = Room.objects.filter(service=service, kind=kind, name=name).first()
        return [
            *rows_link(request, ChatMessage, conversation__id__exact=row.pk),
            *(rows_link(request, Run, room__id__exact=room.pk) if room else []),
            *row_link(request, room),
        ]

    @admin.display(description=_("messages"), empty_value="0")
    def number(self, conversation: Conversation) -> int | None:
        number: int | None = vars(conversation)["number"]
        return number

    @admin.display(description=_("last message"))
    def last_at(self, conversation: Conversation) -> Any:
        return vars(conversation)["last_at"]

    @admin.display(description=_("begins"))
    def last_text(self, conversation: Conversation) -> str | None:
        text: str | None = vars(conversation)["last_text"]
        return text


@admin.register(ChatMessage)
class ChatMessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "conversation", "role", "text_begins", "state", "error_begins")
    list_filter = ("role", "status", "created_at")
    list_select_related = ("conversation",)
    search_fields = ("text", "conversation__user_id", "=run")
    sortable_by = ()
    ordering = ("-id",)
    fields = ("whose", "role", "text", "state", "error", "run", "created_at")
    readonly_fields = ("whose", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChatMessage]:
        messages: QuerySet[ChatMessage] = super().get_queryset(request)
        begins = {"beginning": Left("text", BEGINNING), "error_beginning": Left("error", BEGINNING)}
        return messages.defer("text", "error").annotate(**begins)

    def links(self, request: HttpRequest, row: ChatMessage) -> Sequence[Link]:
        run = Run.objects.filter(key=row.run).first()
        return [*row_link(request, row.conversation), *row_link(request, run)]

    @admin.display(description=_("conversation"))
    def whose(self, message: ChatMessage) -> str:
        """As text: Django would link it for everybody."""
        return str(message.conversation)

    @admin.display(description=_("text"))
    def text_begins(self, message: ChatMessage) -> str:
        return str(vars(message)["beginning"])

    @admin.display(description=_("status"))
    def state(self, message: ChatMessage) -> str:
        return state_badge(message.status)

    @admin.display(description=_("error"))
    def error_begins(self, message: ChatMessage) -> str:
        return str(vars(message)["error_beginning"])


@admin.register(Bill)
class BillAdmin(ModelAdmin):
    list_display = ("user_id", "category", "period", "amount", "due_on", "paid_on")
    list_filter = ("category", ("paid_on", admin.EmptyFieldListFilter))
    search_fields = ("user_id", "period")
    show_full_result_count = False
    ordering = ("-due_on", "-id")


@admin.register(ParkingRecord)
class ParkingRecordAdmin(ModelAdmin):
    list_display = ("plate", "user_id", "entered_at", "left_at", "fee")
    list_filter = (("left_at", admin.EmptyFieldListFilter),)
    search_fields = ("user_id", "plate")
    show_full_result_count = False
    ordering = ("-entered_at", "-id")


@admin.register(RepairTicket)
class RepairTicketAdmin(ModelAdmin):
    list_display = ("number", "user_id", "description", "location", "status", "created_at")
    list_editable = ("status",)
    list_filter = ("status",)
    search_fields = ("user_id", "description", "location")
    readonly_fields = ("created_at",)
    show_full_result_count = False
    ordering = ("-id",)
