"""What is read of to-dos and notes: one user's only."""

from typing import Any

from django.db.models import F, QuerySet

from chatstream.assistant.notes.models import Note, Todo

#: Rows that one answer or one `context` holds at most.
LIMIT = 50


def context_told(user: str) -> dict[str, Any]:
    """Return what a client is shown beside the conversation: open to-dos, notes, and how many.

    `{"todos": [{"number", "text", "due_on", "done"}], "notes": [{"number", "text"}],
    "open_todos": int, "done_todos": int}`; dates are ISO, the newest notes come first.
    """
    open_todos = _todos(user).filter(done_at=None)
    return {
        "todos": [todo_facts(todo) for todo in open_todos[:LIMIT]],
        "notes": notes(user),
        "open_todos": open_todos.count(),
        "done_todos": Todo.objects.filter(user_id=user).exclude(done_at=None).count(),
    }


def todos(user: str, words: str = "", *, done: bool = False) -> list[dict[str, Any]]:
    """Return to-dos, what is due first in front; `done` ones too where that is asked for."""
    found = _todos(user).filter(text__icontains=words)
    if not done:
        found = found.filter(done_at=None)
    return [todo_facts(todo) for todo in found[:LIMIT]]


def notes(user: str, words: str = "") -> list[dict[str, Any]]:
    """Return notes, the newest first."""
    found = Note.objects.filter(user_id=user, text__icontains=words).order_by("-number")
    return [note_facts(note) for note in found[:LIMIT]]


def todo_facts(todo: Todo) -> dict[str, Any]:
    """Return what the model and the client are told of a to-do."""
    due_on = todo.due_on.isoformat() if todo.due_on else None
    done = todo.done_at is not None
    return {"number": todo.number, "text": todo.text, "due_on": due_on, "done": done}


def note_facts(note: Note) -> dict[str, Any]:
    """Return what the model and the client are told of a note."""
    return {"number": note.number, "text": note.text}


def _todos(user: str) -> QuerySet[Todo]:
    return Todo.objects.filter(user_id=user).order_by(F("due_on").asc(nulls_last=True), "number")
