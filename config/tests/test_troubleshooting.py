"""TROUBLESHOOTING.md quotes what is really said, and names commands and codes that exist."""

import ast
import errno
import inspect
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import get_commands
from django.middleware import csrf as csrf_middleware
from django.views import csrf as csrf_page
from uvicorn.protocols.websockets import websockets_sansio_impl

from config.environment import BASE_DIR
from config.health.storage import _REMOTE
from realtime.codec import decoded
from realtime.errors import CloseCode, NotJson

PAGE = (BASE_DIR / "TROUBLESHOOTING.md").read_text("utf-8")
PROSE = re.sub(r"^```.+?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)

#: What protocols and uvicorn close with: RFC 6455, section 7.4.1.
STANDARD_CODES = {1006, 1009, 1011}

#: How a span begins that is typed and not read.
TYPED = re.compile(r"([A-Z_]+=\S+ )*(manage\.py|make|env|set|curl|fuser|sqlite3|sudo|chcp|POST) ")
#: What others say, in a place where it cannot be read.
ELSEWHERE = {
    "UnicodeEncodeError: 'charmap' codec can't encode characters",
    "journalctl -u",
    "proxy_http_version 1.1",
    '"offline": true',
}


def spans() -> list[str]:
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", PROSE)]


def strings_of(source: str) -> Iterator[str]:
    """Yield the texts in a program, those of f-strings in parts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def all_texts() -> str:
    """Return whatever this project, and the libraries that it passes on, may say."""
    ours = [path for path in BASE_DIR.rglob("*.py") if not {"tests", ".venv"} & set(path.parts)]
    others = (csrf_middleware, csrf_page, websockets_sansio_impl)
    sources = [*(path.read_text("utf-8") for path in ours), *map(inspect.getsource, others)]
    pages = [path.read_text("utf-8") for path in Path(csrf_page.__file__).parent.rglob("*.html")]
    system = [os.strerror(number) for number in errno.errorcode]
    statuses = [f"{status.phrase}: " for status in HTTPStatus]
    spoken = [text for source in sources for text in strings_of(source)]
    return "\n".join([*spoken, *pages, *system, *statuses, *provoked()])


def provoked() -> Iterator[str]:
    """Yield what others say when something goes wrong."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "some.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield complaint(file.as_uri(), "BEGIN IMMEDIATE")
        yield complaint(f"{file.as_uri()}?mode=ro", "CREATE TABLE t (x)")
    with pytest.raises(NotJson) as refused:
        decoded("查".encode("gbk"), max_bytes=9, max_depth=9)
    yield refused.value.text


def complaint(address: str, statement: str) -> str:
    """Return what SQLite says against a statement."""
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=0)) as opened:
        with pytest.raises(sqlite3.OperationalError) as refused:
            opened.execute(statement)
        return str(refused.value)


MESSAGES = [
    span
    for span in spans()
    if re.search(r"\w… |[a-z]+ [a-z]+|: ", span) and not TYPED.match(span) and span not in ELSEWHERE
]


def test_there_are_messages_to_compare() -> None:
    assert len(MESSAGES) > 25


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_quoted_as_it_is_said(message: str) -> None:
    for part in message.split("…"):
        assert part.strip().rstrip(".") in all_texts(), part


def test_every_command_of_manage_py_that_is_named_exists() -> None:
    named = re.findall(r"manage\.py (?!runs|prints)([a-z_]+)", PAGE)
    assert {"check_env", "prepare", "backup", "restore", "changepassword"} <= set(named)
    assert set(named) <= set(get_commands())


def test_every_option_of_check_env_that_is_named_exists() -> None:
    texts = (BASE_DIR / "docs/commands.md").read_text("utf-8")
    for option in re.findall(r"check_env (--[a-z]+)", PAGE):
        assert option in texts


def test_every_close_code_that_is_named_exists() -> None:
    named = {int(code) for code in re.findall(r"`(4\d{3}|1\d{3})`", PAGE)}
    assert named <= {int(code) for code in CloseCode} | STANDARD_CODES
    assert {4401, 4413, 4429, 1012} <= named


def test_every_file_system_that_is_named_is_warned_of() -> None:
    assert {"9p", "drvfs"} <= _REMOTE


def test_every_section_is_in_the_list_at_the_top() -> None:
    sections = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert re.findall(r"^- \[(.+?)\]\(#", PAGE, re.MULTILINE) == sections
