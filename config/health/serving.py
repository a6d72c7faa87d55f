"""Static files, and the address that `serve` listens on."""

import errno
import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

from config.environment import BASE_DIR
from config.health.results import Result, failure, ok

#: Seconds for whoever listens on our port to say what it is.
PATIENCE = 2.0

_STATIC = re.compile(r"{% static ['\"]([^'\"]+)['\"]")


def results() -> Iterator[Result]:
    """Judge what this process's settings name."""
    yield from static_results(BASE_DIR / "templates")
    yield port_result(settings.HOST, settings.PORT)


def static_results(templates: Path) -> Iterator[Result]:
    """Judge whether every static file that a page names is found."""
    texts = [page.read_text("utf-8") for page in templates.rglob("*.html")]
    named = {name for text in texts for name in _STATIC.findall(text)}
    missing = sorted(name for name in named if finders.find(name) is None)
    for name in missing:
        yield failure(name, "not found", f"Get it back: `git checkout -- static/{name}`.")
    if not missing:
        yield ok("static files", f"all {len(named)} that pages name")


def port_result(host: str, port: int) -> Result:
    """Judge whether `serve` can listen there, or a Tokenwire does already."""
    where = f"{host}:{port}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _in_use(host, port)
        advice = "Set HOST to an address of this machine, and PORT to one that this user may have."
        return failure("port", f"{where}: {error.strerror}", advice)
    return ok("port", f"{where} is free")


def _in_use(host: str, port: int) -> Result:
    for name in host_names():
        status = status_of(host, port, name)
        if "service_uptime" in status:
            return ok("port", f"{host}:{port}: Tokenwire {status.get('version')} is serving there")
    advice = "End it, or set another port: `PORT=9000 make run`."
    return failure("port", f"{host}:{port}: another program listens there", advice)


def status_of(host: str, port: int, host_name: str) -> dict[str, Any]:
    """Return what `/status` says there, nothing where it is no Tokenwire."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (nobody listens here)
    asking = http.client.HTTPConnection(near, port, timeout=PATIENCE)
    try:
        asking.request("GET", "/status", headers={"Host": host_name})
        said = json.loads(asking.getresponse().read(100_000))
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    finally:
        asking.close()
    return said if isinstance(said, dict) else {}


def host_names() -> list[str]:
    """Return names to ask by; to another than its own a Tokenwire answers 400."""
    named = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    return list(dict.fromkeys([*named[:1], "localhost"]))
