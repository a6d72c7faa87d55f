"""What is worded once finds, changes and stores what the ORM does."""

import pytest
from django.db import IntegrityError, connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from realtime.keys import RoomKey
from realtime.models import Room, Run
from realtime.statements import Select, Update, insert
from realtime.states import RunState

pytestmark = pytest.mark.django_db

OPEN = Select(
    lambda room, kind: (
        Run.objects.filter(room=room, kind=kind, state__in=["queued", "running"])
        .order_by("-id")
        .values_list("key", "exclusive", "input", "created_at", "room__name")
    )
)
END = Update(
    lambda run, reason, facts: (
        Run.objects.filter(pk=run, state=RunState.RUNNING),
        {"error": reason, "facts": facts, "state": RunState.FAILED, "ended_at": Now()},
    )
)
TEXTS = ("", 'it\'s "%s" 天气 %%', "\x02parameter 0\x02")


def room(name: str = "ada") -> Room:
    return Room.objects.create(**RoomKey("engine", "test", name)._asdict())


def run(room: Room, **more: object) -> Run:
    return insert(Run(**{"room": room, "kind": "k", "input": {"a": [1, None]}, **more}))


def test_a_select_finds_what_its_queryset_does_with_the_types_of_its_columns() -> None:
    ada, bob = room(), room("bob")
    for text in TEXTS:
        run(ada, kind=text, exclusive=False)
        run(bob, kind=text)
    run(ada, state=RunState.FAILED)
    for text in TEXTS:
        expected = list(OPEN._build(ada.pk, text))
        assert len(expected) == 1
        assert OPEN(ada.pk, text) == expected
    assert OPEN(ada.pk, "no such kind") == []


def test_wording_happens_once_and_running_asks_once() -> None:
    ada = room()
    OPEN(ada.pk, "k")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        OPEN(ada.pk, "k")
    assert len(queries) == 1
    known = dict(OPEN._known)
    OPEN(ada.pk, "other")
    assert OPEN._known == known


@pytest.mark.parametrize("text", TEXTS)
def test_an_update_changes_what_it_finds_and_counts_it(text: str) -> None:
    mine, other = run(room(), state=RunState.RUNNING), run(room("bob"), state=RunState.RUNNING)
    facts = {"model": text, "usage": None, "list": [True, 1.5]}
    assert END(mine.pk, text, facts) == 1
    assert END(mine.pk, text, facts) == 0
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.error, mine.facts, mine.state) == (text, facts, RunState.FAILED)
    assert mine.ended_at is not None
    assert (other.state, other.facts) == (RunState.RUNNING, {})


def test_a_number_and_a_text_in_one_place_are_two_statements() -> None:
    found = Select(lambda key: Run.objects.filter(client_message_id=key).values_list("pk"))
    stored = run(room(), client_message_id="7")
    assert found("7") == [(stored.pk,)]
    assert found(7) == [(stored.pk,)]


def test_what_does_not_stand_in_the_statement_as_it_is_is_refused() -> None:
    begins = Select(lambda text: Run.objects.filter(kind__startswith=text).values_list("pk"))
    with pytest.raises(TypeError, match="not every parameter"):
        begins("k")


def test_an_inserted_row_is_as_a_saved_one() -> None:
    ada = room()
    mine = run(ada, client_message_id="m1")
    assert (mine.pk is not None, mine._state.adding, mine._state.db) == (True, False, "default")
    read = Run.objects.get(pk=mine.pk)
    assert read == mine
    names = [field.attname for field in Run._meta.concrete_fields]
    assert [getattr(read, name) for name in names] == [getattr(mine, name) for name in names]
    mine.error = "later"
    mine.save()
    assert Run.objects.get(pk=mine.pk).error == "later"
    with pytest.raises(IntegrityError):
        run(ada, client_message_id="m1")
