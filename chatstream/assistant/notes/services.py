"""What is written of to-dos and notes. Numbers are taken under the rule that each is there once."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from chatstream.assistant.conf import assistant_settings
from chatstream.assistant.notes.models import KeptRow, Note, Todo

Row = TypeVar("Row", Todo, Note)

_TRIES = 5


class NotKept(Exception):
    """Nothing was written; the text says why, for the model. `choices` are rows it may mean."""

    def __init__(self, text: str, *choices: KeptRow) -> None:
        self.choices = choices
        super().__init__(text)


def todo_add(user: str, text: str, due_on: date | None = None) -> Todo:
    """Keep a to-do. Raises NotKept where there are as many as may be, and none of them is done."""
    return _numbered(lambda: _todo_add(user, text, due_on))


def note_add(user: str, text: str) -> Note:
    """Keep a note. Raises NotKept where there are as many as may be."""
    return _numbered(lambda: _note_add(user, text))


@transaction.atomic
def todo_complete(user: str, which: str) -> Todo:
    """Mark a to-do as done; one that is done stays so. Raises NotKept."""
    kept = Todo.objects.select_for_update().filter(user_id=user)
    todo = _meant(kept, which, kept.filter(done_at=None))
    if todo.done_at is None:
        todo.done_at = timezone.now()
        todo.save(update_fields=["done_at"])
    return todo


@transaction.atomic
def todo_delete(user: str, which: str) -> Todo:
    """Remove a to-do. Raises NotKept."""
    return _removed(Todo.objects.select_for_update().filter(user_id=user), which)


@transaction.atomic
def note_delete(user: str, which: str) -> Note:
    """Remove a note. Raises NotKept."""
    return _removed(Note.objects.select_for_update().filter(user_id=user), which)


def _numbered(add: Callable[[], Row]) -> Row:
    """Add, again where another process has just taken the number."""
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return add()
        except IntegrityError:
            continue
    raise NotKept("too many are being added at once; try again")


def _todo_add(user: str, text: str, due_on: date | None) -> Todo:
    kept = Todo.objects.filter(user_id=user)
    if kept.count() >= assistant_settings().max_todos:
        oldest_done = kept.exclude(done_at=None).order_by("done_at").first()
        if oldest_done is None:
            raise NotKept("there are too many to-dos; complete or delete some first")
        oldest_done.delete()
    return Todo.objects.create(user_id=user, number=_next(kept), text=text, due_on=due_on)


def _note_add(user: str, text: str) -> Note:
    kept = Note.objects.filter(user_id=user)
    if kept.count() >= assistant_settings().max_notes:
        raise NotKept("there are too many notes; delete some first")
    return Note.objects.create(user_id=user, number=_next(kept), text=text)


def _next(kept: QuerySet[Todo] | QuerySet[Note]) -> int:
    highest: int | None = kept.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _removed(kept: QuerySet[Row], which: str) -> Row:
    row = _meant(kept, which)
    kept.filter(pk=row.pk).delete()
    return row


def _meant(kept: QuerySet[Row], which: str, by_words: QuerySet[Row] | None = None) -> Row:
    """Return the one row with this number, or with these words in its text. Raises NotKept."""
    words = which.strip()
    if number := re.fullmatch(r"\D{0,2}(\d{1,9})\D?", words):
        found = list(kept.filter(number=int(number[1]))[:1])
    elif words:
        candidates = kept if by_words is None else by_words
        found = list(candidates.filter(text__icontains=words)[:6])
    else:
        found = []
    if len(found) == 1:
        return found[0]
    raise NotKept("several fit: name its number" if found else "there is none like that", *found)
