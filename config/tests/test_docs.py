"""The documentation says what the code does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.docs.commands import our_commands
from config.docs.pages import PAGES, differing
from config.docs.settings import settings_page
from config.environment import BASE_DIR, Environment

TEXTS = sorted([*BASE_DIR.glob("*.md"), *BASE_DIR.glob("docs/**/*.md")])
VARIABLES = {name.upper() for name in Environment.model_fields}

#: Written like environment variables, but others' names.
NOT_SETTINGS = {
    *("INSTALLED_APPS", "SERVE_BESIDE"),
    *("INVALID_MESSAGE", "MESSAGE_PROCESSING_ERROR", "PARSE_ERROR"),
}


def text_of(*names: str) -> str:
    return "\n".join((BASE_DIR / name).read_text("utf-8") for name in names)


def test_generated_pages_are_what_the_code_says() -> None:
    call_command("generate_docs", "--check", verbosity=0)


def test_a_page_that_differs_is_named_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.management.commands.generate_docs.BASE_DIR", tmp_path)
    call_command("generate_docs", verbosity=0)
    (tmp_path / "docs/errors.md").write_text("old")
    with pytest.raises(CommandError, match=r"docs/errors\.md.*make docs"):
        call_command("generate_docs", "--check")
    call_command("generate_docs", verbosity=0)
    assert list(differing(tmp_path)) == []


def test_pages_do_not_depend_on_where_they_are_made(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: make() for name, make in PAGES.items()}
    for name, value in {"COLUMNS": "40", "TZ": "Asia/Tokyo", "LOG_LEVEL": "DEBUG"}.items():
        monkeypatch.setenv(name, value)
    settings.HOST, settings.PORT = "0.0.0.0", 9000  # noqa: S104 (nobody listens)
    settings.REALTIME = settings.REALTIME.model_copy(update={"workers": 4, "access": "open"})
    assert {name: make() for name, make in PAGES.items()} == before


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", settings_page(), re.MULTILINE)) == VARIABLES


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_environment_variable_that_a_page_names_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    underscored = re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", text)
    assigned = re.findall(r"\b([A-Z][A-Z0-9_]+)=", text)
    assert {*underscored, *assigned} <= VARIABLES | NOT_SETTINGS


def test_no_secrets_default_is_printed() -> None:
    secrets = [line for line in settings_page().splitlines() if "| secret |" in line]
    assert {line.split("`")[1] for line in secrets} == {
        *("SECRET_KEY", "OPENAI_API_KEY", "EMAIL_PASSWORD")
    }
    assert all("| not shown |" in line for line in secrets)


def test_every_command_of_ours_is_documented_and_no_other() -> None:
    sections = re.findall(r"^## (\w+)$", text_of("docs/commands.md"), re.MULTILINE)
    assert sections == [name for name, _ in our_commands()]
    assert {"serve", "prepare", "seed_demo", "generate_docs"} <= set(sections)


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:`|^)make ([a-z-]+)", "\n".join(map(_read, TEXTS)), re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_link_between_the_pages_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", _read(path)):
        name, _, anchor = target.partition("#")
        page = (path.parent / name).resolve() if name else path
        assert page.exists(), target
        assert not anchor or anchor in _anchors(page), target


def test_every_reference_in_the_schema_leads_somewhere() -> None:
    schema: dict[str, Any] = json.loads(text_of("docs/protocol/schema.json"))
    definitions = schema["$defs"]
    references = re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema))
    assert references
    assert set(references) <= set(definitions)


def test_the_schema_requires_what_is_always_sent_and_allows_what_may_be_left_out() -> None:
    definitions = json.loads(text_of("docs/protocol/schema.json"))["$defs"]
    assert definitions["Chunk"]["required"] == ["offset", "type", "content", "is_final"]
    assert definitions["Error"]["required"] == ["type", "content"]
    assert definitions["Query"]["required"] == ["query"]


def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", _read(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}
