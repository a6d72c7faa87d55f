"""Conversations to be read, and the property desk's rows to be kept."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chatstream.models import Bill, ChatMessage, Conversation, ParkingRecord, RepairTicket
from realtime.admin import BEGINNING, ModelAdmin, ReadOnlyAdmin, rows_link

if TYPE_CHECKING:
    InlineFormSet = BaseInlineFormSet[ChatMessage, Conversation, Any]
    TabularInline = admin.TabularInline[ChatMessage, Conversation]
else:
    InlineFormSet, TabularInline = BaseInlineFormSet, admin.TabularInline

#: Messages that a conversation's page shows, the newest ones; its list of messages has all.
INLINE_MESSAGES = 100


class _NewestMessages(InlineFormSet):
    def get_queryset(self) -> QuerySet[ChatMessage]:
        if not hasattr(self, "_newest"):
            self._newest = super().get_queryset().order_by("-pk")[:INLINE_MESSAGES]
        return self._newest


class MessageInline(TabularInline):
    model = ChatMessage
    formset = _NewestMessages
    fields = readonly_fields = ("created_at", "role", "text", "status", "error")
    extra = 0
    can_delete = False
    verbose_name_plural = _("newest messages")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ("user_id", "service", "created_at")
    search_fields = ("user_id",)
    ordering = ("-id",)
    readonly_fields = ("all_messages",)
    inlines = (MessageInline,)

    @admin.display(description=_("all messages"))
    def all_messages(self, conversation: Conversation) -> str:
        return rows_link(ChatMessage, conversation__id=conversation.pk)


@admin.register(ChatMessage)
class ChatMessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "conversation", "role", "text_begins", "status", "error")
    list_filter = ("role", "status", "created_at")
    list_select_related = ("conversation",)
    search_fields = ("text", "conversation__user_id", "=run")
    ordering = ("-id",)
    fields = ("conversation", "role", "text", "status", "error", "run", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChatMessage]:
        messages: QuerySet[ChatMessage] = super().get_queryset(request)
        return messages.defer("text").annotate(beginning=Left("text", BEGINNING))

    @admin.display(description=_("text"))
    def text_begins(self, message: ChatMessage) -> str:
        return str(vars(message)["beginning"])


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
