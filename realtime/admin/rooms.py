"""Rooms, their log, and the processes that write it."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from realtime.admin.base import Link, ReadOnlyAdmin, row_link, rows_link
from realtime.admin.filters import EventKindFilter
from realtime.admin.shown import BEGINNING, code_block, json_text, moment_shown
from realtime.models import Event, Presence, Process, Room, Run

#: Rooms of one name that a search of the log takes in: a service and a kind each.
_ROOMS = 50


@admin.register(Room)
class RoomAdmin(ReadOnlyAdmin):
    list_display = ("service", "kind", "name", "offset", "pruned_to", "epoch")
    list_display_links = ("name",)
    search_fields = ("name",)
    ordering = ("-id",)

    def links(self, request: HttpRequest, row: Room) -> Sequence[Link]:
        return [
            *rows_link(request, Run, room__id__exact=row.pk),
            *rows_link(request, Event, room__id__exact=row.pk),
        ]


@admin.register(Presence)
class PresenceAdmin(ReadOnlyAdmin):
    """Who is connected now, in the rooms that show it."""

    list_display = ("name", "room", "since", "process")
    list_select_related = ("room",)
    search_fields = ("name", "room__name")
    ordering = ("-id",)


@admin.register(Process)
class ProcessAdmin(ReadOnlyAdmin):
    list_display = ("lease", "started_at", "seen_at", "connections")
    ordering = ("-seen_at",)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The log. It has one index, room and offset: come here from a room, or search for one."""

    list_display = ("room", "offset", "run_key", "kind", "data_begins", "created")
    list_display_links = ("offset",)
    list_filter = (EventKindFilter,)
    list_select_related = ("room",)
    search_fields = ("room__name",)
    search_help_text = _("The whole name of a room.")
    sortable_by = ()
    fields = ("room_shown", "offset", "run_key", "kind", "data_shown", "created")
    readonly_fields = ("room_shown", "run_key", "data_shown", "created")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        events: QuerySet[Event] = super().get_queryset(request)
        return events.defer("data").annotate(beginning=Left("data", BEGINNING))

    def get_ordering(self, request: HttpRequest) -> tuple[str]:
        """Newest first. In one room offsets say the same, and are in the index."""
        return ("-offset",) if "room__id__exact" in request.GET else ("-id",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Find the rooms first: joined to the log, each of its rows would ask for its room."""
        name = search_term.strip()
        if not name:
            return queryset, False
        rooms = list(Room.objects.filter(name=name).values_list("pk", flat=True)[:_ROOMS])
        if len(rooms) == 1:
            return queryset.filter(room=rooms[0]).order_by("-offset"), False
        return queryset.filter(room__in=rooms), False

    def links(self, request: HttpRequest, row: Event) -> Sequence[Link]:
        return [*row_link(request, row.room), *row_link(request, row.run)]

    @admin.display(description=_("room"))
    def room_shown(self, event: Event) -> str:
        """As text: Django would link it for everybody."""
        return str(event.room)

    @admin.display(description=_("run"))
    def run_key(self, event: Event) -> str:
        return event.run_id or ""

    @admin.display(description=_("created"))
    def created(self, event: Event) -> str:
        return moment_shown(event.created_at)

    @admin.display(description=_("data"))
    def data_begins(self, event: Event) -> str:
        return str(vars(event)["beginning"])

    @admin.display(description=_("data"))
    def data_shown(self, event: Event) -> str:
        return code_block(json_text(event.data))
