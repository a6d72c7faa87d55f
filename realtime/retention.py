"""How long the log is kept. Messages are the apps' own and are kept for ever."""

from datetime import timedelta

from django.db.models import Max, Q
from django.db.models.functions import Now

from realtime.models import Event, Room
from realtime.states import ENDINGS

#: Rows that one transaction removes at most, so that no commit waits long for it.
BATCH = 500


def events_prune(hours: float) -> int:
    """Remove old events whose run ended so long ago, oldest first; return how many.

    Their room remembers how far it was pruned: who was before that place gets the state.
    """
    old = Now() - timedelta(hours=hours)
    ended = Q(run=None) | Q(run__state__in=ENDINGS, run__ended_at__lt=old)
    doomed = Event.objects.filter(ended, created_at__lt=old).order_by("id")[:BATCH]
    ids = list(doomed.values_list("id", flat=True))
    if not ids:
        return 0
    pruned = Event.objects.filter(id__in=ids).values("room").annotate(newest=Max("offset"))
    for room in pruned.order_by("room"):
        Room.objects.filter(pk=room["room"], pruned_to__lt=room["newest"]).update(
            pruned_to=room["newest"]
        )
    removed, _ = Event.objects.filter(id__in=ids).delete()
    return removed
