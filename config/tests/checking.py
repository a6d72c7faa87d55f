"""What the tests of `check_env` share."""

import socketserver
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from config.health.results import Level, Result


def levels(found: Result | Iterable[Result]) -> dict[str, str]:
    """Return each result's level by what was looked at; what is not ok says what to do."""
    listed = [found] if isinstance(found, Result) else list(found)
    assert all(result.advice.endswith((".", "?")) for result in listed if result.level != Level.OK)
    return {result.what: str(result.level) for result in listed}


@contextmanager
def started(server: socketserver.TCPServer) -> Iterator[int]:
    """Serve from a thread; give the port."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield int(server.socket.getsockname()[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
