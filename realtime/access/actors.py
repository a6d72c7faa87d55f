"""Who speaks, and by which right."""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Actor:
    """Who speaks on a connection or in a request.

    `name` is what runs, budgets and caps are counted under. The rest says how it is known, so
    that it can be known no longer: `user` is a Django user's key, `fingerprint` changes with
    the user's password, `session` is the key of a session; a ticket was issued at `since` and
    is good until `until` (seconds since 1970).
    """

    name: str
    user: str = ""
    fingerprint: str = ""
    session: str = ""
    since: float = inf
    until: float = inf

    @property
    def can_end(self) -> bool:
        """Whether there is a proof that can expire or be revoked: not where access is open."""
        return bool(self.user or self.session) or self.until < inf

    @property
    def subjects(self) -> tuple[str, ...]:
        """What a revocation of this actor's tickets may name."""
        return (actor_subject(self.name), *((user_subject(self.user),) if self.user else ()))


def actor_subject(name: str) -> str:
    """Return the subject of a revocation that is meant for an actor."""
    return f"actor:{name}"


def user_subject(key: object) -> str:
    """Return the subject of a revocation that is meant for a Django user."""
    return f"user:{key}"
