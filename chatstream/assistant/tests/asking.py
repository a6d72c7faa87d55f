"""Clients of the assistant, in the ways of the document's examples."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from realtime.testing import Client, Frame

#: What we add to the documented envelope.
OURS = {"offset", "run"}


def path(user_id: str, **query: object) -> str:
    return f"/ws?{urlencode({'user_id': user_id, **query})}"


def completes(frame: Frame) -> bool:
    content = frame.get("content")
    return (
        frame["type"] == "ai_response"
        and isinstance(content, dict)
        and content.get("type") == "completion"
    )


def ended(frame: Frame) -> bool:
    return frame["type"] in ("ai_error", "error", "ai_ended") or completes(frame)


async def entered(client: Client) -> Frame:
    """Pass over what is said on connect; return it."""
    frame = await client.receive()
    assert frame["type"] == "connect"
    return frame


async def chat(client: Client, content: object, **more: Any) -> list[Frame]:
    """Ask, and return all frames up to the answer's end."""
    await client.send(type="chat", content=content, **more)
    return await client.until(ended)


def kinds_of(frame: Frame) -> list[str]:
    """The types of a snapshot's events."""
    return [event["type"] for event in frame["content"]["events"]]


ENVELOPE = {
    *("id", "type", "content", "sender_id", "receiver_id", "room_id", "timestamp", "metadata"),
}


def check_envelope(frame: Frame) -> None:
    """Check that all of the documented envelope is there, and nothing but it and ours."""
    assert set(frame) - OURS - {"code", "retryable"} == ENVELOPE
    UUID(frame["id"])
    assert datetime.fromisoformat(frame["timestamp"]).tzinfo is not None
    assert isinstance(frame["metadata"], dict)
