"""The admin of the engine's rows: everything can be read, nothing can be changed."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from realtime.models import Event, Process, Room, Run
from realtime.states import RunState

HOSTILE = "<script>alert(1)</script>"
MODELS: dict[str, type[Room] | type[Run] | type[Event] | type[Process]] = {
    "room": Room,
    "run": Run,
    "event": Event,
    "process": Process,
}


def rows(number: int, name: str = "ada", data: str = "{}") -> None:
    """Store so many rooms, each with a run that said something."""
    for place in range(number):
        now = datetime.now(UTC)
        Process.objects.create(lease=f"{name}{place}"[-32:], seen_at=now)
        room = Room.objects.create(service="typewriter", kind="user", name=f"{name}{place}")
        run = Run.objects.create(room=room, kind="echo", state=RunState.FAILED, error=name)
        Event.objects.create(room=room, offset=1, run=run, kind="text", data=data, created_at=now)


def address(page: str, rest: str = "") -> str:
    return f"/admin/realtime/{page}/{rest}"


@pytest.mark.parametrize("page", MODELS)
def test_every_list_and_every_row_can_be_read(admin_client: Client, page) -> None:
    rows(1)
    model = MODELS[page]
    assert admin_client.get(address(page)).status_code == 200
    row = admin_client.get(address(page, f"{model.objects.get().pk}/change/"))
    assert row.status_code == 200
    assert b'name="_save"' not in row.content


@pytest.mark.parametrize("page", MODELS)
@pytest.mark.parametrize("rest", ["add/", "{}/delete/"])
def test_nothing_can_be_added_or_deleted(admin_client: Client, page, rest) -> None:
    rows(1)
    model = MODELS[page]
    path = address(page, rest.format(model.objects.get().pk))
    assert admin_client.get(path).status_code == 403
    assert admin_client.post(path, {"post": "yes"}).status_code == 403
    assert model.objects.count() == 1


@pytest.mark.parametrize("page", MODELS)
def test_rows_cannot_be_deleted_by_an_action(admin_client: Client, page) -> None:
    rows(1)
    model = MODELS[page]
    chosen = {"action": "delete_selected", "_selected_action": [model.objects.get().pk]}
    admin_client.post(address(page), {**chosen, "post": "yes"})
    assert model.objects.count() == 1


@pytest.mark.parametrize("page", MODELS)
def test_a_row_cannot_be_changed(admin_client: Client, page) -> None:
    rows(1)
    model = MODELS[page]
    path = address(page, f"{model.objects.get().pk}/change/")
    assert admin_client.post(path, {"kind": "other", "name": "other"}).status_code == 403


@pytest.mark.parametrize("page", MODELS)
def test_ten_times_the_rows_take_no_more_queries(admin_client: Client, page) -> None:
    rows(2, "few")
    admin_client.get(address(page))  # what is cached once is cached
    with CaptureQueriesContext(
        connection,
    ) as few:
        admin_client.get(address(page))
    rows(20, "many")
    with CaptureQueriesContext(connection) as many:
        assert b"many" in admin_client.get(address(page)).content
    assert len(many) == len(few)


def test_runs_can_be_filtered_by_their_state(admin_client: Client) -> None:
    rows(1, "broken")
    assert b"broken" in admin_client.get(address("run", "?state__exact=failed")).content
    assert b"broken" not in admin_client.get(address("run", "?state__exact=completed")).content


def test_a_room_links_its_runs_and_its_events(admin_client: Client) -> None:
    rows(1, "ada")
    rows(1, "bob")
    ada = Room.objects.get(name="ada0")
    page = admin_client.get(address("room", f"{ada.pk}/change/")).content.decode()
    for model in ("run", "event"):
        link = address(model, f"?room__id__exact={ada.pk}")
        assert link in page
        content = admin_client.get(link).content
        assert b"ada0" in content
        assert b"bob0" not in content


def test_a_list_shows_the_beginning_of_long_data_and_its_page_all_of_it(
    admin_client: Client,
) -> None:
    rows(1, data="x" * 5_000)
    assert b"x" * 121 not in admin_client.get(address("event")).content
    row = admin_client.get(address("event", f"{Event.objects.get().pk}/change/"))
    assert b"x" * 5_000 in row.content


@pytest.mark.parametrize("page", MODELS)
def test_hostile_text_stays_text(admin_client: Client, page) -> None:
    rows(1, HOSTILE, HOSTILE)
    model = MODELS[page]
    for path in (address(page), address(page, f"{model.objects.get().pk}/change/")):
        content = admin_client.get(path).content.decode()
        assert HOSTILE not in content
        assert "&lt;script&gt;alert(1)" in content
