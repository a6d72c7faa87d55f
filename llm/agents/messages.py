"""The agents SDK's items (OpenAI's Responses format) as Chat Completions messages. Pure.

Source: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from llm.types import Message


def chat_messages(instructions: str | None, items: Iterable[Mapping[str, Any]]) -> list[Message]:
    """Return a request's messages: instructions, what was asked, what the model has done since."""
    messages: list[Message] = [{"role": "system", "content": instructions}] if instructions else []
    spoken: dict[str, Any] | None = None  # the assistant's message that calls may be added to
    for item in items:
        if item.get("type") == "function_call":
            if spoken is None:
                spoken = {"role": "assistant", "content": None}
                messages.append(spoken)
            spoken.setdefault("tool_calls", []).append(_call(item))
            continue
        spoken = None
        if item.get("type") == "function_call_output":
            messages.append(_result(item))
        elif item.get("type") == "message":
            spoken = {"role": item["role"], "content": _text(item["content"])}
            messages.append(spoken)
        else:
            messages.append({"role": item["role"], "content": item["content"]})
    return messages


def _call(item: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": item["name"], "arguments": _json_object(item["arguments"])}
    return {"id": item["call_id"], "type": "function", "function": function}


def _result(item: Mapping[str, Any]) -> Message:
    return {"role": "tool", "tool_call_id": item["call_id"], "content": str(item["output"])}


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(part.get("text", "") for part in parts)


def _json_object(arguments: str) -> str:
    """Arguments that are no JSON go back as none: some servers' templates parse them."""
    try:
        return arguments if isinstance(orjson.loads(arguments), dict) else "{}"
    except orjson.JSONDecodeError:
        return "{}"
