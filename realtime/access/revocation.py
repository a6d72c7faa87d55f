"""Who may not speak any longer: signed out, deactivated, expired, revoked.

Called in threads: it asks the database, which is what all processes share. Signals alone would
not do: an update of many rows sends none, and another process hears none.
"""

import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils import timezone

from realtime.access.actors import Actor, user_subject
from realtime.access.sessions import fingerprint, living_sessions
from realtime.models import Revocation


def tickets_revoke(subject: str) -> None:
    """Void all tickets that were issued to a subject up to now."""
    Revocation.objects.update_or_create(subject=subject, defaults={"at": timezone.now()})


@receiver(user_logged_out)
def _signed_out(sender: object, user: AbstractBaseUser | None = None, **_kwargs: Any) -> None:
    """The session ends by itself; tickets that the user got with it end here."""
    if user is not None:
        tickets_revoke(user_subject(user.pk))


def revocations_prune(before: float) -> None:
    """Forget revocations of tickets that have all expired by now (seconds since 1970)."""
    Revocation.objects.filter(at__lt=datetime.fromtimestamp(before, UTC)).delete()


def no_longer(actors: Collection[Actor]) -> set[Actor]:
    """Return those of the actors whose right to speak has ended."""
    now = time.time()
    users = _users({actor.user for actor in actors if actor.user})
    sessions = living_sessions({actor.session for actor in actors if actor.session})
    revoked = _revoked(actor for actor in actors if not actor.session)

    def ended(actor: Actor) -> bool:
        return (
            actor.until <= now
            or (bool(actor.user) and users.get(actor.user) != actor.fingerprint)
            or (bool(actor.session) and actor.session not in sessions)
            or any(revoked.get(subject, 0.0) >= actor.since for subject in actor.subjects)
        )

    return {actor for actor in actors if ended(actor)}


def _users(keys: Iterable[str]) -> dict[str, str]:
    """Return the fingerprints of the users that are active."""
    model = get_user_model()
    found = model._default_manager.in_bulk([key for key in keys if _is_key(key)])
    return {str(user.pk): fingerprint(user) for user in found.values() if user.is_active}


def _is_key(text: str) -> bool:
    """A ticket may be older than a change of the user model."""
    try:
        get_user_model()._meta.pk.to_python(text)
    except ValidationError:
        return False
    return True


def _revoked(actors: Iterable[Actor]) -> dict[str, float]:
    subjects = {subject for actor in actors for subject in actor.subjects}
    found = Revocation.objects.in_bulk(list(subjects), field_name="subject")
    return {subject: row.at.timestamp() for subject, row in found.items()}
