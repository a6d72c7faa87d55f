"""How this service speaks over HTTP: `{"code", "message", "data"}`, also to pages of other origins.

Which of those may ask is the sockets' rule. No cookie ever counts here, so that Django's check of
forms is not needed: a code, a task id or a signed address is the right to what is asked for.
"""

import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from realtime.access import Actor, Standing, rate_count, request_actor, request_standing
from realtime.access import tickets_count as tickets_are_required
from realtime.conf import realtime_settings
from realtime.errors import InternalError, RealtimeError
from realtime.http import error_status
from video.errors import LinkExpired, NoSuchFile, NoSuchJob, SlowDown, WrongState
from video.renderings import error_text
from video.rooms import code_room, is_secret

logger = logging.getLogger("video.http")

View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]

_STATUS: dict[type[RealtimeError], HTTPStatus] = {
    NoSuchJob: HTTPStatus.NOT_FOUND,
    NoSuchFile: HTTPStatus.NOT_FOUND,
    LinkExpired: HTTPStatus.FORBIDDEN,
    WrongState: HTTPStatus.CONFLICT,
    SlowDown: HTTPStatus.TOO_MANY_REQUESTS,
}
#: How long a browser need not ask again whether it may.
_PREFLIGHT_SECONDS = "600"


def told(data: Any, message: str = "success") -> JsonResponse:
    """Return what was asked for."""
    body = {"code": int(HTTPStatus.OK), "message": message, "data": data}
    return JsonResponse(body, headers={"Cache-Control": "no-store"})


def refused(error: RealtimeError) -> JsonResponse:
    """Return why something could not be done."""
    status = _STATUS.get(type(error), error_status(error))
    body = {"code": int(status), "message": error_text(error), "data": None, "error": error.code}
    reply = JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
    if error.retry_after is not None:
        reply["Retry-After"] = str(error.retry_after)
    return reply


def asked_by_pages(*methods: str) -> Callable[[View], View]:
    """Answer these methods, and the preflight of browsers; word errors as this service does."""
    allowed = ", ".join([*methods, "OPTIONS"])

    def decorate(view: View) -> View:
        @wraps(view)
        async def answering(request: HttpRequest, **named: Any) -> HttpResponseBase:
            try:
                trusted = request_standing(request)
            except RealtimeError as error:
                return refused(error)
            if request.method == "OPTIONS":
                reply: HttpResponseBase = HttpResponse(status=HTTPStatus.NO_CONTENT)
            elif request.method not in methods:
                reply = HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
            else:
                reply = await _answer(view, request, named)
            reply["Allow"] = allowed
            return _shared(reply, request, trusted, allowed)

        return csrf_exempt(answering)

    return decorate


async def _answer(view: View, request: HttpRequest, named: dict[str, Any]) -> HttpResponseBase:
    try:
        _count(request)
        return await view(request, **named)
    except RealtimeError as error:
        return refused(error)
    except Exception:
        internal = InternalError()
        logger.exception("A request failed (%s)", internal.id)
        return refused(internal)


def _count(request: HttpRequest) -> None:
    limit = realtime_settings().message_limit
    rate_count("messages", limit, f"http:{request.META.get('REMOTE_ADDR', '')}")


def _shared(
    reply: HttpResponseBase, request: HttpRequest, trusted: Standing, methods: str
) -> HttpResponseBase:
    """Let the page that asks read the answer. `trusted`: it is none of a foreign origin."""
    reply["Vary"] = "Origin"
    origin = request.headers.get("Origin")
    if origin is None or trusted is Standing.FOREIGN:
        return reply
    reply["Access-Control-Allow-Origin"] = origin
    reply["Access-Control-Allow-Methods"] = methods
    reply["Access-Control-Allow-Headers"] = "Content-Type, Authorization, Range, Idempotency-Key"
    reply["Access-Control-Expose-Headers"] = "Content-Length, Content-Range, Retry-After"
    reply["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    return reply


async def code_actor(request: HttpRequest, code: str) -> Actor:
    """Return who asks for a code: who knows a secret one; for others tickets count, where they do.

    Raises Refused and TooMany.
    """
    shows = "Authorization" in request.headers or not request.GET.keys().isdisjoint(
        ("ticket", "token")
    )
    if tickets_are_required() and is_secret(code) and not shows:
        return Actor(code)
    return await request_actor(request, code_room(code))


def base_of(request: HttpRequest) -> str:
    """Return the address under which a client knows this server."""
    return f"{request.scheme}://{request.get_host()}"
