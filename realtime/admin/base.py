"""What the admin of rows that only services write has in common: it is to be read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

# Generic for the type checker alone: at run time Django's class takes no parameters.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

#: What a list shows of each row, as Django's admin takes it.
Columns = tuple[str | Callable[[Any], str | bool], ...]


class Link(NamedTuple):
    """A button on a row's page."""

    address: str
    label: str


def may_view(request: HttpRequest, model: type[Model]) -> bool:
    """Return True for who may see the rows of a model: a link must not lead to a refusal."""
    if not admin.site.is_registered(model):
        return False
    return admin.site.get_model_admin(model).has_view_permission(request)


def row_link(request: HttpRequest, row: Model | None) -> list[Link]:
    """Link a row's page, for who may see it."""
    if row is None or not may_view(request, type(row)):
        return []
    return [
        Link(_address(type(row), "change", args=[row.pk]), str(capfirst(row._meta.verbose_name)))
    ]


def rows_link(request: HttpRequest, model: type[Model], **where: object) -> list[Link]:
    """Link the list of the rows that belong to something, for who may see them."""
    if not may_view(request, model):
        return []
    address = _address(model, "changelist", query=where)
    return [Link(address, str(capfirst(model._meta.verbose_name_plural)))]


def _address(model: type[Model], page: str, **how: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", **how)


def refuse_writing(request: HttpRequest) -> None:
    """Raise PermissionDenied for a request that could change something."""
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied


class ReadOnlyAdmin(ModelAdmin):
    """Shows rows that only services write. Big tables: nothing counts or compares all rows."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    change_form_template = "admin/read_only.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def links(self, request: HttpRequest, row: Any) -> Sequence[Link]:
        """Return the buttons of a row's page."""
        return []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        refuse_writing(request)
        return super().changelist_view(request, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        refuse_writing(request)
        return super().history_view(request, object_id, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["links"] = self.links(request, context["original"])
        return super().render_change_form(request, context, *args, **kwargs)
