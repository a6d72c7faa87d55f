"""How a worker commits: whole, and as often as it takes while the database is locked or away."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction

from realtime.transactions import storage_away

T = TypeVar("T")

logger = logging.getLogger("video.worker")

RETRY_SECONDS = 0.5


def committed(work: Callable[[], T]) -> T:
    """Return what `work` does in a transaction of its own; it may be tried several times."""
    while True:
        try:
            with transaction.atomic():
                return work()
        except Exception as error:
            if not storage_away(error):
                raise
            logger.warning("A commit failed, trying it again: %s", error)
            connection.close()
            time.sleep(RETRY_SECONDS)
