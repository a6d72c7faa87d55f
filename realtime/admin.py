"""The engine's rows, to be looked at: what rooms heard, what runs did. Nothing can be changed."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from realtime.models import Event, Process, Room, Run

# Generic for the type checker alone: at run time Django's class takes no parameters.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

#: Characters of a long text that a list shows.
BEGINNING = 120


class ReadOnlyAdmin(ModelAdmin):
    """Shows rows that only services write. Big tables: no count of all rows on filtered pages."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def rows_link(model: type[Model], **where: object) -> str:
    """Return a link to the list of the rows that belong to something."""
    meta = model._meta
    query = {f"{name}__exact": value for name, value in where.items()}
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist", query=query)
    return format_html('<a href="{}">{}</a>', address, meta.verbose_name_plural)


@admin.register(Room)
class RoomAdmin(ReadOnlyAdmin):
    list_display = ("service", "kind", "name", "offset", "pruned_to", "epoch")
    list_display_links = ("name",)
    search_fields = ("name",)
    ordering = ("-id",)
    readonly_fields = ("its_runs", "its_events")

    @admin.display(description=_("runs"))
    def its_runs(self, room: Room) -> str:
        return rows_link(Run, room__id=room.pk)

    @admin.display(description=_("events"))
    def its_events(self, room: Room) -> str:
        return rows_link(Event, room__id=room.pk)


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("key", "state", "room", "created_at", "started_at", "ended_at", "kind", "error")
    list_filter = ("state",)
    list_select_related = ("room",)
    search_fields = ("=key", "room__name")
    ordering = ("-id",)


@admin.register(Process)
class ProcessAdmin(ReadOnlyAdmin):
    list_display = ("lease", "started_at", "seen_at")
    ordering = ("-seen_at",)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The log. It has one index, room and offset: come here from a room."""

    list_display = ("room", "offset", "run_key", "kind", "data_begins", "created_at")
    list_display_links = ("offset",)
    list_select_related = ("room",)
    search_fields = ("=room__name",)
    ordering = ("-id",)
    fields = ("room", "offset", "run_key", "kind", "data", "created_at")
    readonly_fields = ("run_key",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        events: QuerySet[Event] = super().get_queryset(request)
        return events.defer("data").annotate(beginning=Left("data", BEGINNING))

    @admin.display(description=_("run"))
    def run_key(self, event: Event) -> str:
        return event.run_id or ""

    @admin.display(description=_("data"))
    def data_begins(self, event: Event) -> str:
        return str(vars(event)["beginning"])
