"""What a client knows that may lose its connection: folded from frames, compared with rows."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.sockets import Frame


class Answer(NamedTuple):
    """An answer's text, and how it ended: "" while it runs."""

    text: str
    ending: str


@dataclass
class Transcript:
    """Folds frames of any number of connections. A frame that comes twice is an error."""

    epoch: str = ""
    offset: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    recoveries: list[bool] = field(default_factory=list)

    @property
    def place(self) -> dict[str, Any]:
        """What the URL says of a client that has been here."""
        return {"since": self.offset, "epoch": self.epoch} if self.offset else {"since": 0}

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers, by run."""
        return {
            run: Answer(self.texts.get(run, ""), self.endings.get(run, ""))
            for run in self.texts.keys() | self.endings.keys()
        }

    def hear_all(self, frames: list[Frame]) -> "Transcript":
        for frame in frames:
            self.hear(frame)
        return self

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
            case _ if "run" in frame:
                self._follow(frame)

    def _replace(self, state: dict[str, Any]) -> None:
        answers = [message for message in state["messages"] if message["role"] == "assistant"]
        self.texts = {message["run"]: message["text"] for message in answers}
        self.endings = {message["run"]: message["status"] for message in answers}
        if running := state["run"]:
            self.texts[running["run"]] = running["text"]

    def _follow(self, frame: Frame) -> None:
        if frame["offset"] <= self.offset:
            raise AssertionError(f"offset {frame['offset']} came after {self.offset}: {frame}")
        self.offset = frame["offset"]
        run = frame["run"]
        if frame["type"] == "chunk":
            self.texts[run] = self.texts.get(run, "") + frame["content"]
        elif frame["type"] == "error":
            self.endings[run] = frame["code"]
        elif frame["status"] == "thinking":
            self.questions[run] = frame["data"]["query"]
        elif frame["status"] == "completed":
            self.endings[run] = "stopped" if frame["data"].get("stopped") else "completed"


def stored_answers(folder: Path, user: str, service: str = "typewriter") -> dict[str, Answer]:
    """Return a user's answers as the database has them, by run."""
    rows = _rows(
        folder,
        "SELECT message.run, message.text, message.status FROM chatstream_chatmessage AS message"
        " JOIN chatstream_conversation AS conversation ON conversation.id = conversation_id"
        " WHERE role = 'assistant' AND user_id = ? AND service = ?",
        user,
        service,
    )
    return {run: Answer(text, status) for run, text, status in rows}


def stored_count(folder: Path, user: str, role: str, service: str = "typewriter") -> int:
    """Return how many messages of this role a user's conversation has."""
    rows = _rows(
        folder,
        "SELECT count(*) FROM chatstream_chatmessage AS message"
        " JOIN chatstream_conversation AS conversation ON conversation.id = conversation_id"
        " WHERE user_id = ? AND role = ? AND service = ?",
        user,
        role,
        service,
    )
    return int(rows[0][0])


def _rows(folder: Path, query: str, *parameters: str) -> list[Any]:
    address = f"file:{folder / 'tokenwire.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        return database.execute(query, parameters).fetchall()
