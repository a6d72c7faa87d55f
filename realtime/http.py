"""How the engine's errors read over HTTP, and how bodies are read."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from realtime.codec import decoded
from realtime.conf import realtime_settings
from realtime.errors import (
    BudgetSpent,
    Busy,
    FrameTooBig,
    InternalError,
    NotAuthenticated,
    RealtimeError,
    Refused,
    TooMany,
)


def json_body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that a request holds, within the limits of frames. Raises BadFrame."""
    configured = realtime_settings()
    return decoded(
        request.body, max_bytes=configured.max_frame_bytes, max_depth=configured.max_json_depth
    )


def error_reply(error: RealtimeError) -> JsonResponse:
    """Return `{"error": {code, message, retryable}}` with the status that fits."""
    body = {"code": error.code, "message": error.text, "retryable": error.retryable}
    reply = JsonResponse({"error": body}, status=error_status(error))
    if error.retry_after is not None:
        reply["Retry-After"] = str(error.retry_after)
    return reply


def error_status(error: RealtimeError) -> HTTPStatus:
    """Return the HTTP status of an error."""
    match error:
        case NotAuthenticated():
            return HTTPStatus.UNAUTHORIZED
        case Refused():
            return HTTPStatus.FORBIDDEN
        case TooMany() | BudgetSpent():
            return HTTPStatus.TOO_MANY_REQUESTS
        case FrameTooBig():
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        case Busy():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case InternalError():
            return HTTPStatus.INTERNAL_SERVER_ERROR
        case _:
            return HTTPStatus.BAD_REQUEST
