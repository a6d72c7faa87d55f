"""What a client of the video service knows, folded from frames; workers as processes; the rows."""

import json
import os
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, NamedTuple, Self
from uuid import UUID

from tests.launcher import launch
from tests.server import PATIENCE, ServerProcess
from tests.sockets import Frame
from tests.transcript import Answer


@dataclass
class Chat:
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
        said = [message for message in state["messages"] if message["role"] == "assistant"]
        self.answers = {each["run"]: Answer(each["text"], each["status"]) for each in said}
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
            self.answers[run] = Answer(text + frame["content"], "")
        elif frame["type"] == "text":
            if frame["content"] != text:
                raise AssertionError(f"{frame['content'][-60:]!r} ends {text[-60:]!r}")
            self.answers[run] = Answer(text, frame.get("status", "completed"))
        elif frame["type"] == "error":
            self.answers[run] = Answer(text, frame["code"])


def stored_chat(folder: Path, code: str) -> dict[str, Answer]:
    """Return a code's answers as the database has them, by run."""
    rows = _rows(
        folder,
        "SELECT run, text, status FROM video_videomessage AS message"
        " JOIN realtime_room AS room ON room.id = room_id WHERE role = 'assistant' AND name = ?",
        code,
    )
    return {run: Answer(text, status) for run, text, status in rows}


def stored_chat_count(folder: Path, code: str) -> int:
    """Return how much a code has said."""
    rows = _rows(
        folder,
        "SELECT count(*) FROM video_videomessage AS message"
        " JOIN realtime_room AS room ON room.id = room_id WHERE role = 'user' AND name = ?",
        code,
    )
    return int(rows[0][0])


class JobRow(NamedTuple):
    """A job as the database has it."""

    state: str
    stage: int
    attempt: int
    worker: str
    error: str
    task: str

    @property
    def pid(self) -> int:
        """The process that had it last; 0: none has."""
        return int(self.worker.rpartition(":")[2] or 0)


def stored_job(folder: Path, task_id: int) -> JobRow:
    """Return a job's row."""
    [row] = _rows(
        folder,
        "SELECT state, stage, attempt, worker, error, task FROM video_videojob WHERE task_id = ?",
        task_id,
    )
    return JobRow(*row)


def stored_stages(folder: Path, task_id: int) -> dict[int, int]:
    """Return by which attempt each finished stage of a job was done."""
    rows = _rows(
        folder,
        "SELECT stage.stage, stage.attempt FROM video_videostage AS stage"
        " JOIN video_videojob AS job ON job.id = job_id WHERE task_id = ?",
        task_id,
    )
    return dict(rows)


def task_outcome(folder: Path, task: str) -> str | None:
    """Return what came of a background task; None while its worker works on it."""
    rows = _rows(
        folder,
        "SELECT return_value FROM django_tasks_database_dbtaskresult WHERE id = ?",
        UUID(task).hex,
    )
    told = rows[0][0]
    return None if told in (None, "null") else str(json.loads(told))


def films_on_disk(folder: Path, task_id: int) -> list[Path]:
    """Return the films that there are of a job, whoever has put them there."""
    return sorted((folder / "videos" / str(task_id)).rglob("film.mp4"))


def _rows(folder: Path, query: str, *parameters: Any) -> list[Any]:
    address = f"file:{folder / 'tokenwire.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        return database.execute(query, parameters).fetchall()


class WorkerProcess:
    """`manage.py video_worker` on a server's data, with its settings."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self.log_file = server.folder.with_name(f"{server.folder.name}-worker.log")
        self._process: ForkServerProcess | None = None

    def start(self) -> Self:
        self._process = launch(["video_worker"], self._server.environment, self.log_file)
        return self

    @property
    def pid(self) -> int:
        return (self._process and self._process.pid) or 0

    @property
    def lives(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def send_signal(self, number: signal.Signals) -> None:
        if self.lives:
            os.kill(self.pid, number)

    def wait(self, seconds: float = PATIENCE) -> int | None:
        """Return the exit code, None where it still runs after so many seconds."""
        if self._process is not None:
            self._process.join(seconds)
        return self._process.exitcode if self._process is not None else None

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
        self.wait()
