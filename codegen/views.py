"""Versions over HTTP, and the page. The actor rule is that of the project's socket."""

from collections.abc import Callable, Coroutine
from functools import wraps
from http import HTTPStatus
from typing import Any

from channels.db import database_sync_to_async
from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from codegen import history
from codegen.errors import Conflict, NoSuchVersion
from codegen.paths import folder_name
from codegen.rooms import project_room
from codegen.versions import version_restore
from llm.conf import model_facts
from realtime.access import Actor, request_actor
from realtime.errors import InvalidField, RealtimeError
from realtime.http import error_reply, json_body
from realtime.keys import MAX_NAME_LENGTH
from realtime.transactions import read

View = Callable[..., Coroutine[Any, Any, HttpResponse]]

EXAMPLES = (
    "创建一个简单的Python计算器程序，支持加减乘除操作",
    "做一个待办事项网页",
    "Make a landing page for a coffee shop",
)


def errors_told(view: View) -> View:
    """Word errors as the other services do."""

    @wraps(view)
    async def telling(request: HttpRequest, project_id: str, **named: Any) -> HttpResponse:
        try:
            if not 0 < len(project_id) <= MAX_NAME_LENGTH or "\0" in project_id:
                raise NoSuchVersion("no such project")
            return await view(request, project_id, **named)
        except NoSuchVersion as error:
            reply = error_reply(error)
            reply.status_code = HTTPStatus.NOT_FOUND
            return reply
        except RealtimeError as error:
            return error_reply(error)

    return telling


def of_a_project(view: View) -> View:
    """Let in who may speak in the project's room, and hand them on as `actor`."""

    @wraps(view)
    async def guarded(request: HttpRequest, project_id: str, **named: Any) -> HttpResponse:
        actor = await request_actor(request, project_room(project_id))
        return await view(request, project_id, actor, **named)

    return errors_told(guarded)


@require_GET
@of_a_project
async def versions(request: HttpRequest, project_id: str, actor: Actor) -> HttpResponse:
    """List versions, newest first: `?before=` goes on after a page."""
    before = _number(request, "before", None)
    return JsonResponse(await read(history.versions_told, project_id, before))


@require_GET
@of_a_project
async def version(request: HttpRequest, project_id: str, actor: Actor, number: int) -> HttpResponse:
    """Tell of one version and list its files."""
    return JsonResponse(await read(history.version_told, project_id, number))


@require_GET
@of_a_project
async def version_file(
    request: HttpRequest, project_id: str, actor: Actor, number: int, path: str
) -> HttpResponse:
    """Return one file of a version."""
    return JsonResponse(await read(history.file_content, project_id, number, path))


@require_GET
@of_a_project
async def file_history(
    request: HttpRequest, project_id: str, actor: Actor, path: str
) -> HttpResponse:
    """List the versions in which a file changed."""
    return JsonResponse(await read(history.file_history, project_id, path))


@require_GET
@of_a_project
async def diff(request: HttpRequest, project_id: str, actor: Actor) -> HttpResponse:
    """Compare two versions: `?from=1&to=3`."""
    older, newer = _number(request, "from"), _number(request, "to")
    return JsonResponse(await read(history.diff_told, project_id, older, newer))


@require_GET
@of_a_project
async def packed(request: HttpRequest, project_id: str, actor: Actor, number: int) -> HttpResponse:
    """Return a version as a zip."""
    name = f"{folder_name(project_id)}-v{number}.zip"
    content = await read(history.version_packed, project_id, number)
    reply = HttpResponse(content, content_type="application/zip")
    reply["Content-Disposition"] = content_disposition_header(True, name)
    return reply


# A cookie counts only after Django's check, which `request_actor` makes.
@csrf_exempt
@require_POST
@of_a_project
async def restore(request: HttpRequest, project_id: str, actor: Actor, number: int) -> HttpResponse:
    """Make a version's files the next version: `{"base": <the newest that the client knows>}`.

    Where there is a newer one, 409 with both sides.
    """
    base = json_body(request).get("base")
    if not isinstance(base, int) or isinstance(base, bool):
        raise InvalidField("base")
    write = database_sync_to_async(version_restore, thread_sensitive=False)
    try:
        made = await write(project_id, number, base=base, author=actor.name)
    except Conflict as conflict:
        sides = await read(history.conflict_told, project_id, number, conflict)
        error = {"code": conflict.code, "message": conflict.text, "retryable": False}
        return JsonResponse({"error": error, **sides}, status=HTTPStatus.CONFLICT)
    told = await read(history.version_told, project_id, made.number)
    return JsonResponse(told, status=HTTPStatus.CREATED)


def _number(request: HttpRequest, name: str, default: Any = ...) -> Any:
    sent = request.GET.get(name)
    if sent is None and default is not ...:
        return default
    if sent is None or not (sent.isascii() and sent.isdecimal()) or len(sent) > 9:
        raise InvalidField(name)
    return int(sent)


@require_GET
async def page(request: HttpRequest) -> HttpResponseBase:
    """The page; its project is `?project=`. Whose project it is, the socket judges."""
    return await read(_page, request)


@csp_update({"frame-src": [SELF]})  # previews, which are sandboxes
def _page(request: HttpRequest) -> HttpResponse:
    project_id = request.GET.get("project") or request.GET.get("project_id") or ""
    context = {"project_id": project_id, "model": model_facts(), "examples": EXAMPLES}
    return render(request, "codegen/code.html", context)
