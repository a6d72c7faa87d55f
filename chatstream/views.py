"""The chat page, and asking one question over HTTP."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from chatstream import frames, selectors, services
from llm.conf import model_facts
from realtime.access import owns, request_actor, tickets_count
from realtime.errors import InvalidField, RealtimeError
from realtime.http import error_reply, json_body
from realtime.keys import MAX_NAME_LENGTH
from realtime.transactions import read

DEMO_USER = "demo"
EXAMPLES = ("查询我的物业费账单", "帮我查一下停车记录", "我想报修")


# Where a cookie counts (tickets are required, and none is shown) `request_actor` makes Django's
# check; elsewhere the user is named by the request, and foreign origins are refused.
@method_decorator(csrf_exempt, name="dispatch")
class ChatView(View):
    """`GET` is the page; `POST {"user_id", "query"}` answers `{"response": text}`."""

    async def get(self, request: HttpRequest) -> HttpResponse:
        return await read(_page, request)  # in a thread: who is signed in stands in the database

    async def post(self, request: HttpRequest) -> HttpResponse:
        try:
            sent = json_body(request)
            user_id = _user_id(sent)
            actor = await request_actor(request, services.user_room(user_id))
            return await self._answer(user_id, frames.parse_query(sent), actor.name)
        except RealtimeError as error:
            return error_reply(error)

    async def _answer(self, user_id: str, query: frames.Query, actor: str) -> HttpResponse:
        run = await services.question_answered(user_id, query, actor=actor)
        message = await read(selectors.answer_of, run)
        if message.error:
            body = {"error": {"code": message.status, "message": message.error}}
            return JsonResponse(body, status=HTTPStatus.BAD_GATEWAY)
        return JsonResponse({"response": message.text})


def _page(request: HttpRequest) -> HttpResponse:
    """Return the chat of whom the URL names; where tickets count, of whom is signed in.

    Another's chat answers as one of nobody.
    """
    asked = request.GET.get("user_id")
    if not tickets_count():
        return _chat(request, asked or DEMO_USER)
    if not request.user.is_authenticated:
        return render(request, "chatstream/closed.html")
    user_id = asked or request.user.get_username()
    if not owns(request.user, services.user_room(user_id)):
        return render(request, "chatstream/closed.html", status=HTTPStatus.FORBIDDEN)
    page = _chat(request, user_id)
    add_never_cache_headers(page)  # after signing out, "back" shows no conversation
    return page


def _chat(request: HttpRequest, user_id: str) -> HttpResponse:
    context = {"user_id": user_id, "model": model_facts(), "examples": EXAMPLES}
    return render(request, "chatstream/chat.html", context)


def _user_id(sent: dict[str, Any]) -> str:
    user_id = sent.get("user_id")
    if isinstance(user_id, int) and not isinstance(user_id, bool):
        user_id = str(user_id)
    if not isinstance(user_id, str) or not 0 < len(user_id) <= MAX_NAME_LENGTH or "\0" in user_id:
        raise InvalidField("user_id")
    return user_id
