"""`check_env` as a whole: its sections, its lines, its JSON, its colours."""

import json
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.health import layout, report, results, system
from config.health.results import Level
from config.tests.checking import levels
from realtime.conf import realtime_settings


def test_the_system_checks_are_among_the_results(settings) -> None:
    assert levels(system.results()) == {"Django": "ok", "system checks": "ok"}
    changes = {"lease_seconds": 1.0, "lease_renew_seconds": 2.0}
    settings.REALTIME = realtime_settings().model_copy(update=changes)
    assert levels(system.results()) == {"Django": "ok", "realtime.E001": "failure"}


def test_a_check_that_breaks_is_a_failure_and_the_others_go_on(monkeypatch) -> None:
    def broken() -> None:
        raise RuntimeError("what nobody foresaw\nin two lines")

    monkeypatch.setattr(layout, "results", broken)
    found = list(report.examine(online=False, obstacle="it is off"))
    project = [result for title, result in found if title == "Project"]
    assert [(r.level, r.found) for r in project] == [
        (Level.FAILURE, "RuntimeError: what nobody foresaw")
    ]
    assert found[-1][1].found == "does not start: it is off"
    assert {title for title, _ in found} == {
        *("Python", "Packages", "Project", "Settings", "Storage", "Django")
    }


ALL_KINDS = [
    ("One", results.ok("a", "fine")),
    ("One", results.warning("b", "odd", "Look.")),
    ("Two", results.failure("c", "bad", "Mend it.")),
]


def command(*arguments: str, found: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what the command writes for these results, and how it ends."""
    monkeypatch.setattr(report, "examine", lambda **_options: iter(found))
    out = StringIO()
    try:
        call_command("check_env", *arguments, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}[{error}]"
    return out.getvalue()


def test_every_result_is_a_line_with_advice_below(monkeypatch) -> None:
    assert command(found=ALL_KINDS, monkeypatch=monkeypatch).split("\n") == [
        "One",
        "  ok       a                      fine",
        "  warning  b                      odd",
        "                                  Look.",
        "",
        "Two",
        "  failure  c                      bad",
        "                                  Mend it.",
        "[To mend: 1 failure, 1 warning.]",
    ]


def test_warnings_do_not_fail(monkeypatch) -> None:
    said = command(found=ALL_KINDS[:2], monkeypatch=monkeypatch)
    assert said.endswith("Nothing to mend: 0 failures, 1 warning.\n")


def test_programs_get_json(monkeypatch) -> None:
    said, _, complaint = command("--json", found=ALL_KINDS, monkeypatch=monkeypatch).partition("[T")
    facts = json.loads(said)
    assert facts["ok"] is False
    assert complaint
    assert facts["results"][1] == {
        **{"section": "One", "level": "warning", "what": "b", "found": "odd", "advice": "Look."}
    }


def test_colour_is_for_terminals_and_no_color_is_respected(monkeypatch) -> None:
    assert "\x1b[" not in command(found=ALL_KINDS, monkeypatch=monkeypatch)
    assert "\x1b[" in command("--force-color", found=ALL_KINDS, monkeypatch=monkeypatch)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert "\x1b[" in command(found=ALL_KINDS, monkeypatch=monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in command(found=ALL_KINDS, monkeypatch=monkeypatch)
