"""The HTTP half of the video service, as the document's client calls it; and the page."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_GET

from llm.conf import model_facts
from realtime.http import json_body
from realtime.transactions import read
from video import links, orders, selectors, services
from video.conf import video_settings
from video.errors import NoSuchFile
from video.files import stored_size
from video.models import video_storage
from video.renderings import progress_told
from video.replies import asked_by_pages, base_of, code_actor, told
from video.rooms import code_of
from video.serving import file_reply, stored

EXAMPLES = (
    "一只小猫在月光下的屋顶上散步，遇见一颗会说话的星星",
    "介绍我们的新咖啡店：晨光、咖啡豆、微笑的客人",
    "How a seed becomes a tree, through the four seasons",
)

_TYPES = {
    links.FILM: "video/mp4",
    links.THUMBNAIL: "image/jpeg",
    links.CAPTIONS: "text/vtt; charset=utf-8",
}


@asked_by_pages("POST")
async def generate(request: HttpRequest) -> HttpResponse:
    """Ask for a film: `{"inputText", "code"}`, and what a socket may say. The data: its task id.

    Sent again under the same `Idempotency-Key`, or `client_message_id`, it starts nothing.
    """
    sent = json_body(request)
    code = code_of(sent.get("code"))
    actor = await code_actor(request, code)
    key = request.headers.get("Idempotency-Key")
    order = orders.asked({"client_message_id": key, **sent})
    address = str(request.META.get("REMOTE_ADDR", ""))
    made = await services.video_generate(code, order, actor=actor.name, address=address)
    return told(made.job.task_id)


@asked_by_pages("GET", "HEAD")
async def progress(request: HttpRequest, task_id: int) -> HttpResponse:
    """Tell how far a job is."""
    return told(progress_told(await read(selectors.job_facts, task_id), base_of(request)))


@asked_by_pages("POST")
async def cancel(request: HttpRequest, task_id: int) -> HttpResponse:
    """End a job. The data: whether there was something to end."""
    return told(await services.job_cancel(task_id))


@asked_by_pages("POST")
async def file_check(request: HttpRequest) -> HttpResponse:
    """Tell whether there is a file: `{"path": "<task id>/film.mp4"}`, or an address of it."""
    try:
        await _stored_name(json_body(request).get("path"))
    except NoSuchFile:
        return told(False)
    return told(True)


@asked_by_pages("GET", "HEAD")
async def file_download(request: HttpRequest) -> HttpResponse:
    """Give an address of a file that is good for a while."""
    task_id, name = await _stored_name(request.GET.get("path"))
    return told(links.file_address(base_of(request), task_id, name))


@asked_by_pages("GET", "HEAD")
async def file_test(request: HttpRequest) -> HttpResponse:
    """Give the address of a film of one second, with which a player can be tried."""
    return told(request.build_absolute_uri(static("video/test.mp4")))


async def _stored_name(path: object) -> tuple[int, str]:
    """Return the task id and the file that a path names. Raises NoSuchFile."""
    task_id, name = links.file_named(path)
    kept = await read(selectors.stored_name, task_id, name)
    if await read(stored_size, kept) is None:
        raise NoSuchFile
    return task_id, name


@asked_by_pages("GET", "HEAD")
async def file_served(request: HttpRequest, task_id: int, name: str) -> HttpResponseBase:
    """Serve a file whose address was signed here, whole or in ranges."""
    links.link_check(task_id, name, request.GET.get("token", ""))
    kept = await read(selectors.stored_name, task_id, name)
    try:
        file = await read(stored, video_storage(), kept, _TYPES[name])
    except FileNotFoundError:
        raise NoSuchFile from None
    reply = file_reply(request, file)
    shown = "attachment" if request.GET.get("download") else "inline"
    reply["Content-Disposition"] = f'{shown}; filename="tokenwire-{task_id}{name[-4:]}"'
    return reply


@require_GET
async def page(request: HttpRequest) -> HttpResponseBase:
    """The page. Its code is the browser's own; who brings one in `?code=` uses that."""
    return await read(_page, request)


@csp_update({"media-src": [SELF]})
def _page(request: HttpRequest) -> HttpResponse:
    settings = video_settings()
    context: dict[str, Any] = {
        "model": model_facts(),
        "examples": EXAMPLES,
        "most_seconds": settings.video_max_seconds,
        "seconds": settings.video_default_seconds,
        "most_characters": settings.max_video_prompt_characters,
        "lengths": [each for each in (5, 15, 30, 60, 120) if each <= settings.video_max_seconds],
    }
    return render(request, "video/video.html", context)
