"""To-dos and notes: each user's own, numbered, bounded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from pydantic import ValidationError

from chatstream.assistant.notes import selectors, services
from chatstream.assistant.notes.models import Note, Todo
from chatstream.assistant.notes.services import NotKept
from chatstream.assistant.notes.tools import NewNote, NewTodo, Which

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(settings) -> None:
    settings.ASSISTANT = settings.ASSISTANT.model_copy(update={"max_todos": 3, "max_notes": 2})


def test_numbers_count_for_each_user_alone() -> None:
    assert [services.todo_add("ada", text).number for text in "abc"] == [1, 2, 3]
    assert services.todo_add("bob", "x").number == 1
    assert services.note_add("ada", "n").number == 1


def test_to_dos_come_in_the_order_in_which_they_are_due() -> None:
    services.todo_add("ada", "some day")
    services.todo_add("ada", "later", date(2026, 12, 1))
    services.todo_add("ada", "soon", date(2026, 11, 22))
    assert [todo["text"] for todo in selectors.todos("ada")] == ["soon", "later", "some day"]


@pytest.mark.parametrize("which", ["2", "#2", "2.", "第2", "buy bread", "BREAD"])
def test_one_is_named_by_its_number_or_by_words_of_it(which) -> None:
    services.todo_add("ada", "buy milk")
    services.todo_add("ada", "buy bread")
    assert services.todo_complete("ada", which).text == "buy bread"


def test_of_to_dos_that_fit_by_words_those_that_are_done_do_not_count() -> None:
    for _ in range(2):
        services.todo_add("ada", "buy milk")
    services.todo_complete("ada", "1")
    assert services.todo_complete("ada", "milk").number == 2


def test_where_several_fit_nothing_happens_and_they_are_told() -> None:
    services.todo_add("ada", "buy milk")
    services.todo_add("ada", "boil milk")
    with pytest.raises(NotKept, match="several fit") as refused:
        services.todo_delete("ada", "milk")
    assert [row.number for row in refused.value.choices] == [1, 2]
    assert Todo.objects.count() == 2


@pytest.mark.parametrize("which", ["1", "milk", "", " ", "9999999999", "%", "_"])
def test_what_is_anothers_cannot_be_reached(which) -> None:
    services.todo_add("bob", "buy milk")
    services.note_add("bob", "milk")
    for remove in (services.todo_complete, services.todo_delete, services.note_delete):
        with pytest.raises(NotKept, match="none like that"):
            remove("ada", which)
    assert selectors.context_told("ada")["todos"] == []


@pytest.mark.parametrize("which", ["", " ", "bread", "2"])
def test_who_names_nothing_that_is_there_changes_nothing(which) -> None:
    services.todo_add("ada", "buy milk")
    with pytest.raises(NotKept, match="none like that"):
        services.todo_complete("ada", which)


def test_completing_twice_keeps_the_first_time() -> None:
    services.todo_add("ada", "x")
    first = services.todo_complete("ada", "1").done_at
    assert services.todo_complete("ada", "1").done_at == first


def test_when_there_are_too_many_the_oldest_done_one_makes_room(few) -> None:
    for text in "abc":
        services.todo_add("ada", text)
    with pytest.raises(NotKept, match="too many"):
        services.todo_add("ada", "d")
    services.todo_complete("ada", "b")
    assert services.todo_add("ada", "d").number == 4
    assert {todo["text"] for todo in selectors.todos("ada", done=True)} == {"a", "c", "d"}


def test_notes_are_bounded_too(few) -> None:
    for text in "ab":
        services.note_add("ada", text)
    with pytest.raises(NotKept, match="too many"):
        services.note_add("ada", "c")
    services.note_delete("ada", "1")
    assert services.note_add("ada", "c").number == 3


def test_words_search_without_being_patterns() -> None:
    services.note_add("ada", "100% wool")
    services.note_add("ada", "100 grams")
    assert [note["text"] for note in selectors.notes("ada", "100%")] == ["100% wool"]


def test_context_holds_what_a_client_shows() -> None:
    services.todo_add("ada", "rent", date(2026, 12, 1))
    services.note_add("ada", "door code")
    assert selectors.context_told("ada") == {
        "todos": [{"number": 1, "text": "rent", "due_on": "2026-12-01", "done": False}],
        "notes": [{"number": 1, "text": "door code"}],
        "open_todos": 1,
        "done_todos": 0,
    }


@pytest.mark.parametrize("text", ["", "   ", "x" * 501, "a\x00b"])
def test_a_text_that_cannot_be_kept_is_refused(text) -> None:
    for arguments in (NewNote, NewTodo):
        with pytest.raises(ValidationError):
            arguments(text=text)
    with pytest.raises(ValidationError):
        Which(which=text)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_a_number_each() -> None:
    def add(_: int) -> None:
        services.note_add("ada", "x")
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(12)))
    numbers = list(Note.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 13))
