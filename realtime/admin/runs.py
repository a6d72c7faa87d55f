"""Runs: who asked, how it went, what it cost; and the way to the replay of each."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from realtime.admin.base import (
    Columns,
    Link,
    ReadOnlyAdmin,
    may_view,
    refuse_writing,
    row_link,
    rows_link,
)
from realtime.admin.facts import facts_of
from realtime.admin.filters import RunKindFilter, StateFilter
from realtime.admin.replay import replay_context
from realtime.admin.shown import (
    BEGINNING,
    code_block,
    cut,
    duration_shown,
    json_text,
    moment_shown,
    state_badge,
)
from realtime.models import Event, Run

#: Models of apps, and which of their fields holds a run's key.
_belongings: list[tuple[type[Model], str]] = []

_ASKED = ("key", "state_shown", "kind", "actor", "room_shown", "input_shown")
_RESULT = ("answered_by", "finish_reason", "tokens", "error", "facts_shown")
_TIMES = ("created", "waited", "started", "ended", "took")
_INSIDE = (
    *(
        "first_offset",
        "exclusive",
        "client_message_id",
        "stop_requested",
        "watched_at",
        "unheard_by",
    ),
    *("queued_by", "lease", "lease_until", "reserved_tokens", "reserved_on"),
)


def belongs_to_runs(model: type[Model], field: str) -> None:
    """Let a run's page link an app's rows; called once, from the app's `admin.py`."""
    _belongings.append((model, field))


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = (
        *("key", "replay", "state_shown", "created", "took", "actor"),
        *("answered_by", "tokens", "error_begins", "room", "kind"),
    )
    list_filter = (StateFilter, RunKindFilter, "created_at", ("error", admin.EmptyFieldListFilter))
    list_select_related = ("room",)
    search_fields = ("actor", "room__name")
    search_help_text = _("A run's key, or a part of an actor or of a room's name.")
    sortable_by = ()
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": _ASKED}),
        (_("Result"), {"fields": _RESULT}),
        (_("Times"), {"fields": _TIMES}),
        (_("Inside"), {"fields": _INSIDE, "classes": ("collapse",)}),
    )
    readonly_fields = (
        *("state_shown", "room_shown", "input_shown", "answered_by", "finish_reason", "tokens"),
        *("facts_shown", *_TIMES),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        runs: QuerySet[Run] = super().get_queryset(request)
        return runs.defer("input", "error").annotate(beginning=Left("error", BEGINNING))

    def get_list_display(self, request: HttpRequest) -> Columns:
        without = () if may_view(request, Event) else ("replay",)
        return tuple(column for column in self.list_display if column not in without)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Run], search_term: str
    ) -> tuple[QuerySet[Run], bool]:
        """A key is looked up in its index; only other words are looked for in every run."""
        found = queryset.filter(key=search_term.strip())
        if found.exists():
            return found, False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.replay_view)
        return [
            path("<path:object_id>/replay/", view, name="realtime_run_replay"),
            *super().get_urls(),
        ]

    def replay_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Play what a run said: for who may see both the run and the log."""
        refuse_writing(request)
        if not (may_view(request, Run) and may_view(request, Event)):
            raise PermissionDenied
        run: Run | None = self.get_object(request, object_id)
        if run is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            **replay_context(run, request.GET),
            "title": gettext("Replay"),
            "subtitle": run.key,
            "opts": self.opts,
            "run": run,
            "state": state_badge(run.state),
            "facts": facts_of(run.facts),
            "took": self.took(run),
        }
        return TemplateResponse(request, "admin/realtime/run/replay.html", context)

    def links(self, request: HttpRequest, row: Run) -> Sequence[Link]:
        said = {"room__id__exact": row.room_id, "offset__gte": row.first_offset, "run": row.key}
        return [
            *([Link(_replay(row), gettext("Replay"))] if may_view(request, Event) else []),
            *row_link(request, row.room),
            *(rows_link(request, Event, **said) if row.first_offset is not None else []),
            *(
                link
                for model, field in _belongings
                for link in rows_link(request, model, **{field: row.key})
            ),
        ]

    @admin.display(description=_("state"))
    def state_shown(self, run: Run) -> str:
        return state_badge(run.state)

    @admin.display(description=_("room"))
    def room_shown(self, run: Run) -> str:
        """As text: Django would link it for everybody."""
        return str(run.room)

    @admin.display(description=_("created"))
    def created(self, run: Run) -> str:
        return moment_shown(run.created_at)

    @admin.display(description=_("started"))
    def started(self, run: Run) -> str:
        return moment_shown(run.started_at)

    @admin.display(description=_("ended"))
    def ended(self, run: Run) -> str:
        return moment_shown(run.ended_at)

    @admin.display(description=_("waited"))
    def waited(self, run: Run) -> str:
        until = run.started_at or run.ended_at or datetime.now(UTC)
        return duration_shown(until - run.created_at)

    @admin.display(description=_("took"))
    def took(self, run: Run) -> str:
        if run.started_at is None:
            return ""
        return duration_shown((run.ended_at or datetime.now(UTC)) - run.started_at)

    @admin.display(description=_("model"))
    def answered_by(self, run: Run) -> str:
        return facts_of(run.facts).model

    @admin.display(description=_("finish reason"))
    def finish_reason(self, run: Run) -> str:
        return facts_of(run.facts).finish_reason

    @admin.display(description=_("tokens: prompt / completion"))
    def tokens(self, run: Run) -> str:
        return facts_of(run.facts).tokens

    @admin.display(description=_("error"))
    def error_begins(self, run: Run) -> str:
        return str(vars(run)["beginning"])

    @admin.display(description=_("input"))
    def input_shown(self, run: Run) -> str:
        return code_block(cut(json_text(run.input)))

    @admin.display(description=_("facts"))
    def facts_shown(self, run: Run) -> str:
        return code_block(cut(json_text(run.facts)))

    @admin.display(description="")
    def replay(self, run: Run) -> str:
        return format_html('<a href="{}">{}</a>', _replay(run), gettext("Replay"))


def _replay(run: Run) -> str:
    return reverse("admin:realtime_run_replay", args=[run.pk])
