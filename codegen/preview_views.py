"""Previews over HTTP: the way to a version's page, and the files that it is made of."""

from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from codegen import preview
from codegen.rooms import project_room
from codegen.views import View, errors_told, of_a_project
from realtime.access import Actor, request_actor
from realtime.transactions import read


def isolated(view: View) -> View:
    """Keep whatever is answered, errors too, in a sandbox that only our own pages may frame."""

    @wraps(view)
    async def keeping(request: HttpRequest, **named: Any) -> HttpResponse:
        reply = await view(request, **named)
        for name, value in _HEADERS.items():
            reply.headers.setdefault(name, value)
        return reply

    return keeping


_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "Cache-Control": "no-store",
}


@require_safe
@isolated
@of_a_project
async def opened(request: HttpRequest, project_id: str, actor: Actor, number: int) -> HttpResponse:
    """Lead to the version's page."""
    entry = await read(preview.preview_entry, project_id, number)
    return _led(request.path, project_id, number, entry)


@require_safe
@isolated
@errors_told
async def served(request: HttpRequest, project_id: str, number: int, path: str) -> HttpResponse:
    """Return a file to who shows a pass; lead others there, if they may speak in the room."""
    shown, _, inner = path.partition("/")
    if not shown.startswith(preview.PASS_MARK):
        await request_actor(request, project_room(project_id))
        return _led(request.path.removesuffix(path), project_id, number, path)
    preview.pass_check(project_id, number, shown)
    file = await read(preview.preview_file, project_id, number, inner)
    return _file(request, file, request.path.removesuffix(inner))


def _led(place: str, project_id: str, number: int, path: str) -> HttpResponse:
    """Lead to a file under an address with which it can be read."""
    shown = preview.preview_pass(project_id, number)
    return HttpResponseRedirect(_quoted(f"{place}{shown}/{path}"))


def _file(request: HttpRequest, file: preview.Served, folder: str) -> HttpResponse:
    reply = HttpResponse(file.body, content_type=file.content_type)
    reply["ETag"] = file.etag
    reply["Cache-Control"] = f"private, max-age={preview.PASS_SECONDS}"
    reply["Content-Security-Policy"] = preview.policy(request.build_absolute_uri(_quoted(folder)))
    # The page's own origin is none: without these it could not load its own modules and fonts.
    reply["Cross-Origin-Resource-Policy"] = "cross-origin"
    reply["Access-Control-Allow-Origin"] = "*"
    answer = get_conditional_response(request, etag=file.etag, response=reply)
    assert answer is not None  # noqa: S101 (a response was given)
    return answer


def _quoted(path: str) -> str:
    """Return a path as a URL has it; a policy would end at a `;` or a `,` that is left as it is."""
    return quote(path, safe="/~")
