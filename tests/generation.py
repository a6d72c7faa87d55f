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
        if running := state["run"]:
            self.answers[running["run"]] = Answer(running["said"], "")

    def _follow(self, frame: Frame) -> None:
        if frame["offset"] <= self.offset:
            raise AssertionError(f"offset {frame['offset']} came after {self.offset}: {frame}")
        self.offset = frame["offset"]
        run = frame.get("run")
        if frame["type"] == "code_generated":
            self.files = {file["path"]: file["content"] for file in frame["files"]}
            if run is not None:
                self.answers[run] = Answer(frame["message"], "completed")
        elif frame["type"] == "error" and run is not None:
            self.answers[run] = Answer(frame.get("said", ""), frame["code"])


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
