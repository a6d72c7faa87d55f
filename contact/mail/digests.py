"""What waits, as a mail. Pure: visitors' words are in its body only, or on one line."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

#: Requests that one mail quotes, and characters of each: the others wait in the inbox.
MOST_QUOTED = 20
QUOTED_CHARACTERS = 2_000
SUBJECT_CHARACTERS = 60

#: Line ends in all their forms, and what is not shown (Unicode's Cc, Cf, Zl, Zp in short).
_NOT_ON_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\ufeff]+")


class Waiting(NamedTuple):
    """A request that the owner is to be told of."""

    pk: int
    client_id: str
    message: str
    user_agent: str
    at: str


def digest(waiting: Sequence[Waiting], total: int, sender: str, to: Sequence[str]) -> EmailMessage:
    """Return the mail about these requests, of so many in all."""
    begins = one_line(waiting[0].message, SUBJECT_CHARACTERS)
    subject = _("%(total)s contact requests") % {"total": total}
    if total == 1:
        subject = _("Contact request: %(begins)s") % {"begins": begins}
    parts = [_quoted(each) for each in waiting[:MOST_QUOTED]]
    if total > MOST_QUOTED:
        parts.append(_("… and %(more)s more, in the inbox.") % {"more": total - MOST_QUOTED})
    return EmailMessage(subject, "\n\n".join(parts), sender, list(to))


def one_line(text: str, characters: int) -> str:
    """Return a text's beginning as one line, fit for a header."""
    line = " ".join(_NOT_ON_ONE_LINE.sub(" ", text).split())
    return line if len(line) <= characters else f"{line[: characters - 1]}…"


def _quoted(request: Waiting) -> str:
    said = request.message[:QUOTED_CHARACTERS]
    lines = [f"> {line}" for line in said.splitlines()]
    head = _("Visitor %(visitor)s, %(at)s, with %(agent)s:") % {
        "visitor": request.client_id,
        "at": request.at,
        "agent": one_line(request.user_agent, 200) or "?",
    }
    return "\n".join([head, *lines])
