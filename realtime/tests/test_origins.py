"""Which pages may open a socket, row by row, where access is open."""

import pytest

from realtime.access import host_allowed, origin_allowed

HERE = "localhost:8000"


@pytest.mark.parametrize(
    ("origin", "host", "bind", "allowed"),
    [
        (None, HERE, "127.0.0.1", True),
        (None, "chat.example.com", "10.0.0.5", True),
        ("null", HERE, "127.0.0.1", True),
        ("null", "chat.example.com", "10.0.0.5", False),
        ("http://localhost:8000", HERE, "127.0.0.1", True),
        ("http://localhost:5173", HERE, "127.0.0.1", True),
        ("http://127.0.0.1:3000", HERE, "127.0.0.1", True),
        ("http://[::1]:3000", HERE, "127.0.0.1", True),
        ("https://chat.example.com", "chat.example.com", "10.0.0.5", True),
        ("https://chat.example.com:8443", "chat.example.com", "10.0.0.5", True),
        ("https://listed.example.com", "chat.example.com", "10.0.0.5", True),
        ("http://listed.example.com", "chat.example.com", "10.0.0.5", False),
        ("https://listed.example.com:444", "chat.example.com", "10.0.0.5", False),
        ("https://evil.example", HERE, "127.0.0.1", False),
        ("https://chat.example.com.evil.example", "chat.example.com", "10.0.0.5", False),
        ("https://evil.example/chat.example.com", "chat.example.com", "10.0.0.5", False),
        ("http://localhost.evil.example", HERE, "127.0.0.1", False),
        ("http://localhost:3000", "chat.example.com", "10.0.0.5", False),
        ("", HERE, "127.0.0.1", False),
        ("file://", HERE, "127.0.0.1", False),
        ("nonsense", HERE, "127.0.0.1", False),
        ("http://[bad", HERE, "127.0.0.1", False),
    ],
)
def test_an_origin_is_allowed_or_not(settings, origin, host, bind, allowed) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(
        update={"allowed_origins": ("https://listed.example.com",)}
    )
    assert origin_allowed(origin, host=host, bind=bind) is allowed


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost:8000", True),
        ("127.0.0.1", True),
        ("[::1]:8000", True),
        ("evil.example", False),
        ("", False),
        ("localhost@evil.example", False),
        ("127.0.0.1.evil.example:8000", False),
    ],
)
def test_a_host_header_names_this_server_or_is_refused(host, allowed) -> None:
    assert host_allowed(host) is allowed
