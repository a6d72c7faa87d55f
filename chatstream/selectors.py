"""What conversations are read for: the typewriter chat's page, the model, the admin."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db.models.functions import Left, Length

from chatstream.frames import TOOL_CALLED, TOOL_RETURNED, failure_text
from chatstream.models import ChatMessage, Conversation
from chatstream.services import SERVICE
from realtime import log
from realtime.entries import Entry, text_of
from realtime.models import Room, Run
from realtime.statements import Select
from realtime.states import RunState

#: Messages that a fresh page gets, and that the model is reminded of, at most.
PAGE_MESSAGES = 50
#: Of messages together, and of a running answer: at six bytes a character both fit into a frame.
PAGE_CHARACTERS = 50_000
QUERY_CHARACTERS = 2_000
#: Bytes of JSON that the details of all of a page's messages may fill of the rest.
DETAILS_BYTES = 100_000
HISTORY_MESSAGES = 40
#: Newest messages that the admin shows of a conversation, and characters of each.
TRANSCRIPT_MESSAGES = 100
TRANSCRIPT_CHARACTERS = 5_000

#: By the id of the call.
Tools = dict[str, dict[str, Any]]


def history(run: str) -> list[dict[str, str]]:
    """Return the conversation up to a run's question, oldest first; `llm` fits it to the model."""
    [(conversation, number)] = _QUESTION(run)
    newest_first = _EARLIER(conversation, number)
    return [{"role": role, "content": text} for role, text in reversed(newest_first)]


_QUESTION = Select(
    lambda run: ChatMessage.objects.filter(run=run, role=ChatMessage.Role.USER).values_list(
        "conversation_id", "pk"
    )
)
_EARLIER = Select(
    lambda conversation, number: (
        ChatMessage.objects.filter(conversation=conversation, id__lte=number)
        .exclude(text="")
        .order_by("-id")
        .values_list("role", "text")[:HISTORY_MESSAGES]
    )
)


def answer_of(run: str) -> ChatMessage:
    """Return the stored answer of a run that has ended."""
    return ChatMessage.objects.get(run=run, role=ChatMessage.Role.ASSISTANT)


def page_state(room: Room) -> tuple[int, dict[str, Any]]:
    """Return a fresh page's state and its offset.

    A running answer that is too long for one frame is left out: the state is then that of the
    moment before it began, and the log's frames tell it.
    """
    state = room_state(room)
    if state["run"] is not None and len(state["run"]["text"]) > PAGE_CHARACTERS:
        run = Run.objects.get(key=state["run"]["run"])
        if run.first_offset is not None:
            return run.first_offset - 1, {**state, "run": None}
    return room.offset, state


def room_state(room: Room) -> dict[str, Any]:
    """Return messages, the running answer so far, and what waits."""
    open_runs = Run.objects.filter(room=room, state__in=[RunState.QUEUED, RunState.RUNNING])
    runs = list(open_runs.order_by("id"))
    running = [run for run in runs if run.state == RunState.RUNNING]
    return {
        "user_id": room.name,
        "messages": _messages(room.name),
        "run": _running(running[0]) if running else None,
        "queue": [{"run": run.key, "query": _shown(run)} for run in runs if run not in running],
    }


def _messages(user_id: str) -> list[dict[str, Any]]:
    messages = newest_messages(SERVICE, user_id)
    details = details_of(messages)
    return [
        {
            **message_told(each),
            "error": each.error and failure_text(each.error),
            "tools": details[each.pk].get("tools", []),
        }
        for each in messages
    ]


def newest_messages(service: str, user_id: str) -> list[ChatMessage]:
    """Return the newest messages of a conversation that one page takes, oldest first."""
    newest_first = ChatMessage.objects.filter(
        conversation__service=service, conversation__user_id=user_id
    ).order_by("-id")[:PAGE_MESSAGES]
    shown: list[ChatMessage] = []
    characters = 0
    for message in newest_first:
        characters += len(message.text)
        if shown and characters > PAGE_CHARACTERS:
            break
        shown.append(message)
    return shown[::-1]


def details_of(messages: Sequence[ChatMessage]) -> dict[int, dict[str, Any]]:
    """Return what was done beside each message, by its id; the oldest go where it gets too much."""
    left, details = DETAILS_BYTES, {}
    for message in reversed(messages):
        left -= len(orjson.dumps(message.details))
        details[message.pk] = message.details if left >= 0 else {}
    return details


def message_told(message: ChatMessage) -> dict[str, Any]:
    """Return a message for a page's state; a very long text is cut."""
    return {
        "id": message.pk,
        "role": message.role,
        "text": message.text[:PAGE_CHARACTERS],
        "truncated": len(message.text) > PAGE_CHARACTERS,
        "run": message.run,
        "status": message.status,
        "error": message.error,
        "created_at": message.created_at.isoformat(),
    }


def _running(run: Run) -> dict[str, Any]:
    entries = log.read_run(run)
    return {
        "run": run.key,
        "query": _shown(run),
        "text": text_of(entries),
        "tools": tools_of(entries),
    }


def _shown(run: Run) -> str:
    """The question beside a run; in full it stands among the messages."""
    return str(run.input["query"])[:QUERY_CHARACTERS]


def tools_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the tools that a run has called, in order, and how far each is."""
    tools: Tools = {}
    for entry in entries:
        if entry.kind in (TOOL_CALLED, TOOL_RETURNED):
            tool_put(tools, entry.kind, entry.data)
    return list(tools.values())


def tool_put(tools: Tools, kind: str, data: Mapping[str, Any]) -> None:
    """Note that a tool was called, or has returned."""
    status = "calling" if kind == TOOL_CALLED else "completed"
    tools[data["call_id"]] = {**data, "status": status}


def transcript(conversation: int) -> Sequence[ChatMessage]:
    """Return a conversation's newest messages in reading order, to be read by staff.

    Instead of `text` each has its `beginning` and the whole text's `length`.
    """
    newest_first = (
        ChatMessage.objects.filter(conversation=conversation)
        .defer("text")
        .annotate(beginning=Left("text", TRANSCRIPT_CHARACTERS), length=Length("text"))
        .order_by("-id")[:TRANSCRIPT_MESSAGES]
    )
    return list(newest_first)[::-1]


def runs_of(messages: Iterable[ChatMessage]) -> dict[str, Run]:
    """Return the runs of messages by key: how each stands, and what it notes of its model."""
    keys = {message.run for message in messages}
    return {run.key: run for run in Run.objects.filter(key__in=keys).only("key", "state", "facts")}


def conversation_services() -> list[str]:
    """Return the services that have conversations: one look into the index for each."""
    names: list[str] = []
    services = Conversation.objects.order_by("service").values_list("service", flat=True)
    while (name := services.filter(service__gt=names[-1] if names else "").first()) is not None:
        names.append(name)
    return names
