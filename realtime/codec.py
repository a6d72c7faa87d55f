"""From the bytes of a frame to a JSON object, and why not."""

from typing import Any

import orjson

from realtime.errors import FrameTooBig, NotAnObject, NotJson


def decoded(frame: str | bytes, *, max_bytes: int, max_depth: int) -> dict[str, Any]:
    """Return the JSON object that a text or binary frame holds.

    Raises FrameTooBig, NotJson (also for what is no UTF-8, and for what is nested too deep),
    NotAnObject.
    """
    data = frame.encode(errors="surrogatepass") if isinstance(frame, str) else frame
    if len(data) > max_bytes:
        raise FrameTooBig(max_bytes)
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"not valid JSON: {error.msg}, column {error.colno}") from None
    if not isinstance(value, dict):
        raise NotAnObject(value)
    # Counting brackets is quick, and enough for nearly every frame: strings may hold some too.
    if data.count(b"{") + data.count(b"[") > max_depth and _deeper(value, max_depth):
        raise NotJson(f"nested deeper than {max_depth}")
    return value


def _deeper(value: object, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        layer = [inner for outer in layer for inner in _containers_in(outer)]
        if not layer:
            return False
    return True


def _containers_in(value: Any) -> list[object]:
    inside = value.values() if isinstance(value, dict) else value
    return [part for part in inside if isinstance(part, dict | list)]
