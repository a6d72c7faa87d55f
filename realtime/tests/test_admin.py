"""The admin of the engine's rows: everything can be read, nothing can be changed."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from realtime.models import Event, Process, Revocation, Room, Run, Spending
from realtime.states import RunState

HOSTILE = "<script>alert(1)</script>"
MODELS: dict[str, type[Model]] = {
    "room": Room,
    "run": Run,
    "event": Event,
    "process": Process,
    "spending": Spending,
    "revocation": Revocation,
}


def only(model: type[Model]) -> Model:
    return model._default_manager.get()


def rows(number: int, name: str = "ada", data: str = "{}") -> None:
    """Store so many rooms, each with a run that said something."""
    for place in range(number):
        now = datetime.now(UTC)
        Spending.objects.create(day=now, actor=f"{name}{place}", spent=place)
        Revocation.objects.create(subject=f"{name}{place}", at=now)
        Process.objects.create(lease=f"{name}{place}"[-32:], seen_at=now)
        room = Room.objects.create(service="typewriter", kind="user", name=f"{name}{place}")
        run = Run.objects.create(room=room, kind="echo", state=RunState.FAILED, error=name)
        Event.objects.create(room=room, offset=1, run=run, kind="text", data=data, created_at=now)


def viewer(*permissions: str) -> Client:
    """Sign in staff that may do only this: "realtime.view_run"."""
    user = get_user_model().objects.create_user("staff", is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    client = Client()
    client.force_login(user)
    return client


def address(page: str, rest: str = "") -> str:
    return f"/admin/realtime/{page}/{rest}"


@pytest.mark.parametrize("page", MODELS)
def test_every_list_and_every_row_can_be_read(admin_client: Client, page) -> None:
    rows(1)
    model = MODELS[page]
    assert admin_client.get(address(page)).status_code == 200
    row = admin_client.get(address(page, f"{only(model).pk}/change/"))
    assert row.status_code == 200
    assert b'name="_save"' not in row.content


@pytest.mark.parametrize("page", MODELS)
@pytest.mark.parametrize("rest", ["add/", "{}/delete/"])
def test_nothing_can_be_added_or_deleted(admin_client: Client, page, rest) -> None:
    rows(1)
    model = MODELS[page]
    path = address(page, rest.format(only(model).pk))
    assert admin_client.get(path).status_code == 403
    assert admin_client.post(path, {"post": "yes"}).status_code == 403
    assert model._default_manager.count() == 1


@pytest.mark.parametrize("page", MODELS)
def test_rows_cannot_be_deleted_by_an_action(admin_client: Client, page) -> None:
    rows(1)
    model = MODELS[page]
    chosen = {"action": "delete_selected", "_selected_action": [only(model).pk]}
    assert admin_client.post(address(page), {**chosen, "post": "yes"}).status_code == 403
    assert model._default_manager.count() == 1


@pytest.mark.parametrize("page", MODELS)
def test_a_row_cannot_be_changed(admin_client: Client, page) -> None:
    rows(1)
    model = MODELS[page]
    path = address(page, f"{only(model).pk}/change/")
    assert admin_client.post(path, {"kind": "other", "name": "other"}).status_code == 403
    history = address(page, f"{only(model).pk}/history/")
    assert admin_client.post(history).status_code == 403


@pytest.mark.parametrize("page", MODELS)
def test_ten_times_the_rows_take_no_more_queries(admin_client: Client, page) -> None:
    rows(2, "few")
    admin_client.get(address(page))  # what is cached once is cached
    with CaptureQueriesContext(connection) as few:
        admin_client.get(address(page))
    rows(20, "many")
    with CaptureQueriesContext(connection) as many:
        assert b"many" in admin_client.get(address(page)).content
    assert len(many) == len(few)


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
    for path in (address(page), address(page, f"{only(model).pk}/change/")):
        content = admin_client.get(path).content.decode()
        assert HOSTILE not in content
        assert "&lt;script&gt;alert(1)" in content


@pytest.mark.django_db
@pytest.mark.parametrize("page", MODELS)
def test_a_permission_is_for_one_model_alone(page) -> None:
    rows(1)
    client = viewer(f"realtime.view_{page}")
    for other, model in MODELS.items():
        allowed = 200 if other == page else 403
        assert client.get(address(other)).status_code == allowed
        assert client.get(address(other, f"{only(model).pk}/change/")).status_code == allowed
    index = client.get("/admin/").content.decode()
    assert [other for other in MODELS if address(other) in index] == [page]


@pytest.mark.django_db
@pytest.mark.parametrize("page", MODELS)
def test_a_page_links_only_what_its_reader_may_see(page) -> None:
    rows(1)
    client = viewer(f"realtime.view_{page}")
    row = client.get(address(page, f"{only(MODELS[page]).pk}/change/")).content.decode()
    assert [other for other in MODELS if f'href="{address(other)}' in row] == [page]


def test_the_log_is_filtered_by_kind_without_a_look_at_all_of_it(admin_client: Client) -> None:
    rows(1, "ada", data='{"text": "said"}')
    run = Run.objects.get()
    now = datetime.now(UTC)
    Event.objects.create(
        room=run.room, offset=2, run=run, kind=HOSTILE, data='{"a": "own"}', created_at=now
    )
    with CaptureQueriesContext(connection) as queries:
        page = admin_client.get(address("event", "?kind=text")).content.decode()
    assert "said" in page
    assert "own" not in page
    assert "?kind=text_ended" in page
    assert "&lt;script&gt;alert(1)" in page
    assert not any("DISTINCT" in query["sql"] for query in queries)


def test_the_log_is_searched_by_the_name_of_a_room(admin_client: Client) -> None:
    rows(2, "ada", data='{"text": "said"}')
    page = admin_client.get(address("event", "?q=ada1")).content.decode()
    assert "typewriter:user:ada1" in page
    assert "typewriter:user:ada0" not in page
    assert "said" not in admin_client.get(address("event", "?q=ada")).content.decode()


def test_a_rooms_log_is_read_in_the_order_of_its_index(admin_client: Client) -> None:
    rows(1)
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(address("event", f"?room__id__exact={Room.objects.get().pk}"))
    listed = next(query["sql"] for query in queries if "SUBSTR" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {listed}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "room_id=?" in plan
    assert "TEMP B-TREE" not in plan


def test_spending_is_found_by_actor_and_day_and_everybodys_is_named(admin_client: Client) -> None:
    rows(2, "ada")
    Spending.objects.create(day=datetime.now(UTC).date(), actor="", spent=4711)
    everything = admin_client.get(address("spending")).content.decode()
    assert "everybody" in everything
    assert "4711" in everything
    found = admin_client.get(address("spending", "?q=ada1")).content.decode()
    assert "ada1" in found
    assert "ada0" not in found
    assert (
        "ada1"
        not in admin_client.get(
            address("spending", "?day__gte=2000-01-01&day__lt=2000-01-02")
        ).content.decode()
    )
