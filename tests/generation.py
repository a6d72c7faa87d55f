"""What a client of code generation knows, folded from frames; what the database has."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from llm.scripts import CallTool
from tests.sockets import Frame
from tests.transcript import Answer


@dataclass
class Turns:
    """Folds frames of any number of connections. A frame that comes twice is an error."""

    epoch: str = ""
    offset: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    recoveries: list[bool] = field(default_factory=list)
    #: What was heard of the running turn by who asks for it: its text, and files as they grow.
    said: str = ""
    working: dict[str, str | None] = field(default_factory=dict)

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
        self.answers = {
            turn["run"]: Answer(turn["answer"], turn["status"]) for turn in state["turns"]
        }
        self.said, self.working = "", {}
        if running := state["run"]:
            self.said = running["said"]
            self.answers[running["run"]] = Answer(self.said, "")
            self.working = {file["path"]: file["content"] for file in running.get("working", ())}

    def _follow(self, frame: Frame) -> None:
        if frame["offset"] <= self.offset:
            raise AssertionError(f"offset {frame['offset']} came after {self.offset}: {frame}")
        self.offset = frame["offset"]
        run = frame.get("run")
        if frame["type"] == "code_generated":
            self._generated(frame)
        elif "path" in frame:
            self._write(frame)
        if run is not None:
            self._say(run, frame)

    def _say(self, run: str, frame: Frame) -> None:
        match frame["type"]:
            case "status":
                self.said, self.working = "", {}
            case "text":
                self.said += frame["content"]
                self.answers[run] = Answer(self.said, "")
            case "code_generated":
                self.answers[run] = Answer(self._whole(frame["message"]), "completed")
            case "error":
                self.answers[run] = Answer(self._whole(frame.get("said", "")), frame["code"])

    def _write(self, frame: Frame) -> None:
        path = frame["path"]
        match frame["type"]:
            case "file_started":
                self.working[path] = "" if frame["action"] == "write" else None
            case "file_delta":
                self.working[path] = (self.working[path] or "") + frame["content"]
            case "file_ended" if "content" in frame:
                self.working[path] = frame["content"]

    def _generated(self, frame: Frame) -> None:
        self.files = {file["path"]: file["content"] for file in frame["files"]}
        for path, content in self.working.items():
            if content is not None and self.files.get(path) not in (content, ""):
                raise AssertionError(f"{path} was {content!r} as it was written: {self.files}")

    def _whole(self, told: str) -> str:
        """Return what was said: a frame repeats no more than the beginning of what was heard."""
        if self.said and not self.said.startswith(told):
            raise AssertionError(f"heard {self.said[-60:]!r}, told {told[-60:]!r}")
        return self.said or told


def answers_get_file(frame: Frame) -> bool:
    """Whether a frame is the answer to `get_file`, where nothing is being generated."""
    return frame["type"] in ("file_content", "error")


def writes(files: dict[str, str]) -> list[CallTool]:
    """Return a scripted model's calls that write these files."""
    return [
        CallTool(
            "write_file", orjson.dumps({"path": path, "content": text}).decode(), f"call_{number}"
        )
        for number, (path, text) in enumerate(files.items())
    ]


def stored_turns(folder: Path, project: str) -> dict[str, Answer]:
    """Return what came of a project's turns that have ended, by run."""
    rows = _rows(
        folder,
        "SELECT run, answer, status FROM codegen_turn AS turn"
        " JOIN codegen_project AS project ON project.id = project_id"
        " WHERE public_id = ? AND status != 'open'",
        project,
    )
    return {run: Answer(answer, status) for run, answer, status in rows}


def stored_turn_count(folder: Path, project: str) -> int:
    """Return how many requests a project has got."""
    rows = _rows(
        folder,
        "SELECT count(*) FROM codegen_turn AS turn"
        " JOIN codegen_project AS project ON project.id = project_id WHERE public_id = ?",
        project,
    )
    return int(rows[0][0])


def stored_versions(folder: Path, project: str) -> dict[int, dict[str, str]]:
    """Return the files of all versions of a project, by number, as of one moment."""
    rows = _rows(
        folder,
        "SELECT version.number, file.path, blob.text FROM codegen_projectversion AS version"
        " JOIN codegen_project AS project ON project.id = version.project_id"
        " LEFT JOIN codegen_generatedfile AS file ON file.version_id = version.id"
        " LEFT JOIN codegen_blob AS blob ON blob.digest = file.blob_id"
        " WHERE public_id = ?",
        project,
    )
    versions: dict[int, dict[str, str]] = {}
    for number, path, text in rows:
        files = versions.setdefault(number, {})
        if path is not None:
            files[path] = text
    return versions


def _rows(folder: Path, query: str, *parameters: str) -> list[Any]:
    address = f"file:{folder / 'tokenwire.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        return database.execute(query, parameters).fetchall()
