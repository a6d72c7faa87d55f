"""What somebody wants kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.keys import MAX_NAME_LENGTH

MAX_TEXT = 500


class KeptRow(models.Model):
    """A row of one user's, by a number that counts for this user alone."""

    user_id = models.CharField(max_length=MAX_NAME_LENGTH)
    number = models.PositiveIntegerField(help_text=_("What the user calls it by."))
    text = models.CharField(max_length=MAX_TEXT)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        app_label = "chatstream"

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:40]}"


class Todo(KeptRow):
    """Something to be done. Done when it has a time at which it was."""

    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(KeptRow.Meta):
        abstract = False
        verbose_name = _("to-do")
        verbose_name_plural = _("to-dos")
        constraints = [
            models.UniqueConstraint(fields=["user_id", "number"], name="todo_number_once"),
        ]


class Note(KeptRow):
    """Something to be remembered."""

    class Meta(KeptRow.Meta):
        abstract = False
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.UniqueConstraint(fields=["user_id", "number"], name="note_number_once"),
        ]
