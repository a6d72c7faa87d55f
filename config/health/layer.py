"""The channel layer: in memory for one host, or Redis, which is asked whether it is there."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from config.health.results import Result, failure, ok, warning

#: Seconds to connect, and to answer.
PATIENCE = 2.0

_START = "Start Redis, or mend its address in CHANNEL_LAYERS; nothing is lost meanwhile."


def results() -> Iterator[Result]:
    """Judge the default layer of the settings."""
    layer: dict[str, Any] | None = settings.CHANNEL_LAYERS.get("default")
    if layer is None:
        yield warning("layer", "none", "Name one as `default` in CHANNEL_LAYERS.")
    elif layer["BACKEND"].startswith("channels_redis."):
        yield from redis_results(layer.get("CONFIG", {}).get("hosts"))
    elif layer["BACKEND"] == "channels.layers.InMemoryChannelLayer":
        yield ok("layer", "in memory: for the processes of one host")
    else:
        yield ok("layer", layer["BACKEND"])


def redis_results(hosts: Any) -> Iterator[Result]:
    """Ping each Redis of a layer, given as channels_redis takes them."""
    from channels_redis.utils import decode_hosts  # type: ignore[import-untyped]
    from redis.exceptions import RedisError

    for host in decode_hosts(hosts):
        name = _name(host)
        try:
            _ping(host)
        except (RedisError, OSError) as error:
            # The kind only: what the library says may quote the address with its password.
            yield failure("Redis", f"{name}: {type(error).__name__}", _START)
        else:
            yield ok("Redis", f"{name} answers")


def _ping(host: dict[str, Any]) -> None:
    """Ask one Redis. Raises RedisError and OSError."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    limits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    options = {**host, **limits, "retry": Retry(NoBackoff(), 0)}
    address = options.pop("address", None)
    client = Redis.from_url(address, **options) if address else Redis(**options)
    with client:
        client.ping()


def _name(host: dict[str, Any]) -> str:
    """Return where it is, without user name and password."""
    if "address" not in host:
        return str(host.get("path") or f"{host.get('host', 'localhost')}:{host.get('port', 6379)}")
    parts = urlsplit(host["address"])
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path
