import os
import signal
import threading
import time
from argparse import SUPPRESS, ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

#: How often a worker that `serve` has started looks whether that still lives.
PARENT_SECONDS = 1.0


class Command(BaseCommand):
    help = (
        "Make films: take jobs from the queue, one at a time, until SIGTERM or Ctrl-C. Any number "
        "of workers may run; `serve` starts VIDEO_WORKERS of them itself. A job that is under way "
        "when its worker ends goes on in another one, from its first unfinished stage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end once no job waits any longer")
        parser.add_argument("--parent", type=int, help=SUPPRESS)  # `serve` names itself

    def handle(self, *args: Any, **options: Any) -> None:
        from video.worker import Worker  # the queue's own worker, and all that it loads

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _end)
        if options["parent"]:
            threading.Thread(target=_watch, args=[options["parent"]], daemon=True).start()
        Worker(batch=options["batch"]).run()


def _end(number: int, frame: FrameType | None) -> None:
    from video.pulse import ENDING

    ENDING.set()


def _watch(parent: int) -> None:
    """End with the process that has started this one, however that ends."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    _end(signal.SIGTERM, None)
