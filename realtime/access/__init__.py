"""Who is speaking, and how much they may.

origins      hosts and origins: whose pages may speak, where a cookie counts (pure)
guard        the first that a socket meets: origin, host, how often an address knocks
doors        the places in which a socket shows who it is
requests     the same rule for HTTP
tickets      signed, for one room, good for minutes
sessions     a browser's session as a right to speak
owners       which rooms a signed-in user owns: services say so
revocation   who may not speak any longer
limits       rates
actors       Actor: who speaks, and by which right
"""

from realtime.access.actors import Actor
from realtime.access.doors import proven, tickets_count
from realtime.access.guard import OriginGuard
from realtime.access.limits import address_key, rate_count
from realtime.access.origins import Standing, is_loopback
from realtime.access.owners import owns, register_rooms
from realtime.access.requests import (
    request_actor,
    request_proven,
    request_standing,
    staff_actor,
)
from realtime.access.tickets import ticket_for, ticket_read
from realtime.redaction import TICKET_PREFIX

__all__ = [
    "TICKET_PREFIX",
    "Actor",
    "OriginGuard",
    "Standing",
    "address_key",
    "is_loopback",
    "owns",
    "proven",
    "rate_count",
    "register_rooms",
    "request_actor",
    "request_proven",
    "request_standing",
    "staff_actor",
    "ticket_for",
    "ticket_read",
    "tickets_count",
]
