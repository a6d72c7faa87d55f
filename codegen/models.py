"""Projects, their versions, and the requests that led to them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from codegen.paths import MAX_PATH_BYTES
from realtime.keys import MAX_NAME_LENGTH
from realtime.states import RunState


class Unchangeable(models.Model):
    """A row that is written once: saving it again raises TypeError."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"a {self._meta.verbose_name} is written once")
        super().save(*args, **kwargs)


class Project(models.Model):
    """One project; its public id is any string. Who changes its versions locks this row."""

    public_id = models.CharField(max_length=MAX_NAME_LENGTH, unique=True)
    latest = models.PositiveIntegerField(default=0, help_text=_("The newest version; 0: none."))
    mirrored = models.CharField(
        max_length=32, blank=True, help_text=_("The epoch and version that the folder on disk has.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return self.public_id


class ProjectVersion(Unchangeable):
    """All files of a project as of one moment."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text=_("Counts from 1 in its project."))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", help_text=_("Made against.")
    )
    restored = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="restorations", help_text=_("A copy of.")
    )
    prompt = models.TextField(blank=True)
    author = models.CharField(max_length=MAX_NAME_LENGTH, blank=True)
    model = models.CharField(max_length=128, blank=True)
    usage = models.JSONField(default=dict, help_text=_("The model's tokens."))
    run = models.CharField(max_length=24, blank=True, help_text=_("The run's key."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} v{self.number}"


class Blob(Unchangeable):
    """A text that files have; stored once, however many versions and projects have it."""

    digest = models.CharField(max_length=64, primary_key=True, help_text=_("SHA-256, in hex."))
    text = models.TextField()
    size = models.PositiveIntegerField(help_text=_("Bytes in UTF-8."))

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")

    def __str__(self) -> str:
        return self.digest[:12]


class GeneratedFile(Unchangeable):
    """One file of one version."""

    version = models.ForeignKey(ProjectVersion, models.CASCADE, related_name="files")
    path = models.CharField(max_length=MAX_PATH_BYTES)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.UniqueConstraint(fields=["version", "path"], name="file_once_a_version"),
        ]

    def __str__(self) -> str:
        return self.path


class Turn(models.Model):
    """A request to change a project, and what came of it: one version, or none."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETED = RunState.COMPLETED, _("completed")
        STOPPED = RunState.STOPPED, _("stopped")
        FAILED = RunState.FAILED, _("failed")
        INTERRUPTED = RunState.INTERRUPTED, _("interrupted")

    project = models.ForeignKey(Project, models.CASCADE, related_name="turns")
    run = models.CharField(max_length=24, unique=True, help_text=_("The run's key."))
    prompt = models.TextField()
    answer = models.TextField(blank=True, help_text=_("What the model said beside the files."))
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.OPEN)
    error = models.TextField(blank=True)
    version = models.ForeignKey(ProjectVersion, models.PROTECT, null=True, related_name="turns")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        indexes = [models.Index(fields=["project", "id"], name="turn_order")]

    def __str__(self) -> str:
        return f"{self.project}: {self.prompt[:40]}"
