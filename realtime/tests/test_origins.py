"""How far a page's origin is trusted, where no real server can be in a test: on the network."""

import pytest

from realtime.access.origins import Standing, host_allowed, standing

HERE = "chat.example.com"
OWN, NEIGHBOUR, FOREIGN = Standing.OWN, Standing.NEIGHBOUR, Standing.FOREIGN


@pytest.fixture(autouse=True)
def listed(settings) -> None:
    update = {"allowed_origins": ("https://listed.example.com", "app://shell"), "access": "ticket"}
    settings.REALTIME = settings.REALTIME.model_copy(update=update)


@pytest.mark.parametrize(
    ("origin", "scheme", "expected"),
    [
        (None, "https", NEIGHBOUR),
        ("null", "https", FOREIGN),
        ("https://chat.example.com", "https", OWN),
        ("https://chat.example.com:443", "https", OWN),
        ("https://chat.example.com", "http", NEIGHBOUR),  # a proxy that nobody believes
        ("http://chat.example.com", "https", NEIGHBOUR),
        ("https://chat.example.com:8443", "https", NEIGHBOUR),
        ("https://listed.example.com", "https", OWN),
        ("app://shell", "https", OWN),
        ("http://listed.example.com", "https", FOREIGN),
        ("https://listed.example.com:444", "https", FOREIGN),
        ("https://evil.example", "https", FOREIGN),
        ("https://chat.example.com.evil.example", "https", FOREIGN),
        ("https://evil.example/chat.example.com", "https", FOREIGN),
        ("https://evilchat.example.com", "https", FOREIGN),
        ("http://localhost:3000", "https", FOREIGN),
        ("http://127.0.0.1:3000", "https", FOREIGN),
        ("", "https", FOREIGN),
    ],
)
def test_an_origin_has_a_standing(origin, scheme, expected) -> None:
    assert standing(origin, scheme=scheme, host=HERE, bind="10.0.0.5") is expected


@pytest.mark.parametrize("access", ["open", "ticket"])
@pytest.mark.parametrize("bind", ["127.0.0.1", "10.0.0.5", ""])
def test_a_page_from_disk_speaks_in_open_access_on_loopback_only(settings, access, bind) -> None:
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": access})
    expected = NEIGHBOUR if (access, bind) == ("open", "127.0.0.1") else FOREIGN
    assert standing("null", scheme="http", host="localhost:8000", bind=bind) is expected


@pytest.mark.parametrize("host", ["[::1]:8000", "[::1]"])
def test_an_address_in_brackets_is_a_host_like_any_other(host) -> None:
    assert standing(f"http://{host}", scheme="http", host=host, bind="::1") is OWN
    assert standing("http://[::1]:9", scheme="http", host=host, bind="::1") is NEIGHBOUR


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
