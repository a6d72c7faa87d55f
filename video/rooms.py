"""The rooms of codes, and who may enter them.

A code is what a browser makes and keeps for itself. One of the documented form is hard enough to
guess that it is a right of its own: whoever has it is who made it. Where tickets are required, any
other code is a name only, and needs a ticket.
"""

import re

from django.contrib.auth.base_user import AbstractBaseUser

from realtime.errors import InvalidField
from realtime.keys import MAX_NAME_LENGTH, RoomKey

SERVICE = "video"
CODE = "code"

#: Task ids are numbers that JavaScript can hold, and the right to a job: nobody guesses one.
TASK_IDS = 2**53 - 1

#: `user_`, milliseconds, 8 characters of base 36.
_SECRET = re.compile(r"user_\d{10,16}_[0-9a-z]{8,64}")


def code_room(code: str) -> RoomKey:
    """Return the room in which all sockets of one code are."""
    return RoomKey(SERVICE, CODE, code)


def is_secret(code: str) -> bool:
    """Whether a code is of the form that browsers make, and so nobody's guess."""
    return _SECRET.fullmatch(code) is not None


def code_of(sent: object) -> str:
    """Return the code that a request names. Raises InvalidField."""
    if not isinstance(sent, str) or not 0 < len(sent) <= MAX_NAME_LENGTH or "\0" in sent:
        raise InvalidField("code", "code: your code is missing, or is none")
    return sent


def owned_by_nobody(user: AbstractBaseUser, code: str) -> bool:
    """The rule for codes: they are browsers', not users'."""
    return False
