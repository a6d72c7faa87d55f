"""Jobs, the stages that they have finished, and what was said beside them."""

from secrets import randbelow

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.keys import MAX_NAME_LENGTH
from realtime.models import Room
from realtime.states import RunState
from video.pipeline import Stage
from video.rooms import TASK_IDS
from video.stages import PARTS
from video.states import OPEN, JobState

#: As a person reads them.
STATES = {
    JobState.QUEUED.value: _("queued"),
    JobState.RUNNING.value: _("running"),
    JobState.COMPLETED.value: _("completed"),
    JobState.FAILED.value: _("failed"),
    JobState.CANCELLED.value: _("cancelled"),
}
ASPECTS = [(aspect, aspect) for aspect in ("16:9", "9:16", "1:1")]
STAGES = [(stage.value, PARTS[stage].words) for stage in Stage]


def new_task_id() -> int:
    return 1 + randbelow(TASK_IDS)


def video_storage() -> Storage:
    """Return where finished films are; a setting says."""
    return storages["videos"]


class VideoJob(models.Model):
    """A film that somebody has asked for. Its room is that of their code.

    While a worker has it, `lease` is that worker's and the fence of all that it writes.
    """

    task_id = models.BigIntegerField(unique=True, default=new_task_id)
    room = models.ForeignKey(Room, models.CASCADE, related_name="videos")
    actor = models.CharField(max_length=MAX_NAME_LENGTH, blank=True, help_text=_("Who asked."))
    client_message_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 (null: not unique)
    prompt = models.TextField()
    aspect = models.CharField(max_length=8, choices=ASPECTS)
    seconds = models.FloatField(help_text=_("How long the film shall be."))
    language = models.CharField(max_length=16, blank=True)

    state = models.CharField(max_length=16, choices=STATES, default=JobState.QUEUED)
    stage = models.PositiveSmallIntegerField(default=0, help_text=_("The last one that began."))
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    place = models.PositiveIntegerField(default=0, help_text=_("In the queue, when last told."))
    attempt = models.PositiveIntegerField(default=0, help_text=_("How often it was begun."))
    given_back = models.PositiveIntegerField(
        default=0, help_text=_("How many of these count for nothing: their worker had to end.")
    )
    lease = models.CharField(max_length=32, blank=True, help_text=_("Its worker's, while it runs."))
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True, help_text=_("Who had it last."))
    cancel_requested = models.BooleanField(
        default=False, help_text=_("Tells its worker why it has lost the lease.")
    )
    error = models.TextField(blank=True)
    task = models.UUIDField(null=True, help_text=_("Its place in the queue of background tasks."))

    film = models.CharField(max_length=200, blank=True, help_text=_("Its name in the storage."))
    thumbnail = models.CharField(max_length=200, blank=True)
    captions = models.CharField(max_length=200, blank=True)
    film_bytes = models.PositiveBigIntegerField(default=0)

    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True, help_text=_("When its files were removed."))

    class Meta:
        verbose_name = _("video job")
        verbose_name_plural = _("video jobs")
        constraints = [
            models.UniqueConstraint(fields=["room", "client_message_id"], name="video_once"),
        ]
        indexes = [
            models.Index(
                fields=["state", "queued_at"],
                condition=models.Q(state__in=sorted(OPEN)),
                name="video_open",
            ),
            models.Index(fields=["room", "id"], name="video_of_code"),
            models.Index(fields=["created_at"], name="video_created"),
        ]

    def __str__(self) -> str:
        return self.prompt[:40]


class VideoStage(models.Model):
    """A stage that a job has finished, and the files of it, in the folder of that attempt."""

    job = models.ForeignKey(VideoJob, models.CASCADE, related_name="stages")
    stage = models.PositiveSmallIntegerField(choices=STAGES)
    attempt = models.PositiveIntegerField()
    seconds = models.FloatField(help_text=_("How long it took."))
    result = models.JSONField(default=dict)
    files = models.JSONField(default=dict, help_text=_("Path and size of each file it has made."))
    finished_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("video stage")
        verbose_name_plural = _("video stages")
        constraints = [
            models.UniqueConstraint(fields=["job", "stage"], name="video_stage_once"),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


class VideoMessage(models.Model):
    """What was said in the chat beside the jobs. `run` is the run that said it, or answers it."""

    class Role(models.TextChoices):
        USER = "user", _("user")
        ASSISTANT = "assistant", _("assistant")

    room = models.ForeignKey(Room, models.CASCADE, related_name="video_messages")
    run = models.CharField(max_length=24, db_index=True, help_text=_("The run's key."))
    role = models.CharField(max_length=16, choices=Role.choices)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=16, default=RunState.COMPLETED)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("video chat message")
        verbose_name_plural = _("video chat messages")
        indexes = [models.Index(fields=["room", "id"], name="video_message_order")]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:40]}"
