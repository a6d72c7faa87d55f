"""From the bytes of a frame to a JSON object, and why not."""

from typing import Any

import orjson

from realtime.errors import FrameTooBig, NotAnObject, NotJson


def decoded(frame: str | bytes, limit: int) -> dict[str, Any]:
    """Return the JSON object that a text or binary frame holds.

    Raises FrameTooBig above `limit` bytes, NotJson (also for what is no UTF-8, and for
    nesting deeper than orjson's 1024), NotAnObject.
    """
    data = frame.encode(errors="surrogatepass") if isinstance(frame, str) else frame
    if len(data) > limit:
        raise FrameTooBig
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"not valid JSON: {error.msg}, column {error.colno}") from None
    if not isinstance(value, dict):
        raise NotAnObject
    return value
