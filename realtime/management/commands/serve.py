import errno
import os
import socket
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from realtime.access import is_loopback
from realtime.conf import realtime_settings
from realtime.supervisor import Supervisor

#: Seconds that a worker may take beyond its runs' grace period to close sockets and database.
CLOSING_SECONDS = 5.0


class Command(BaseCommand):
    help = "Serve HTTP and WebSockets with uvicorn until SIGTERM or Ctrl-C; runs end first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="address to listen on")
        parser.add_argument("--port", default=settings.PORT, type=int, help="port to listen on")
        parser.add_argument(
            "--workers",
            default=realtime_settings().workers,
            type=int,
            help="processes that serve, on one port and one database (default: %(default)s)",
        )
        parser.add_argument("--fd", type=int, help=SUPPRESS)  # a worker's listening socket

    def handle(self, *args: Any, **options: Any) -> None:
        host, port, workers = options["host"], options["port"], options["workers"]
        if options["fd"] is not None:
            self._work(options["fd"])
            return
        _check_exposure(host, port)
        _check_migrations()
        listening = _listen(host, port)
        self._say(listening, workers)
        if workers == 1:
            beside = _supervisor(_beside())
            beside.start()
            self._serve(listening, parent=None, beside=beside)
        else:
            _supervise(listening, workers)

    def _work(self, fd: int) -> None:
        self._serve(socket.socket(fileno=fd), parent=os.getppid())

    def _serve(
        self, listening: socket.socket, parent: int | None, beside: Supervisor | None = None
    ) -> None:
        from realtime.server import Server, server_config  # uvicorn: not at `manage.py check`

        drain_seconds = realtime_settings().drain_seconds
        application = ":".join(settings.ASGI_APPLICATION.rsplit(".", 1))
        config = server_config(application, drain_seconds)
        server = Server(config, drain_seconds=drain_seconds, parent=parent, beside=beside)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])

    def _say(self, listening: socket.socket, workers: int) -> None:
        host, port = listening.getsockname()[:2]
        name = f"[{host}]" if ":" in host else host
        more = f" with {workers} workers" if workers > 1 else ""
        self.stdout.write(f"Serving{more} on http://{name}:{port}/  (Ctrl-C ends it)")
        for label, path in getattr(settings, "SERVE_PATHS", {}).items():
            scheme = "ws" if label.endswith("socket") else "http"
            self.stdout.write(f"  {label:14} {scheme}://{name}:{port}{path}")
        self.stdout.flush()


def _check_exposure(host: str, port: int) -> None:
    configured = realtime_settings()
    if configured.access != "open" or configured.allow_open_access_anywhere or is_loopback(host):
        return
    raise CommandError(
        f"ACCESS=open lets anybody who reaches {host}:{port} speak as any user. "
        "Set ACCESS=ticket, or ALLOW_OPEN_ACCESS_ANYWHERE=1 if that is meant."
    )


def _check_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not ready: run `manage.py prepare` first.")
    connection.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        hint = "Choose another address with --host or HOST."
        if error.errno == errno.EADDRINUSE:
            hint = "Another program listens there; choose another with --port or PORT."
        raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}. {hint}") from None


def _supervise(listening: socket.socket, workers: int) -> None:
    fd = listening.fileno()
    worker = [sys.executable, sys.argv[0], "serve", f"--fd={fd}"]
    _supervisor([*[worker] * workers, *_beside()], fd).run()


def _beside() -> list[list[str]]:
    """Return the commands that run beside the server: SERVE_BESIDE, of manage.py."""
    named, manage = getattr(settings, "SERVE_BESIDE", ()), [sys.executable, sys.argv[0]]
    return [[*manage, *(part.format(pid=os.getpid()) for part in command)] for command in named]


def _supervisor(commands: Sequence[Sequence[str]], *fds: int) -> Supervisor:
    grace = realtime_settings().drain_seconds + CLOSING_SECONDS
    return Supervisor(commands, pass_fds=fds, grace_seconds=grace)
