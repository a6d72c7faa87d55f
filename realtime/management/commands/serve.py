from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from realtime.access import is_loopback
from realtime.conf import realtime_settings


class Command(BaseCommand):
    help = "Serve HTTP and WebSockets with uvicorn until SIGTERM or Ctrl-C; runs end first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="address to listen on")
        parser.add_argument("--port", default=settings.PORT, type=int, help="port to listen on")

    def handle(self, *args: Any, **options: Any) -> None:
        from realtime.server import Server, server_config  # uvicorn: not at `manage.py check`

        host, port = options["host"], options["port"]
        realtime = realtime_settings()
        exposed = realtime.access == "open" and not is_loopback(host)
        if exposed and not realtime.allow_open_access_anywhere:
            raise CommandError(
                f"ACCESS=open lets anybody who reaches {host}:{port} speak as any user. "
                "Set ACCESS=ticket, or ALLOW_OPEN_ACCESS_ANYWHERE=1 if that is meant."
            )
        config = server_config(
            ":".join(settings.ASGI_APPLICATION.rsplit(".", 1)), host, port, realtime.drain_seconds
        )
        server = Server(
            config,
            drain_seconds=realtime.drain_seconds,
            started=lambda: self._announce(host, port),
        )
        with suppress(KeyboardInterrupt):
            server.run()

    def _announce(self, host: str, port: int) -> None:
        name = f"[{host}]" if ":" in host else host
        self.stdout.write(f"Tokenwire is serving on http://{name}:{port}/  (Ctrl-C ends it)")
        self.stdout.flush()
