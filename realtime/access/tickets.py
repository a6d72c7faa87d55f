"""Tickets: signed, for one room, good for minutes.

A ticket begins with `tw1_`, wherever it travels: so it is found among the subprotocols that a
client offers, and taken out of every log line. Rotating SECRET_KEY through
SECRET_KEY_FALLBACKS keeps those that are out.
"""

import time
from typing import Any

from django.core.signing import BadSignature, Signer

from realtime.access.actors import Actor
from realtime.conf import realtime_settings
from realtime.errors import NotAllowed, NotAuthenticated
from realtime.keys import RoomKey
from realtime.redaction import TICKET_PREFIX


def _signer() -> Signer:
    """Only characters that a subprotocol may have (RFC 9110, token): Django's ":" is none."""
    return Signer(salt="realtime.access.ticket", sep=".")


def ticket_for(actor: Actor, room: RoomKey, *, minutes: float | None = None) -> tuple[str, float]:
    """Return a ticket with which an actor may enter a room, and until when (seconds since 1970).

    Where the actor is a Django user it ends with that user's account, password or session, too.
    """
    now = time.time()
    until = now + 60 * (realtime_settings().ticket_minutes if minutes is None else minutes)
    facts = [list(room), actor.name, actor.user, actor.fingerprint, now, until]
    return TICKET_PREFIX + _signer().sign_object(facts), until


def ticket_read(ticket: str, room: RoomKey) -> Actor:
    """Return who a ticket for this room speaks for.

    Raises NotAuthenticated where it is forged or has expired, NotAllowed where it is for
    another room. Whether it was revoked meanwhile, only the database knows.
    """
    try:
        facts: list[Any] = _signer().unsign_object(ticket.removeprefix(TICKET_PREFIX))
        audience, actor, user, fingerprint, since, until = facts
    except (BadSignature, ValueError):
        raise NotAuthenticated("the ticket is not valid") from None
    if until <= time.time():
        raise NotAuthenticated("the ticket has expired")
    if RoomKey(*audience) != room:
        raise NotAllowed("the ticket is for another room")
    return Actor(actor, user=user, fingerprint=fingerprint, since=since, until=until)
