"""The page that replays a run: what it says, to whom, and that it stays small."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from realtime import replay
from realtime.models import Event, Room, Run
from realtime.states import RunState
from realtime.tests.test_admin import HOSTILE, address, viewer

BEGAN = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CLOSING = "</script><img src=x onerror=alert(1)>"
SAID = [
    ("started", {"query": "bills?"}, 0),
    ("tool_called", {"tool": "query_unpaid_bills"}, 80),
    ("text", {"text": "You owe\n"}, 120),
    ("text", {"text": "641.40"}, 160),
    ("completed", {"reason": ""}, 200),
]


def run_that_said(told: Iterable[tuple[str, Any, int]], **columns: Any) -> Run:
    """Store a run and its events; a dict is stored as JSON, a text as it is."""
    room = Room.objects.create(service="typewriter", kind="user", name="ada")
    known = {"kind": "echo", "key": "key-of-ada", "state": RunState.COMPLETED, "first_offset": 1}
    run = Run.objects.create(room=room, started_at=BEGAN, **{**known, **columns})
    rows = [
        Event(
            room=room,
            run=run,
            offset=offset,
            kind=kind,
            data=data if isinstance(data, str) else json.dumps(data),
            created_at=BEGAN + timedelta(milliseconds=at),
        )
        for offset, (kind, data, at) in enumerate(told, 1)
    ]
    Event.objects.bulk_create(rows)
    Room.objects.filter(pk=room.pk).update(offset=len(rows))
    return run


def page_of(client: Client, run: Run, query: str = "") -> str:
    reply = client.get(address("run", f"{run.pk}/replay/{query}"))
    assert reply.status_code == 200
    return reply.content.decode()


def data_of(page: str) -> Any:
    """Return what the page gives its script."""
    found = re.search(r'<script id="replay-data" type="application/json">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])


def test_without_a_script_the_page_is_a_list_in_order(admin_client: Client) -> None:
    page = page_of(admin_client, run_that_said(SAID))
    lines = page[page.index('id="lines"') :]
    told = ["started", "bills?", "tool_called", "query_unpaid_bills", "You owe\n641.40"]
    places = [lines.index(text) for text in [*told, "completed"]]
    assert places == sorted(places)
    for shown in ("0.00 s", "0.08 s", "0.12 s – 0.16 s", "offset 2", "offsets 3 – 4, 2 events"):
        assert shown in lines
    assert f'href="{address("event", f"{Event.objects.get(offset=2).pk}/change/")}"' in lines


def test_the_script_is_given_what_each_commit_brought(admin_client: Client) -> None:
    assert data_of(page_of(admin_client, run_that_said(SAID))) == {
        "began": 0,
        "ended": 200,
        "steps": [
            [0, 0, ""],
            [80, 1, ""],
            [120, 2, "You owe\n"],
            [160, 2, "641.40"],
            [200, 3, ""],
        ],
    }


def test_hostile_text_stays_text(admin_client: Client) -> None:
    told = [(kind, {"text": text}, 0) for kind in ("text", HOSTILE) for text in (HOSTILE, CLOSING)]
    run = run_that_said([*told, ("text", HOSTILE, 1)], kind=HOSTILE, key="<b>key</b>")
    Run.objects.update(facts={"model": HOSTILE})
    page = page_of(admin_client, run)
    assert HOSTILE not in page
    assert CLOSING not in page
    assert "<b>key" not in page
    assert data_of(page)["steps"][0][2] == HOSTILE + CLOSING


def test_a_run_with_many_events_is_played_in_parts(admin_client: Client, monkeypatch) -> None:
    monkeypatch.setattr(replay, "PART_OFFSETS", 3)
    run = run_that_said(SAID)
    first = page_of(admin_client, run)
    assert f'href="{address("run", f"{run.pk}/replay/?after=3")}"' in first
    assert "641.40" not in first
    later = page_of(admin_client, run, "?after=3")
    assert data_of(later)["steps"] == [[160, 0, "641.40"], [200, 1, ""]]
    assert "later part of a long run" in later
    assert "?after=" not in later


def test_a_run_with_a_hundred_thousand_events_makes_no_large_page(admin_client: Client) -> None:
    run = run_that_said(("text", {"text": "词"}, place) for place in range(100_000))
    with CaptureQueriesContext(connection) as queries:
        page = page_of(admin_client, run)
    assert len(page) < 1_000_000
    assert len(queries) < 10


def test_a_run_with_many_long_events_makes_no_large_page(admin_client: Client) -> None:
    tools = (("tool_called", {"tool": "x" * 50_000}, place) for place in range(50))
    assert len(page_of(admin_client, run_that_said(tools))) < 1_000_000


@pytest.mark.parametrize("after", ["-1", "x", "٣", "9" * 30, "%00", "1e3", HOSTILE])
def test_a_place_that_is_none_breaks_nothing(admin_client: Client, after) -> None:
    page = page_of(admin_client, run_that_said(SAID), f"?after={after}")
    assert HOSTILE not in page


def test_a_run_that_waits_or_never_started_says_so(admin_client: Client) -> None:
    run = run_that_said([], state=RunState.QUEUED, first_offset=None)
    assert "has not started yet" in page_of(admin_client, run)
    Run.objects.update(state=RunState.STOPPED, ended_at=BEGAN)
    assert "never started" in page_of(admin_client, run)


def test_a_running_run_is_replayed_up_to_now(admin_client: Client) -> None:
    page = page_of(admin_client, run_that_said(SAID[:3], state=RunState.RUNNING))
    assert "still running" in page
    assert data_of(page)["ended"] == 120


def test_events_that_were_pruned_are_said_to_be_gone(admin_client: Client) -> None:
    run = run_that_said(SAID)
    Event.objects.filter(offset__lt=3).delete()
    page = page_of(admin_client, run)
    assert "first events of this run are gone" in page
    assert "641.40" in page
    Event.objects.all().delete()
    page = page_of(admin_client, run)
    assert "events of this run are gone: the log keeps them for" in page
    assert 'id="player"' not in page


def test_more_events_take_no_more_queries(admin_client: Client) -> None:
    run = run_that_said(SAID * 40)
    page_of(admin_client, run)
    with CaptureQueriesContext(connection) as many:
        page_of(admin_client, run)
    Event.objects.filter(offset__gt=5).delete()
    with CaptureQueriesContext(connection) as few:
        page_of(admin_client, run)
    assert len(many) == len(few)


@pytest.mark.django_db
@pytest.mark.parametrize("permissions", [(), ("realtime.view_run",), ("realtime.view_event",)])
def test_the_replay_is_for_those_who_may_see_both_runs_and_events(permissions) -> None:
    run = run_that_said(SAID)
    client = viewer(*permissions)
    reply = client.get(address("run", f"{run.pk}/replay/"))
    assert reply.status_code == 403
    assert b"641.40" not in reply.content


@pytest.mark.django_db
def test_staff_with_both_permissions_sees_the_replay() -> None:
    run = run_that_said(SAID)
    assert "641.40" in page_of(viewer("realtime.view_run", "realtime.view_event"), run)


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    run = run_that_said(SAID)
    reply = client.get(address("run", f"{run.pk}/replay/"))
    assert reply.status_code == 302
    assert "/admin/login/" in reply.headers["Location"]


def test_the_replay_is_only_read(admin_client: Client) -> None:
    run = run_that_said(SAID)
    assert admin_client.post(address("run", f"{run.pk}/replay/")).status_code == 403


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "<b>"])
def test_a_run_that_is_not_there_is_not_found(admin_client: Client, key) -> None:
    assert admin_client.get(address("run", f"{key}/replay/")).status_code == 404
