"""What the whole project says of itself: its home page and its status."""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from chatstream.assistant.heartbeat import HEARTBEAT_SECONDS, TIMEOUT_SECONDS
from config.version import VERSION
from contact.selectors import desk_counts
from llm.conf import model_facts
from realtime.engine import engine
from realtime.errors import StorageBusy
from realtime.transactions import read

_started = time.monotonic()


@vary_on_headers("Accept")
async def index(request: HttpRequest) -> HttpResponse:
    """Tell programs the service's facts as JSON, people a page that links what runs."""
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        context = {
            "services": _services(),
            "version": VERSION,
            "model": model_facts(),
            "status": await _status(),
        }
        return await read(render, request, "home.html", context)  # its header asks the database
    counts = await engine().census()
    facts = {
        "service": "Tokenwire",
        "version": VERSION,
        "status": "running",
        "websocket_endpoint": "/ws",
        "connections": counts.connections,
        "rooms": counts.rooms,
    }
    return JsonResponse(facts)


async def status(request: HttpRequest) -> HttpResponse:
    """Tell how many are connected, for how long this process has run, and which model answers."""
    return JsonResponse(await _status())


async def _status() -> dict[str, Any]:
    counts = await engine().census()
    return {
        "active_connections": counts.connections,
        "total_rooms": counts.rooms,
        "active_runs": counts.runs,
        "heartbeat_interval": round(HEARTBEAT_SECONDS),
        "connection_timeout": round(TIMEOUT_SECONDS),
        "service_uptime": round(time.monotonic() - _started, 3),
        "contact": await _contact(),
        "model": model_facts(),
        "version": VERSION,
    }


async def _contact() -> dict[str, int] | None:
    """Count the contact desk's visitors and messages; None where the database is away."""
    try:
        return await read(desk_counts)
    except StorageBusy:
        return None


def _services() -> list[dict[str, str]]:
    return [
        {
            "name": "typewriter",
            "title": _("Typewriter chat"),
            "description": _("Answers appear as they are written; tools look up real rows."),
            "url": reverse("chat"),
            "endpoint": "/ws/chat/{user_id}",
        },
        {
            "name": "assistant",
            "title": _("Assistant"),
            "description": _("Agents for weather, news, recipes and notes hand questions over."),
            "url": reverse("test"),
            "endpoint": "/ws?user_id={user_id}",
        },
        {
            "name": "generation",
            "title": _("Code generation"),
            "description": _("A request in words becomes the next version of a project's files."),
            "url": reverse("code"),
            "endpoint": "/ws/{project_id}",
        },
        {
            "name": "contact",
            "title": _("Contact desk"),
            "description": _("An AI answers visitors from articles; the owner may take over."),
            "url": reverse("contact"),
            "endpoint": "/contact",
        },
        {
            "name": "inbox",
            "title": _("Inbox of the contact desk"),
            "description": _("Staff see every conversation as it happens, and speak in any."),
            "url": reverse("contact-inbox"),
            "endpoint": "/contact/inbox",
        },
        {
            "name": "video",
            "title": _("Video"),
            "description": _("A few words become a film; each stage is told as it is done."),
            "url": reverse("video"),
            "endpoint": "/api/ws/video-generation?code={code}",
        },
    ]
