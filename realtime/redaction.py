"""Takes tickets, keys and cookies out of whatever is logged. Pure; loaded before any app is.

Also third parties log: a server its requests with their queries, a library its headers. So it
is done where lines are made, and not where they are written down.
"""

import logging
import re
from collections.abc import Iterable
from typing import Any

#: How a ticket begins, wherever it travels.
TICKET_PREFIX = "tw1_"

_HIDDEN = "…"
#: A secret's first characters as little as its last are told; shorter ones are no secrets.
_LEAST_SECRET = 6

_SECRETS = re.compile(
    rf"(?P<ticket>{TICKET_PREFIX})[A-Za-z0-9_.\-]+"
    r"|(?P<query>[?&](?:ticket|token|code|key|password)=)[^&#\s\"'<>]+"
    r"|(?P<bearer>\b(?:Bearer|Basic)\s+)[A-Za-z0-9_.~+/=\-]+"
    r"|(?P<cookie>\b(?:sessionid|csrftoken)=)[^;\s\"']+"
    r"|(?P<field>[\"'](?:ticket|token|password|api_key)[\"']\s*:\s*[\"'])[^\"']+"
    r"|(?P<url>\b[a-z][a-z0-9+]*://[^\s/:@]*:)[^\s/@]+(?=@)",
    re.IGNORECASE,
)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without what looks like a secret, and without these very ones."""
    for secret in secrets:
        if len(secret) >= _LEAST_SECRET:
            text = text.replace(secret, _HIDDEN)
    return _SECRETS.sub(lambda found: found[found.lastgroup or 0] + _HIDDEN, text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and hides what must not be read.

    `secrets` are the values that are secret here, such as keys.
    """

    def __init__(self, *args: Any, secrets: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record), self._secrets)
