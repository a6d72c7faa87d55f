"""How long the log is kept. Messages are the apps' own and are kept for ever."""

from datetime import timedelta

from django.db.models import Max, Q
from django.db.models.functions import Now

from realtime.models import Event, Room
from realtime.states import ENDINGS

#: Rows that one transaction looks at, at most, so that no commit waits long for it.
BATCH = 500


def events_prune(hours: float, after: int = 0) -> int | None:
    """Remove old events whose run ended so long ago; one batch, from the oldest row on.

    Returns the row id to go on after, None where no older row is left to look at: the first
    young row ends the search, so that it never reads the whole log. The rooms remember how far
    they were pruned: who was before that place gets the state.
    """
    old = Now() - timedelta(hours=hours)
    batch = list(Event.objects.filter(id__gt=after).order_by("id").values_list("id")[:BATCH])
    if not batch:
        return None
    last = batch[-1][0]
    ended = Q(run=None) | Q(run__state__in=ENDINGS, run__ended_at__lt=old)
    doomed = Event.objects.filter(ended, id__gt=after, id__lte=last, created_at__lt=old)
    ids = list(doomed.values_list("id", flat=True))
    _remove(ids)
    reached_young = Event.objects.filter(id=last, created_at__gte=old).exists()
    return None if reached_young or len(batch) < BATCH else last


def _remove(ids: list[int]) -> None:
    newest = Event.objects.filter(id__in=ids).values("room").annotate(offset=Max("offset"))
    for room in newest.order_by("room"):
        Room.objects.filter(pk=room["room"], pruned_to__lt=room["offset"]).update(
            pruned_to=room["offset"]
        )
    Event.objects.filter(id__in=ids).delete()
