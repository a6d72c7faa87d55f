"""What comes of an AI's answer: messages that say what was sent, or nothing after a takeover.

Inside transactions: that of a part, of a run's end, of a takeover.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from contact import notices
from contact.conversations import conversation_lock, message_add
from contact.frames import STILL_LOOKING
from contact.models import Conversation, Message
from contact.notices import PART
from realtime import log
from realtime.entries import TEXT, Entry, text_of
from realtime.kinds import Ending, RunContext
from realtime.models import Run
from realtime.states import RunState

#: After a sentence or a paragraph; not after a heading's line, nor in 3.11.
_SENTENCE_END = re.compile(r"[。！？]\s*|[.!?][\"'”’)]*\s+|\n\s*\n")


def sentences(text: str) -> str:
    """Return a text up to the end of its last whole sentence, all of it where none is whole."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return text[: ends[-1]] if ends else text


class Said(NamedTuple):
    """How far an answer has been told: whether parts have said text, and the text that none has."""

    in_parts: bool
    rest: str


def part_record(run: RunContext, text: str) -> None:
    """Store and tell a part of an answer, or, where it has no text yet, that it takes a moment.

    Not where the run was stopped, or somebody else answers: then its end says what there is.
    """
    conversation = conversation_lock(str(run.input["client_id"]))
    mine = Run.objects.filter(
        key=run.key, lease=run.lease, state=RunState.RUNNING, stop_requested=False
    )
    if not _answers_still(conversation, run.input) or not mine.exists():
        return
    message = message_add(
        conversation,
        Message.Sender.ASSISTANT,
        text or STILL_LOOKING,
        run=run.key,
        notice=not text,
    )
    _part_tell(conversation, message, {"characters": len(text), "more": True})


def answer_record(run: Run, ending: Ending) -> Mapping[str, Any]:
    """Store what a run has said; return what its last event tells.

    Where somebody else answers since the run began, whoever took over has stored what there was:
    nothing is stored and nothing told.
    """
    conversation = conversation_lock(str(run.input["client_id"]))
    if not _answers_still(conversation, run.input):
        return {}
    if ending.state == RunState.COMPLETED and not ending.result:
        said = Said(False, ending.text)  # reading a long answer's log again costs milliseconds
    else:
        said = _said(log.read_run(run))
    return _stored(conversation, run, said, ending)


def _stored(conversation: Conversation, run: Run, said: Said, ending: Ending) -> Mapping[str, Any]:
    if said.in_parts and not said.rest:
        _last_part_mark(conversation, run, ending)
        return {}
    message = message_add(
        conversation,
        Message.Sender.ASSISTANT,
        said.rest,
        run=run.key,
        status=ending.state,
        error=ending.reason,
    )
    told = {"message": notices.message_told(message)}
    notices.inbox_tell(conversation, notices.MESSAGE, told)
    return told


def _last_part_mark(conversation: Conversation, run: Run, ending: Ending) -> None:
    """Note on an answer's last part how it ended: an empty message would say nothing more."""
    parts = conversation.messages.filter(run=run.key, sender=Message.Sender.ASSISTANT)
    last = parts.filter(notice=False).latest("id")
    last.status, last.error = ending.state, ending.reason
    last.save(update_fields=["status", "error"])


def partial_record(run: Run, conversation: Conversation) -> None:
    """Store and tell what a run has said up to a takeover: after it, it says no more."""
    rest = _said(log.read_run(run)).rest
    if rest:
        cut_off = Message.Status.TAKEN_OVER
        message = message_add(
            conversation, Message.Sender.ASSISTANT, rest, run=run.key, status=cut_off
        )
        _part_tell(conversation, message, {"characters": len(rest)})


def _answers_still(
    conversation: Conversation | None, asked: Mapping[str, Any]
) -> TypeGuard[Conversation]:
    """Whether the AI may say what it was asked for: nobody took over since."""
    return conversation is not None and conversation.ownership == asked["ownership"]


def _part_tell(conversation: Conversation, message: Message, facts: Mapping[str, Any]) -> None:
    told = {"message": notices.message_told(message)}
    log.append(conversation.room_id, message.run, PART, {**told, **facts})
    notices.inbox_tell(conversation, notices.MESSAGE, told)


def _said(entries: list[Entry]) -> Said:
    """Part a run's text where parts of it were said: each names how many characters it has."""
    parts = [entry.data["characters"] for entry in entries if entry.kind == PART]
    text = text_of(entry for entry in entries if entry.kind == TEXT)
    return Said(any(parts), text[sum(parts) :])
