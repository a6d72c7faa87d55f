"""`manage.py check --deploy`: clean in production's setting, and a warning for each mistake."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from pydantic import SecretStr

from tests.server import manage

PRODUCTION = {
    "ACCESS": "ticket",
    "SECRET_KEY": "z9-Qb7" * 10,
    "ALLOWED_HOSTS": "chat.example.com",
    "HTTPS_ONLY": "1",
}
IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
ON_REDIS = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}


def check(folder: Path, *arguments: str, **environment: str) -> str:
    """Return the ids of what `manage.py check` says, in one line, "" for nothing."""
    done = manage(folder, "check", "--fail-level", "WARNING", *arguments, **environment)
    assert "Traceback" not in done.stderr
    said = [line.split("(")[1].split(")")[0] for line in done.stderr.splitlines() if "?: (" in line]
    assert done.returncode == bool(said)
    return " ".join(said)


def said() -> set[str | None]:
    """Return the ids of our own messages about a deployment with the present settings."""
    messages = run_checks(include_deployment_checks=True)
    assert all(message.hint for message in messages if not str(message.id).startswith("security"))
    return {message.id for message in messages if not str(message.id).startswith("security")}


@pytest.fixture(autouse=True)
def production(settings) -> None:
    """As PRODUCTION sets it, in this process."""
    changes = {"access": "ticket", "secret_key": SecretStr(PRODUCTION["SECRET_KEY"])}
    settings.REALTIME = settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=changes)
    settings.HOST, settings.ALLOWED_HOSTS = "127.0.0.1", ["chat.example.com"]


def changed(settings: Any, **changes: Any) -> None:
    settings.REALTIME = settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=changes)


def test_production_has_no_warning_at_all(tmp_path: Path) -> None:
    assert check(tmp_path, "--deploy", **PRODUCTION) == ""


def test_with_the_key_that_was_made_there_is_none_either(tmp_path: Path) -> None:
    assert check(tmp_path, "--deploy", **{**PRODUCTION, "SECRET_KEY": ""}) == ""


def test_on_one_machine_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert check(tmp_path, ACCESS="open") == ""


def test_without_https_only_it_is_said_four_times(tmp_path: Path) -> None:
    said = check(tmp_path, "--deploy", **{**PRODUCTION, "HTTPS_ONLY": ""})
    assert said == "security.W004 security.W008 security.W012 security.W016"


@pytest.mark.parametrize("key", ["short", "a" * 60, "django-insecure-" + "z9-Qb7" * 10])
def test_a_weak_key_is_a_warning(tmp_path: Path, key) -> None:
    assert check(tmp_path, "--deploy", **{**PRODUCTION, "SECRET_KEY": key}) == "security.W009"


def test_all_is_well_in_this_process_too() -> None:
    assert said() == set()


@pytest.mark.parametrize(
    ("host", "names", "expected"),
    [
        ("127.0.0.1", ["localhost", ".localhost", "127.0.0.1", "[::1]"], set()),
        ("0.0.0.0", ["localhost"], {"realtime.W001"}),  # noqa: S104
        ("192.0.2.7", ["localhost"], {"realtime.W001"}),
        ("127.0.0.1", ["localhost", "chat.example.com"], {"realtime.W001"}),
        ("::1", [".example.com"], {"realtime.W001"}),
        ("127.0.0.1", ["*"], {"realtime.W001", "config.W002"}),
    ],
)
def test_open_access_is_for_this_machine_only(settings, host, names, expected) -> None:
    changed(settings, access="open")
    settings.HOST, settings.ALLOWED_HOSTS = host, names
    assert said() == expected
    changed(settings, access="ticket")
    assert said() == expected - {"realtime.W001"}


@pytest.mark.parametrize(
    ("host", "names", "reachable"),
    [
        ("127.0.0.1", ["localhost", "[::1]"], False),
        ("127.0.0.1", ["chat.example.com"], True),
        ("0.0.0.0", ["localhost"], True),  # noqa: S104
    ],
)
def test_debug_is_for_this_machine_only_and_that_is_said_at_every_start(
    settings, host, names, reachable
) -> None:
    settings.HOST, settings.ALLOWED_HOSTS = host, names
    settings.DEBUG = True
    assert ("config.W001" in {message.id for message in run_checks()}) is reachable
    settings.DEBUG = False
    assert "config.W001" not in said()


@pytest.mark.parametrize(
    ("names", "expected"), [(["*"], {"config.W002"}), (["a.example", ".b.example"], set())]
)
def test_hosts_are_named(settings, names, expected) -> None:
    settings.ALLOWED_HOSTS = names
    assert said() == expected


def test_several_hosts_need_the_same_key(settings, monkeypatch) -> None:
    settings.CHANNEL_LAYERS = ON_REDIS
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert said() == set()
    changed(settings, secret_key=SecretStr(""))
    assert said() == {"config.W003"}


def test_several_hosts_need_a_layer_between_them(settings, monkeypatch) -> None:
    assert settings.CHANNEL_LAYERS == IN_MEMORY
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert said() == {"config.W004"}
    settings.CHANNEL_LAYERS = ON_REDIS
    assert said() == set()


@pytest.mark.parametrize(
    ("access", "engine", "expected"),
    [
        ("ticket", "signed_cookies", {"config.W005"}),
        ("ticket", "db", set()),
        ("ticket", "cache", set()),
        ("open", "signed_cookies", {"realtime.W001"}),
    ],
)
def test_sessions_can_be_looked_up(settings, access, engine, expected) -> None:
    changed(settings, access=access)
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    assert said() == expected
