"""Which processes live, and which runs they hold. Called inside write transactions.

All times are the database's: clocks of machines differ.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from realtime.models import Process, Run
from realtime.states import RunState


def seconds_ahead(seconds: float) -> Any:
    """Return the database's time, so many seconds from now (or ago, if negative)."""
    return Now() + timedelta(seconds=seconds)


def process_seen(lease: str, lease_seconds: float, connections: int) -> None:
    """Say that this process lives with so many sockets, and forget those that do not."""
    seen = {"seen_at": Now(), "connections": connections}
    Process.objects.update_or_create(lease=lease, defaults=seen)
    Process.objects.filter(seen_at__lt=seconds_ahead(-10 * lease_seconds)).delete()


def process_gone(lease: str) -> None:
    """Say that this process ends."""
    Process.objects.filter(lease=lease).delete()


def living(lease_seconds: float) -> QuerySet[Process]:
    """Return the processes that have said within a lease that they live."""
    return Process.objects.filter(seen_at__gte=seconds_ahead(-lease_seconds))


def others_living(lease: str, lease_seconds: float) -> set[str]:
    """Return the leases of the processes that live beside this one."""
    others = living(lease_seconds).exclude(lease=lease)
    return set(others.values_list("lease", flat=True))


def leases_renew(keys: Iterable[str], lease: str, lease_seconds: float) -> set[str]:
    """Renew what this process holds; return the keys that it holds no longer."""
    keys = set(keys)
    held = Run.objects.filter(key__in=keys, lease=lease, state=RunState.RUNNING)
    held.update(lease_until=seconds_ahead(lease_seconds))
    return keys - set(held.values_list("key", flat=True))
