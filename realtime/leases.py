"""Which processes live, and which runs they hold. Called inside write transactions.

All times are the database's: clocks of machines differ.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from realtime.models import Process, Run
from realtime.states import RunState


def seconds_ahead(seconds: float) -> Any:
    """Return the database's time, so many seconds from now (or ago, if negative)."""
    return Now() + timedelta(seconds=seconds)


def process_seen(lease: str, lease_seconds: float) -> None:
    """Say that this process lives, and forget those that do not."""
    Process.objects.update_or_create(lease=lease, defaults={"seen_at": Now()})
    Process.objects.filter(seen_at__lt=seconds_ahead(-10 * lease_seconds)).delete()


def process_gone(lease: str) -> None:
    """Say that this process ends."""
    Process.objects.filter(lease=lease).delete()


def process_alone(lease: str, lease_seconds: float) -> bool:
    """Return True if no other process lives."""
    living = Process.objects.filter(seen_at__gte=seconds_ahead(-lease_seconds))
    return not living.exclude(lease=lease).exists()


def leases_renew(keys: Iterable[str], lease: str, lease_seconds: float) -> set[str]:
    """Renew what this process holds; return the keys that it holds no longer."""
    keys = set(keys)
    held = Run.objects.filter(key__in=keys, lease=lease, state=RunState.RUNNING)
    held.update(lease_until=seconds_ahead(lease_seconds))
    return keys - set(held.values_list("key", flat=True))
