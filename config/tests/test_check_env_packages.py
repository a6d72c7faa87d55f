"""`check_env` without Django: Python, packages, the project's files, environment variables."""

import tomllib
from pathlib import Path

import pytest

from config.environment import BASE_DIR, Environment
from config.health import layout, packages, python, variables
from config.health.results import Level
from config.tests.checking import levels


def test_the_python_that_is_needed_is_the_same_everywhere() -> None:
    needed = ".".join(map(str, python.NEEDED))
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={needed}"
    assert f"Python {needed} or newer" in (BASE_DIR / "manage.py").read_text()
    assert f"sys.version_info < {python.NEEDED}" in (BASE_DIR / "manage.py").read_text()


@pytest.mark.parametrize(
    ("running", "level"), [((3, 10, 9), "failure"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok")]
)
def test_an_old_python_fails(running, level) -> None:
    assert levels(python.python_result(running)) == {"Python": level}


def test_every_package_that_this_project_needs_is_there() -> None:
    requirements = (BASE_DIR / "requirements.txt").read_text()
    found = levels(packages.package_results(requirements))
    assert set(found.values()) == {"ok"}
    assert {"django", "openai", "channels"} <= set(found)


@pytest.mark.parametrize(
    ("line", "level", "says"),
    [
        ("django>=5.2  # a comment", "ok", "5."),
        ("Django", "ok", "5."),
        ("django>=99", "failure", "asks for >=99"),
        ("django<2", "failure", "asks for <2"),
        ("no-such-package>=1", "failure", "not installed"),
    ],
)
def test_a_package_is_held_against_its_requirement(line, level, says) -> None:
    first, *_ = packages.package_results(f"-r other.txt\n# nothing\n{line}\n")
    assert first.level == level
    assert says in first.found


def test_what_an_extra_asks_for_is_needed_too() -> None:
    def needed(line: str) -> int:
        *_, last = packages.package_results(line)
        return int(last.found.split()[0])

    assert needed("openai[aiohttp]") > needed("openai")


def test_other_versions_than_the_tested_ones_are_a_warning() -> None:
    assert packages.constraints_result("django==1.0\nno-such-package==1\n").level == Level.WARNING
    assert "(==1.0)" in packages.constraints_result("django==1.0").found
    assert packages.constraints_result(f"pytest=={pytest.__version__}").level == Level.OK


def test_this_copy_of_the_project_is_whole() -> None:
    assert levels(layout.layout_results(BASE_DIR)) == {"files and folders": "ok"}


def test_a_missing_file_is_named_and_services_to_come_are_not(tmp_path: Path) -> None:
    for name in layout.NEEDED[1:]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert levels(layout.layout_results(tmp_path)) == {"manage.py": "failure"}
    (tmp_path / "manage.py").touch()
    assert levels(layout.layout_results(tmp_path)) == {"files and folders": "ok"}


def test_settings_are_judged_and_secrets_are_never_shown() -> None:
    secret, wrong = "sk-very-secret", {"PORT": "'x': input should be a valid integer"}
    environ = {"OPENAI_API_KEY": secret, "PORT": "x", "workers": "2", "ACCESS": "", "HOME": "/"}
    found = list(variables.setting_results(environ, wrong))
    assert levels(found) == {
        **{"OPENAI_API_KEY": "ok", "PORT": "failure", "WORKERS": "ok", "not set": "ok"}
    }
    assert secret not in str(found)


def test_a_password_inside_of_an_address_is_not_shown() -> None:
    environ = {"OPENAI_BASE_URL": "https://me:secret@models.example/v1"}
    found = list(variables.setting_results(environ, {}))
    assert "secret" not in str(found)
    assert "models.example" in str(found)


def test_the_real_environment_is_read_and_wrong_values_are_told(monkeypatch) -> None:
    monkeypatch.setenv("PORT", "70000")
    monkeypatch.setenv("ACCESS", "opne")
    monkeypatch.setenv("TIME_ZONE", "Berlin")
    found = {result.what: result for result in variables.results()}
    assert found["PORT"].found == "'70000': input should be less than or equal to 65535"
    assert found["ACCESS"].found == "'opne': input should be 'ticket' or 'open'"
    assert "Europe/Berlin" in found["TIME_ZONE"].found
    assert {found[name].level for name in ("PORT", "ACCESS", "TIME_ZONE")} == {Level.FAILURE}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("OPENAI_KEY", "OPENAI_API_KEY"),
        ("OPEN_AI_API_KEY", "OPENAI_API_KEY"),
        ("AZURE_OPENAI_API_KEY", "OPENAI_API_KEY"),
        ("AZURE_OPENAI_ENDPOINT", "AZURE_ENDPOINT"),
        ("OPENAI_API_BASE", "OPENAI_BASE_URL"),
        ("ALLOWED_HOST", "ALLOWED_HOSTS"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("DJANGO_SECRET_KEY", "SECRET_KEY"),
        ("model_nam", "MODEL_NAME"),
    ],
)
def test_a_look_alike_is_asked_about(name, meant) -> None:
    (found,) = variables.look_alikes({name: "sk-secret"})
    assert (found.what, found.level, found.advice) == (name, "warning", f"Did you mean {meant}?")
    assert "secret" not in str(found)
    assert list(variables.look_alikes({name: "sk-secret", meant: "x"})) == []


def test_what_every_shell_sets_is_no_look_alike() -> None:
    usual = ["HOME", "HOSTNAME", "HOSTTYPE", "PATH", "PWD", "TERM", "LANG", "USER", "TZ", "SHLVL"]
    assert list(variables.look_alikes(dict.fromkeys(usual, "x"))) == []
    assert list(variables.look_alikes(dict.fromkeys(variables.NAMES, "x"))) == []


def test_what_others_call_our_settings_names_settings() -> None:
    assert set(variables._ELSEWHERE.values()) <= set(variables.NAMES)


def test_every_setting_is_looked_at() -> None:
    assert {name.upper() for name in Environment.model_fields} == set(variables.NAMES)
