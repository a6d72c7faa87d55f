"""To-dos and notes in the admin: read and removed, written by their owners only."""

from django.contrib import admin
from django.http import HttpRequest

from chatstream.assistant.notes.models import Note, Todo
from realtime.admin import ModelAdmin


class KeptAdmin(ModelAdmin):
    """Rows that somebody has told the assistant to keep."""

    search_fields = ("user_id", "text")
    show_full_result_count = False
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Todo)
class TodoAdmin(KeptAdmin):
    list_display = ("user_id", "number", "text", "due_on", "done_at", "created_at")
    list_filter = ("due_on", ("done_at", admin.EmptyFieldListFilter))


@admin.register(Note)
class NoteAdmin(KeptAdmin):
    list_display = ("user_id", "number", "text", "created_at")
    list_filter = ("created_at",)
