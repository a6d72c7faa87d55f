"""How much a visitor and an address may write: rates, counted in each process."""

from contact.conf import contact_settings
from contact.errors import SlowDown
from realtime.access import address_key, rate_count
from realtime.errors import InvalidField, TooMany


def message_admit(client_id: str, address: str, text: str) -> None:
    """Count a visitor's message. Raises SlowDown and InvalidField."""
    _admit("chat messages", contact_settings().contact_message_limit, client_id, address, text)


def request_admit(client_id: str, address: str, text: str) -> None:
    """Count a contact request. Raises SlowDown and InvalidField."""
    _admit("contact requests", contact_settings().contact_request_limit, client_id, address, text)


def text_admit(text: str) -> None:
    """Raise InvalidField for a text that is too long."""
    most = contact_settings().max_contact_characters
    if len(text) > most:
        raise InvalidField("message", f"message: at most {most} characters")


def _admit(what: str, limit: str, client_id: str, address: str, text: str) -> None:
    text_admit(text)
    try:
        rate_count(what, limit, client_id)
        by_address = contact_settings().contact_address_limit
        rate_count("messages from one address", by_address, address_key(address))
    except TooMany as too_many:
        raise SlowDown(too_many) from None
