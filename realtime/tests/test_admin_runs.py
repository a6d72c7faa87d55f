"""Runs in the admin: what is shown of each, how they are found, what breaks nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from realtime.admin import facts_of
from realtime.admin.runs import RunAdmin
from realtime.admin.shown import duration_shown, json_text, state_badge
from realtime.models import Room, Run
from realtime.states import RunState
from realtime.tests.test_admin import HOSTILE, address, viewer

ANSWERED = {
    "model": "gpt-4o",
    "finish_reason": "stop",
    "usage": {"prompt_tokens": 329, "completion_tokens": 98},
}
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def run_of(name: str, **columns: Any) -> Run:
    room, _ = Room.objects.get_or_create(service="typewriter", kind="user", name=name)
    return Run.objects.create(room=room, **{"kind": "echo", "actor": f"actor-{name}", **columns})


def listed(client: Client, query: str) -> set[str]:
    """Return which of the rooms ada, bob and eve have runs in a list."""
    page = client.get(address("run", query)).content.decode()
    return {name for name in ("ada", "bob", "eve") if f"typewriter:user:{name}" in page}


def test_a_list_tells_how_each_run_went(admin_client: Client) -> None:
    times = {"started_at": NOW, "ended_at": NOW + timedelta(seconds=2.56)}
    run_of(
        "ada", key="key-of-ada", state=RunState.FAILED, error="No answer", facts=ANSWERED, **times
    )
    page = admin_client.get(address("run")).content.decode()
    for shown in ("key-of-ada", "actor-ada", "echo", "2.56 s", "gpt-4o", "329 / 98", "No answer"):
        assert shown in page
    assert '<span class="state" data-state="failed">failed</span>' in page


def test_runs_are_filtered_by_state_kind_date_and_error(admin_client: Client) -> None:
    run_of("ada", state=RunState.FAILED, error="No answer")
    run_of("bob", state=RunState.COMPLETED, kind="parrot")
    run_of("eve", state=RunState.COMPLETED)
    Run.objects.filter(room__name="eve").update(created_at=NOW - timedelta(days=400))
    assert listed(admin_client, "?state=failed") == {"ada"}
    assert listed(admin_client, "?kind=parrot") == {"bob"}
    assert listed(admin_client, "?error__isempty=0") == {"ada"}
    assert listed(admin_client, "?created_at__lt=2026-01-01 00:00:00%2B00:00") == {"eve"}


def test_the_filter_by_kind_offers_the_registered_ones(admin_client: Client, scripted) -> None:
    page = admin_client.get(address("run")).content.decode()
    assert f"?kind={scripted.name}" in page


def test_runs_are_searched_by_key_actor_and_room(admin_client: Client) -> None:
    run_of("ada", key="key-of-ada", actor="user:42")
    run_of("bob")
    assert listed(admin_client, "?q=key-of-ada") == {"ada"}
    assert listed(admin_client, "?q=user:42") == {"ada"}
    assert listed(admin_client, "?q=bob") == {"bob"}
    assert listed(admin_client, "?q=nobody") == set()


def test_a_runs_page_leaves_nothing_out() -> None:
    shown = {name for _, options in RunAdmin.fieldsets for name in options["fields"]}
    others = {
        "state": "state_shown",
        "room": "room_shown",
        "input": "input_shown",
        "facts": "facts_shown",
        "created_at": "created",
        "started_at": "started",
        "ended_at": "ended",
    }
    columns = [field.name for field in Run._meta.fields if not isinstance(field, models.AutoField)]
    assert [name for name in columns if others.get(name, name) not in shown] == []


def test_a_runs_page_shows_its_question_as_it_was_asked(admin_client: Client) -> None:
    run = run_of("ada", input={"query": "查询我的物业费账单"}, facts=ANSWERED)
    page = admin_client.get(address("run", f"{run.pk}/change/")).content.decode()
    assert "查询我的物业费账单" in page
    assert "329 / 98" in page


def test_a_runs_page_links_what_belongs_to_it(admin_client: Client) -> None:
    run = run_of("ada", key="key-of-ada", first_offset=7)
    page = admin_client.get(address("run", f"{run.pk}/change/")).content.decode()
    room = run.room_id
    assert f'href="{address("run", f"{run.pk}/replay/")}"' in page
    assert f'href="{address("room", f"{room}/change/")}"' in page
    events = address("event", f"?room__id__exact={room}&amp;offset__gte=7&amp;run=key-of-ada")
    assert f'href="{events}"' in page
    assert admin_client.get(events.replace("&amp;", "&")).status_code == 200
    messages = "/admin/chatstream/chatmessage/?run=key-of-ada"
    assert f'href="{messages}"' in page
    assert admin_client.get(messages).status_code == 200


@pytest.mark.django_db
def test_the_replay_is_offered_to_those_who_may_see_the_log() -> None:
    run = run_of("ada")
    client = viewer("realtime.view_run")
    for path in (address("run"), address("run", f"{run.pk}/change/")):
        page = client.get(path)
        assert page.status_code == 200
        assert b"/replay/" not in page.content


STRANGE: list[object] = [
    [],
    "text",
    7,
    {"model": {"a": 1}, "usage": "many", "finish_reason": []},
    {"usage": {"prompt_tokens": -1, "completion_tokens": True}},
    {"usage": {"prompt_tokens": 10**30, "completion_tokens": "1"}, "model": None},
    {"model": HOSTILE, "finish_reason": HOSTILE, "usage": [HOSTILE]},
    {"model": "m" * 10_000},
]


@pytest.mark.parametrize("facts", STRANGE)
def test_strange_facts_break_no_page(admin_client: Client, facts) -> None:
    run = run_of("ada", facts=facts)
    for path in (address("run"), address("run", f"{run.pk}/change/")):
        page = admin_client.get(path)
        assert page.status_code == 200
        assert HOSTILE not in page.content.decode()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
_USAGE = st.dictionaries(st.sampled_from(["prompt_tokens", "completion_tokens"]), _JSON)
_FACTS = _JSON | st.fixed_dictionaries({"model": _JSON, "usage": _USAGE | _JSON})


@given(_FACTS)
def test_any_facts_can_be_read(stored) -> None:
    facts = facts_of(stored)
    assert len(facts.model) <= 80
    for count in (facts.prompt_tokens, facts.completion_tokens):
        assert count is None or count >= 0
    assert isinstance(facts.tokens, str)
    assert isinstance(json_text(stored), str)


def test_a_number_that_is_missing_is_not_a_zero() -> None:
    assert facts_of({"usage": {"prompt_tokens": 12}}).tokens == "12 / –"
    assert facts_of({"usage": {"prompt_tokens": 0, "completion_tokens": 0}}).tokens == "0 / 0"
    assert facts_of({}).tokens == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "0.00 s"),
        (0.004, "0.00 s"),
        (9.99, "9.99 s"),
        (9.999, "10.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 0 s"),
        (185.2, "3 min 5 s"),
        (3600 * 2 + 240, "2 h 4 min"),
    ],
)
def test_a_duration_is_as_precise_as_it_matters(seconds, words) -> None:
    assert duration_shown(timedelta(seconds=seconds)) == words


def test_a_state_is_told_in_words_and_an_unknown_one_stays_text() -> None:
    assert "interrupted" in state_badge("interrupted")
    assert HOSTILE not in state_badge(HOSTILE)
