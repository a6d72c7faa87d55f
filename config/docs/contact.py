"""docs/protocol/contact.md and inbox.md: the desk's frames, rendered and answered by its code."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from config.docs.contact_examples import ANSWERED, SLOW, TAKEN_OVER
from config.docs.frames import CONTACT, INBOX
from config.docs.markdown import page, table
from config.docs.protocol import rendered, sections
from contact import frames, renderings
from contact.errors import NoSuchConversation, SlowDown, StaffOnly, WrongState
from contact.inbox import frames as inbox
from contact.states import ConversationState, check_transition
from realtime.errors import (
    FrameTooBig,
    InvalidField,
    NotAnObject,
    NotJson,
    RealtimeError,
    StorageBusy,
    TooMany,
    UnknownType,
)
from realtime.frames import EventFrame

_INTRO = """\
`ws://HOST:PORT/contact`: a visitor writes, an AI answers, the owner of the site may take over. The
server speaks first, and gives who is new a `client_id` (a UUID) and a ticket. With both,
`?client_id=…&ticket=…`, a visitor finds the conversation again; where access is open the id is
enough. `?page=` may name the page that the visitor is on, for the owner.

Timestamps are ISO 8601, ids are UUIDs. A socket that comes with `?since=` gets
[`resumed` and, perhaps, `state`](frames.md) instead of `connection_established`; the state holds
`client_id`, `ticket`, who answers (`state`), `away`, `messages`, and as `run` a running answer with
all of its text so far; messages with the same `run` have said parts of that already.

Messages that come within `CONTACT_GATHER_SECONDS`, or while an answer is being written, are
answered together. Something is said within `CONTACT_REPLY_SECONDS` of a message: the sentences that
are written by then, or that the AI still looks. The rest is a second `chat_message`.

[The contact desk](../contact.md) tells of the owner's side, of mails and of limits."""

_INBOX_INTRO = """\
`ws://HOST:PORT/contact/inbox`: what staff hear and say. Only who is signed in as staff on a page of
this server, or shows a staff user's ticket (`manage.py issue_ticket contact staff --kind inbox
--user NAME`), is let in, also where access is open. Everybody there hears the same: news of every
conversation, in one order.

With `?since=0` the first frames are [`resumed` and `state`](frames.md): `conversations` (the newest
50, as `find` answers), `more`, `unread`, `canned_replies`, `people`. Who comes back with an offset
gets what was missed.

A command is answered with `done`, with what it asks for, or with `error`. What it changes comes to
all as `news`."""


def contact_page() -> str:
    """Return the page of the visitors' socket."""
    told = [
        "## An answer, frame by frame",
        "What the log of a message and its answer becomes on the wire:",
        rendered(ANSWERED, renderings.render),
        "The same for a client that asks for `?stream=delta`:",
        rendered(ANSWERED, renderings.render_deltas),
        "An answer that is not whole in time comes as two messages:",
        rendered(SLOW, renderings.render),
        "One that the owner cuts off, and what follows, with and without `?stream=delta`. After "
        "`takeover` nothing of the AI's comes:",
        rendered(TAKEN_OVER, renderings.render_deltas),
        rendered(TAKEN_OVER, renderings.render),
        "An answer that was stopped, or that a restart interrupted, is a `chat_message` with the "
        "text so far and its `status`; one that failed is an `error` with `run`.",
    ]
    answered = {
        "a `message` that is missing or no string": _refusal({"type": "chat_message"}),
        "another `type`": UnknownType("X"),
        "no `type`": UnknownType(None),
        "not JSON": NotJson(),
        "JSON, but no object": NotAnObject(),
        "more than `CONTACT_MESSAGE_LIMIT` or `CONTACT_ADDRESS_LIMIT`": SlowDown(
            TooMany("chat messages", 3)
        ),
        "more bytes than `MAX_FRAME_BYTES`; the connection is closed then": FrameTooBig(262_144),
        "the database is away or locked": StorageBusy(),
    }
    errors = _errors(answered, renderings.render_error)
    return page("The contact desk", _INTRO, *told, *sections(CONTACT), *errors)


def inbox_page() -> str:
    """Return the page of the inbox's socket."""
    answered = {
        "no conversation has this `client_id`": NoSuchConversation(),
        "who acts is staff no longer": StaffOnly(),
        "the conversation is taken over, handed back or closed already": _same_state(),
        "a field that is missing or wrong": InvalidField("client_id"),
    }
    errors = _errors(answered, inbox.render_error)
    return page("The contact desk's inbox", _INBOX_INTRO, *sections(INBOX), *errors)


def _errors(
    answered: Mapping[str, RealtimeError],
    render: Callable[[RealtimeError, Mapping[str, Any]], Iterable[EventFrame]],
) -> list[str]:
    rows = []
    for when, error in answered.items():
        told = next(iter(render(error, {}))).model_dump()
        rows.append((when, f"`{told['message']}`", f"`{told['code']}`"))
    return [
        "## Errors",
        "They answer the sender alone; the connection stays open unless the table says so. "
        "[All codes](../errors.md).",
        table(("when", "`message`", "`code`"), rows),
    ]


def _refusal(sent: dict[str, Any]) -> RealtimeError:
    try:
        frames.parse(sent)
    except RealtimeError as error:
        return error
    raise AssertionError("such a frame is refused")


def _same_state() -> RealtimeError:
    try:
        check_transition(ConversationState.OWNER, ConversationState.OWNER)
    except WrongState as error:
        return error
    raise AssertionError("no state follows itself")
