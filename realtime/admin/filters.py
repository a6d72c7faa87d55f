"""What the lists of runs and of the log are narrowed by: no choice costs a look at all rows."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from realtime.admin.base import ModelAdmin
from realtime.admin.shown import STATE_WORDS
from realtime.entries import STARTED, TEXT, TEXT_ENDED
from realtime.kinds import registered
from realtime.models import Event
from realtime.states import RunState

Choices = Iterable[tuple[str, Any]]

#: Newest rows of the log in which the apps' own kinds are looked for.
_RECENT = 500
#: The engine's own kinds: a run's first ones, and its last.
_FIRST = (STARTED, TEXT, TEXT_ENDED)
_LAST = tuple(state.value for state in RunState if state.ended)


class _Choice(admin.SimpleListFilter):
    """Rows whose column of the parameter's name has the chosen value."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return queryset.filter(**{self.parameter_name or "": chosen}) if chosen else queryset


class StateFilter(_Choice):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(state.value, words) for state, words in STATE_WORDS.items()]


class RunKindFilter(_Choice):
    """The kinds that the installed apps have registered."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(kind.name, kind.name) for kind in registered()]


class EventKindFilter(_Choice):
    """The engine's kinds, and those that apps have used lately."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        recent = Event.objects.order_by("-id").values_list("kind", flat=True)[:_RECENT]
        others = sorted({*recent} - {*_FIRST, *_LAST})
        return [(kind, kind) for kind in (*_FIRST, *others, *_LAST)]
