"""`check_env` on Redis, on static files, and on whoever has our port."""

import socket
import socketserver
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.environment import BASE_DIR
from config.health import layer, serving
from config.health.results import Level, Result
from config.tests.checking import levels, started
from tests.server import ServerProcess, free_port, prepared

SECRET = "sk-very-secret"


class Pong(socketserver.StreamRequestHandler):
    """As much of Redis as a ping needs."""

    says = {b"PING": b"+PONG\r\n", b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n"}  # noqa: RUF012

    def handle(self) -> None:
        while line := self.rfile.readline():
            words = [
                (self.rfile.readline(), self.rfile.readline())[1] for _ in range(int(line[1:]))
            ]
            self.wfile.write(self.says.get(words[0].strip(), b"+OK\r\n"))


@pytest.fixture
def redis() -> Iterator[int]:
    """The port of a server that answers pings."""
    with started(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Pong)) as port:
        yield port


def on_redis(settings: Any, *hosts: Any) -> dict[str, Result]:
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": list(hosts)},
        }
    }
    return {result.found: result for result in layer.results()}


def test_a_layer_in_memory_needs_nothing(settings) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    assert levels(layer.results()) == {"layer": "ok"}
    settings.CHANNEL_LAYERS = {}
    assert levels(layer.results()) == {"layer": "warning"}


def test_redis_is_pinged_however_it_is_named(settings, redis) -> None:
    address = f"redis://me:{SECRET}@127.0.0.1:{redis}/0"
    for host in (address, ("127.0.0.1", redis), {"address": address}):
        assert list(on_redis(settings, host)) == [f"127.0.0.1:{redis} answers"]


def test_a_redis_that_is_not_there_is_a_failure_and_its_password_stays_secret(
    settings, redis
) -> None:
    port = free_port()
    results = on_redis(settings, f"redis://me:{SECRET}@127.0.0.1:{port}/0", ("127.0.0.1", redis))
    assert [result.level for result in results.values()] == [Level.FAILURE, Level.OK]
    assert f"127.0.0.1:{port}: ConnectionError" in results
    assert SECRET not in str(results)


def test_a_redis_that_says_nothing_is_given_up(settings, monkeypatch) -> None:
    monkeypatch.setattr(layer, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (result,) = on_redis(settings, silent.getsockname()[:2]).values()
    assert (result.level, "TimeoutError" in result.found) == (Level.FAILURE, True)


def test_all_static_files_that_pages_name_are_there() -> None:
    assert levels(serving.static_results(BASE_DIR / "templates")) == {"static files": "ok"}


def test_a_static_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{% static 'js/gone.js' %} {% static \"css/site.css\" %}")
    assert levels(serving.static_results(tmp_path)) == {"js/gone.js": "failure"}


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 (for a moment)
def test_a_free_port_is_fine(host) -> None:
    assert levels(serving.port_result(host, free_port())) == {"port": "ok"}


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "x86_64-conda-linux-gnu"])
def test_an_address_of_another_machine_is_a_failure(host) -> None:
    assert levels(serving.port_result(host, 0)) == {"port": "failure"}


def test_a_port_that_another_program_has_is_a_failure(redis, monkeypatch) -> None:
    assert "another program" in serving.port_result("127.0.0.1", redis).found
    monkeypatch.setattr(serving, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        result = serving.port_result("127.0.0.1", silent.getsockname()[1])
    assert (result.level, "another program" in result.found) == (Level.FAILURE, True)


def test_a_port_where_tokenwire_serves_already_is_fine(settings, tmp_path: Path) -> None:
    with ServerProcess(prepared(tmp_path / "data")) as server:
        settings.ALLOWED_HOSTS = ["chat.example.com"]  # not the server's: it is asked again
        result = serving.port_result("127.0.0.1", server.port)
    assert (result.level, "is serving there" in result.found) == (Level.OK, True)
