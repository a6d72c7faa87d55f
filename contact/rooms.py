"""The rooms of the desk, and who may enter them."""

from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser

from contact.conf import contact_settings
from realtime.access import Actor, ticket_for
from realtime.errors import Refused
from realtime.keys import RoomKey

SERVICE = "contact"
VISITOR = "visitor"
INBOX_KIND = "inbox"

#: What all staff hear; where mails and broadcasts take their turns.
INBOX = RoomKey(SERVICE, INBOX_KIND, "staff")
MAIL = RoomKey(SERVICE, "mail", "owner")
BROADCASTS = RoomKey(SERVICE, "broadcast", "all")


def visitor_room(client_id: str) -> RoomKey:
    """Return the room in which all sockets of one visitor are."""
    return RoomKey(SERVICE, VISITOR, client_id)


def client_id_minted() -> str:
    return str(uuid4())


def client_id_of(sent: str) -> str:
    """Return a client id as it is written here. Raises Refused for what is none."""
    try:
        return str(UUID(sent))
    except ValueError:
        raise Refused("a client_id is a UUID") from None


def visitor_ticket(client_id: str) -> str:
    """Return the ticket with which a visitor can come back to the conversation."""
    minutes = contact_settings().contact_ticket_days * 24 * 60
    ticket, _ = ticket_for(Actor(client_id), visitor_room(client_id), minutes=minutes)
    return ticket


def owned_by_nobody(user: AbstractBaseUser, client_id: str) -> bool:
    """The rule for visitors' rooms: visitors are nobody's users, and staff speak in the inbox."""
    return False


def owned_by_staff(user: AbstractBaseUser, name: str) -> bool:
    """The rule for the inbox."""
    return name == INBOX.name and bool(getattr(user, "is_staff", False))
