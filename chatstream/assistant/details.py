"""What is kept of an answer beside its text: whose words, what was done, what refused. Pure.

The log is pruned; this stays with the message. It names tools and handovers and leaves the long
parts of arguments and results to the log.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from chatstream.assistant.folding import EVENT_CHARACTERS, folded
from realtime.entries import Entry

#: Events of one answer, the newest; bytes of JSON of an event's details.
KEPT_EVENTS, KEPT_BYTES = 40, 600


def details_of(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return what a run has done, from all that it has said; nothing of one that never began.

    `parts` have the answer's text by turns: `{"agent": str, "characters": int}`.
    """
    known = folded(entries)
    if known is None:
        return {}
    parts = [(message["agent"], len(message["content"])) for message in known.messages]
    if len(known.text) > known.begun:  # it was stopped, or broke off
        parts.append((known.agent, len(known.text) - known.begun))
    return {
        "agent": known.agent,
        "parts": [{"agent": agent, "characters": number} for agent, number in parts],
        "events": [_kept(event) for event in known.events[-KEPT_EVENTS:]],
        "guardrails": list(known.guardrails),
    }


def _kept(event: Mapping[str, Any]) -> dict[str, Any]:
    kept = {**event, "content": event["content"][:EVENT_CHARACTERS]}
    if len(orjson.dumps(event["metadata"])) > KEPT_BYTES:
        short = {name: event["metadata"].get(name) for name in ("tool", "call_id", "ok")}
        kept["metadata"] = {name: value for name, value in short.items() if value is not None}
    return kept
