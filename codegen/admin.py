"""Projects, their versions and files, to be read: code highlighted, versions compared."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from codegen import history
from codegen.models import GeneratedFile, Project, ProjectVersion, Turn
from codegen.rooms import project_room
from codegen.shown import code_shown, diff_shown
from realtime.admin import (
    BEGINNING,
    Link,
    ReadOnlyAdmin,
    belongs_to_runs,
    may_view,
    row_link,
    rows_link,
    state_badge,
)
from realtime.models import Room, Run

belongs_to_runs(Turn, "run")

#: Files whose differences one page shows.
DIFFS = 50


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "latest", "mirrored", "created_at")
    search_fields = ("public_id",)
    ordering = ("-id",)
    fields = ("public_id", "latest", "mirrored", "created_at")
    readonly_fields = ("created_at",)

    def links(self, request: HttpRequest, row: Project) -> Sequence[Link]:
        service, kind, name = project_room(row.public_id)
        room = Room.objects.filter(service=service, kind=kind, name=name).first()
        return [
            *rows_link(request, ProjectVersion, project__id__exact=row.pk),
            *rows_link(request, Turn, project__id__exact=row.pk),
            *row_link(request, room),
        ]


@admin.register(ProjectVersion)
class ProjectVersionAdmin(ReadOnlyAdmin):
    """A version, and how it differs from the one before. Code is for who may see files."""

    list_display = ("named", "prompt_begins", "author", "model", "number_of_files", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("project",)
    search_fields = ("project__public_id", "=run")
    sortable_by = ()
    ordering = ("-id",)
    fields = (
        "named",
        "made_against",
        "copy_of",
        "prompt",
        "author",
        "model",
        "usage",
        "created_at",
    )
    readonly_fields = ("named", "made_against", "copy_of", "created_at")
    change_form_template = "admin/codegen/version.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProjectVersion]:
        versions: QuerySet[ProjectVersion] = super().get_queryset(request)
        return versions.annotate(count=Count("files"), beginning=Left("prompt", BEGINNING))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        version = context["original"]
        may_read = may_view(request, GeneratedFile)
        context["files"] = list(version.files.order_by("path")) if may_read else None
        context["diffs"] = self._diffs(version) if may_read else None
        return super().render_change_form(request, context, *args, **kwargs)

    def _diffs(self, version: ProjectVersion) -> list[tuple[str, SafeString]]:
        older = version.parent.number if version.parent else 0
        told = history.diff_told(version.project.public_id, older, version.number)
        return [(file["path"], diff_shown(file["diff"])) for file in told["files"][:DIFFS]]

    def links(self, request: HttpRequest, row: ProjectVersion) -> Sequence[Link]:
        run = Run.objects.filter(key=row.run).first() if row.run else None
        return [
            *row_link(request, row.project),
            *rows_link(request, GeneratedFile, version__id__exact=row.pk),
            *row_link(request, run),
        ]

    @admin.display(description=_("version"))
    def named(self, version: ProjectVersion) -> str:
        return str(version)

    @admin.display(description=_("made against"))
    def made_against(self, version: ProjectVersion) -> str:
        return str(version.parent or "")

    @admin.display(description=_("a copy of"))
    def copy_of(self, version: ProjectVersion) -> str:
        return str(version.restored or "")

    @admin.display(description=_("prompt"))
    def prompt_begins(self, version: ProjectVersion) -> str:
        return str(vars(version)["beginning"])

    @admin.display(description=_("files"))
    def number_of_files(self, version: ProjectVersion) -> int:
        return int(vars(version)["count"])


@admin.register(GeneratedFile)
class GeneratedFileAdmin(ReadOnlyAdmin):
    list_display = ("path", "version_named", "size")
    list_select_related = ("version__project", "blob")
    search_fields = ("path", "version__project__public_id")
    sortable_by = ()
    ordering = ("-version_id", "path")
    fields = ("path", "version_named", "size", "content")
    readonly_fields = ("version_named", "size", "content")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GeneratedFile]:
        files: QuerySet[GeneratedFile] = super().get_queryset(request)
        return files.defer("blob__text")

    def links(self, request: HttpRequest, row: GeneratedFile) -> Sequence[Link]:
        return row_link(request, row.version)

    @admin.display(description=_("version"))
    def version_named(self, file: GeneratedFile) -> str:
        return str(file.version)

    @admin.display(description=_("bytes"))
    def size(self, file: GeneratedFile) -> int:
        return file.blob.size

    @admin.display(description=_("content"))
    def content(self, file: GeneratedFile) -> SafeString:
        return code_shown(file.path, file.blob.text)


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "project_named", "prompt_begins", "state", "version_named")
    list_filter = ("status", "created_at")
    list_select_related = ("project", "version__project")
    search_fields = ("project__public_id", "=run")
    sortable_by = ()
    ordering = ("-id",)
    fields = ("project_named", "prompt", "answer", "state", "error", "version_named", "created_at")
    readonly_fields = ("project_named", "state", "version_named", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Turn]:
        turns: QuerySet[Turn] = super().get_queryset(request)
        return turns.annotate(beginning=Left("prompt", BEGINNING))

    def links(self, request: HttpRequest, row: Turn) -> Sequence[Link]:
        run = Run.objects.filter(key=row.run).first()
        return [
            *row_link(request, row.project),
            *row_link(request, row.version),
            *row_link(request, run),
        ]

    @admin.display(description=_("project"))
    def project_named(self, turn: Turn) -> str:
        return str(turn.project)

    @admin.display(description=_("prompt"))
    def prompt_begins(self, turn: Turn) -> str:
        return str(vars(turn)["beginning"])

    @admin.display(description=_("status"))
    def state(self, turn: Turn) -> str:
        return state_badge(turn.status)

    @admin.display(description=_("version"))
    def version_named(self, turn: Turn) -> str:
        return str(turn.version or "")
