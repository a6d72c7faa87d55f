"""No secret is in a line of a log, wherever in it the secret stood."""

import io
import logging

import pytest

from realtime.access import Actor, ticket_for
from realtime.keys import RoomKey
from realtime.redaction import RedactingFormatter, redacted

KEY = "sk-canary-0123456789"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("GET /ws/chat/ada?ticket=abc%2Fdef&since=0 101", "abc"),
        ("GET /ws?user_id=7&token=abcdef HTTP/1.1", "abcdef"),
        ("{'authorization': 'Bearer abc.def-ghi'}", "abc.def"),
        ("Authorization: Basic YWRhOmFkYQ==", "YWRh"),
        ("Cookie: csrftoken=abc; sessionid=def0123", "def0123"),
        ("Cookie: csrftoken=abc; sessionid=def0123", "=abc"),
        ('{"type":"auth","ticket":"abcdef"}', "abcdef"),
        ("redis://default:pass-word@10.0.0.1:6379/0", "pass-word"),
        ("postgresql://ada:pass-word@db/tokenwire", "pass-word"),
        (f"the key {KEY} was refused", KEY),
    ],
)
def test_a_secret_is_taken_out_and_the_rest_stays(line, secret) -> None:
    clean = redacted(line, [KEY])
    assert secret not in clean
    assert clean[:3] == line[:3]


@pytest.mark.parametrize(
    "line",
    [
        "Run abc failed (1f2e3d4c)",
        "Serving on http://127.0.0.1:8000/",
        "GET /chat?user_id=ada 200",
        "too many tokens: 8192",
        "http://[::1]:8000/path?query=1",
    ],
)
def test_a_line_without_a_secret_stays_as_it_is(line) -> None:
    assert redacted(line, [KEY, "", "short"]) == line


def test_a_ticket_is_taken_out_anywhere() -> None:
    ticket, _ = ticket_for(Actor("ada"), RoomKey("typewriter", "user", "ada"))
    for line in (ticket, f"({ticket})", f'"{ticket}"', f"tokenwire, {ticket}", f"x={ticket}&y"):
        assert ticket[8:20] not in redacted(line)


def test_a_traceback_is_clean_too() -> None:
    logger, written = logging.Logger("test"), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(RedactingFormatter("%(message)s", secrets=[KEY]))
    logger.addHandler(handler)
    try:
        raise ValueError(f"{KEY} in {{'Authorization': 'Bearer abcdefghij'}}")
    except ValueError:
        logger.exception("failed with %s", KEY)
    assert KEY not in written.getvalue()
    assert "abcdefghij" not in written.getvalue()
    assert "Traceback" in written.getvalue()
