"""What a visitor's client knows that asks for deltas, folded from frames; what the database has."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from tests.people import happens
from tests.server import ServerProcess
from tests.sockets import Frame
from tests.transcript import Answer

_STAFF = """
import json
from django.contrib.auth import get_user_model, login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from contact.rooms import INBOX
from realtime.access import ticket_for
from realtime.access.sessions import user_actor
user, _ = get_user_model().objects.get_or_create(username={name!r}, is_staff=True)
request = HttpRequest()
request.session = SessionStore()
login(request, user, backend="django.contrib.auth.backends.ModelBackend")
request.session.save()
ticket, _ = ticket_for(user_actor(user, INBOX), INBOX, minutes=600)
print(json.dumps([request.session.session_key, ticket]))
"""


class Staff(NamedTuple):
    """A member of staff, signed in, with a ticket for the inbox."""

    session: str
    ticket: str

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.session}"}


def staff_signed_in(server: ServerProcess, name: str = "olga") -> Staff:
    """Sign a member of staff in."""
    return Staff(*json.loads(happens(server, _STAFF.format(name=name))))


@dataclass
class Visit:
    """Folds frames of any number of connections. A frame that comes twice is an error."""

    epoch: str = ""
    offset: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    recoveries: list[bool] = field(default_factory=list)

    @property
    def place(self) -> dict[str, Any]:
        """What the URL says of a client that has been here."""
        return {"since": self.offset, "epoch": self.epoch} if self.offset else {"since": 0}

    def hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "resumed":
                self.epoch = frame["epoch"]
                self.recoveries.append(frame["recovered"])
            case "state":
                self.offset = frame["offset"]
                self._replace(frame["state"])
            case "accepted":
                pass
            case _ if "offset" in frame:
                self._follow(frame)

    def _replace(self, state: dict[str, Any]) -> None:
        told = [
            (message["run"], message["text"], message.get("status", "completed"))
            for message in state["messages"]
            if message["sender"] == "assistant" and not message.get("notice")
        ]
        self.answers = _by_run(told)
        if running := state["run"]:
            self.answers[running["run"]] = Answer(running["text"], "")

    def _follow(self, frame: Frame) -> None:
        if frame["offset"] <= self.offset:
            raise AssertionError(f"offset {frame['offset']} came after {self.offset}: {frame}")
        self.offset = frame["offset"]
        run = frame.get("run")
        if run is None:
            return
        text = self.answers[run].text if run in self.answers else ""
        if frame["type"] == "delta":
            self.answers[run] = Answer(text + frame["text"], "")
        elif frame["type"] == "answer_ended":
            self.answers[run] = Answer(text, frame["status"])
        elif frame["type"] == "error":
            self.answers[run] = Answer(text, frame["code"])


def _by_run(told: list[tuple[str, str, str]]) -> dict[str, Answer]:
    """Join the messages that one run has said: the last one says how it ended."""
    answers: dict[str, Answer] = {}
    for run, text, status in told:
        before = answers[run].text if run in answers else ""
        answers[run] = Answer(before + text, status)
    return answers


def client_id(name: str) -> str:
    """Return the client id of the visitor of this name."""
    return str(uuid5(NAMESPACE_URL, name))


def stored_visit(folder: Path, name: str) -> dict[str, Answer]:
    """Return the answers of a visitor's conversation as the database has them, by run."""
    rows = _rows(
        folder,
        "SELECT run, text, status FROM contact_message AS message"
        " JOIN contact_conversation AS conversation ON conversation.id = conversation_id"
        " WHERE sender = 'assistant' AND NOT notice AND client_id = ? ORDER BY message.id",
        client_id(name).replace("-", ""),
    )
    return _by_run(rows)


def stored_visit_count(folder: Path, name: str) -> int:
    """Return how many messages a visitor has sent."""
    rows = _rows(
        folder,
        "SELECT count(*) FROM contact_message AS message"
        " JOIN contact_conversation AS conversation ON conversation.id = conversation_id"
        " WHERE sender = 'visitor' AND client_id = ?",
        client_id(name).replace("-", ""),
    )
    return int(rows[0][0])


def stored_presence(folder: Path) -> int:
    """Return how many visitors' sockets count as being there."""
    query = (
        "SELECT count(*) FROM realtime_presence AS presence"
        " JOIN realtime_room AS room ON room.id = room_id WHERE room.kind = 'visitor'"
    )
    return int(_rows(folder, query)[0][0])


def _rows(folder: Path, query: str, *parameters: str) -> list[Any]:
    address = f"file:{folder / 'tokenwire.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        return database.execute(query, parameters).fetchall()
