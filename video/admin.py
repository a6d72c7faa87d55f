"""Jobs with their films and stages: to be looked at, cancelled, and tried again."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from realtime.admin import (
    BEGINNING,
    Link,
    ModelAdmin,
    ReadOnlyAdmin,
    belongs_to_runs,
    row_link,
    rows_link,
)
from realtime.errors import RealtimeError
from realtime.models import Run
from video import jobs
from video.links import FILM, THUMBNAIL, file_address
from video.models import STATES, VideoJob, VideoMessage, VideoStage
from video.selectors import stages_of
from video.states import JobState

belongs_to_runs(VideoMessage, "run")

#: The badges of realtime's states that say nearly the same.
_LIKE = {JobState.CANCELLED: "stopped"}


@admin.register(VideoJob)
class VideoJobAdmin(ReadOnlyAdmin):
    """Nobody edits a job; who may change jobs may cancel them, and try them again."""

    list_display = (
        *("task_id", "picture", "begins", "badge", "progress", "attempt"),
        *("room_named", "created_at", "took"),
    )
    list_filter = ("state", "aspect", "created_at")
    list_select_related = ("room",)
    search_fields = ("=task_id", "prompt", "room__name")
    sortable_by = ()
    ordering = ("-id",)
    actions = ("cancel", "retry")
    fields = (
        *("task_id", "badge", "film_shown", "prompt", "aspect", "seconds", "language"),
        *("progress", "stages_shown", "error", "attempt", "given_back", "worker", "lease_until"),
        *("room_named", "actor", "client_message_id", "film_bytes"),
        *("created_at", "queued_at", "started_at", "ended_at", "removed_at"),
    )
    readonly_fields = ("badge", "film_shown", "stages_shown", "room_named", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[VideoJob]:
        found: QuerySet[VideoJob] = super().get_queryset(request)
        in_order = Prefetch("stages", VideoStage.objects.order_by("stage"))
        return found.annotate(beginning=Left("prompt", BEGINNING)).prefetch_related(in_order)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may cancel jobs and try them again."""
        return request.user.has_perm("video.change_videojob")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_operate_permission(request):  # actions are sent to the list itself
            return ModelAdmin.changelist_view(self, request, extra_context)
        return super().changelist_view(request, extra_context)

    def links(self, request: HttpRequest, row: VideoJob) -> Sequence[Link]:
        return [
            *rows_link(request, VideoMessage, room__id__exact=row.room_id),
            *row_link(request, row.room),
        ]

    @admin.action(description=_("Cancel the chosen jobs"), permissions=["operate"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[VideoJob]) -> None:
        self._each(request, chosen, jobs.job_cancel)

    @admin.action(description=_("Try the chosen jobs again"), permissions=["operate"])
    def retry(self, request: HttpRequest, chosen: QuerySet[VideoJob]) -> None:
        self._each(request, chosen, jobs.job_retry)

    def _each(
        self, request: HttpRequest, chosen: QuerySet[VideoJob], act: Callable[[int], object]
    ) -> None:
        done = 0
        for job in chosen:
            try:
                with transaction.atomic():
                    done += bool(act(job.task_id))
            except RealtimeError as error:
                self.message_user(request, f"{job.task_id}: {error.text}", messages.WARNING)
        told = ngettext("It was done for %(done)d job.", "It was done for %(done)d jobs.", done)
        self.message_user(request, told % {"done": done})

    @admin.display(description=_("picture"))
    def picture(self, job: VideoJob) -> SafeString | str:
        if not job.thumbnail:
            return ""
        address = file_address("", job.task_id, THUMBNAIL)
        return format_html('<img class="video-picture" src="{}" alt="">', address)

    @admin.display(description=_("prompt"))
    def begins(self, job: VideoJob) -> str:
        return str(vars(job)["beginning"])

    @admin.display(description=_("state"))
    def badge(self, job: VideoJob) -> SafeString:
        state = JobState(job.state)
        look, words = _LIKE.get(state, state.value), STATES[state.value]
        return format_html('<span class="state" data-state="{}">{}</span>', look, words)

    @admin.display(description=_("code"))
    def room_named(self, job: VideoJob) -> str:
        return job.room.name

    @admin.display(description=_("seconds of work"))
    def took(self, job: VideoJob) -> str:
        return f"{sum(stage.seconds for stage in job.stages.all()):.1f}"

    @admin.display(description=_("film"))
    def film_shown(self, job: VideoJob) -> SafeString | str:
        if not job.film:
            return ""
        address = file_address("", job.task_id, FILM)
        picture = self.picture(job)
        return format_html('<a href="{}">{}<br>{}</a>', address, picture, _("Open the film"))

    @admin.display(description=_("stages"))
    def stages_shown(self, job: VideoJob) -> SafeString:
        rows = [
            (words, f"{row.seconds:.2f} s" if row else "–", row.attempt if row else "–")
            for words, row in stages_of(job)
        ]
        lines = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", rows)
        heads = [(_("stage"),), (_("took"),), (_("attempt"),)]
        return format_html(
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            format_html_join("", "<th>{}</th>", heads),
            lines,
        )


@admin.register(VideoMessage)
class VideoMessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "code", "role", "begins", "status")
    list_filter = ("role", "status", "created_at")
    list_select_related = ("room",)
    search_fields = ("text", "room__name", "=run")
    sortable_by = ()
    ordering = ("-id",)
    fields = ("code", "role", "text", "status", "error", "run", "created_at")
    readonly_fields = ("code", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[VideoMessage]:
        found: QuerySet[VideoMessage] = super().get_queryset(request)
        return found.annotate(beginning=Left("text", BEGINNING))

    def links(self, request: HttpRequest, row: VideoMessage) -> Sequence[Link]:
        return [*row_link(request, Run.objects.filter(key=row.run).first())]

    @admin.display(description=_("code"))
    def code(self, message: VideoMessage) -> str:
        return message.room.name

    @admin.display(description=_("text"))
    def begins(self, message: VideoMessage) -> str:
        return str(vars(message)["beginning"])
