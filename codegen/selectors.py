"""What code generation reads for its socket and its runs."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from codegen import frames
from codegen.live import FILE_ENDED, FILE_STARTED, WorkingFiles
from codegen.models import GeneratedFile, Project, Turn
from codegen.paths import BadPath, project_path
from llm.conf import model_facts, model_settings
from realtime import log
from realtime.entries import Entry, is_text, text_of
from realtime.frames import EventFrame
from realtime.models import Room, Run
from realtime.presence import people_in
from realtime.states import RunState

#: Turns that a fresh page gets, and the model is reminded of, at most; characters of all of them.
PAGE_TURNS = 50
PAGE_CHARACTERS = 20_000
#: Bytes of a live state: it stays below what a frame may have.
STATE_BYTES = 700_000
HISTORY_TURNS = 12
HISTORY_CHARACTERS = 2_000


class Base(NamedTuple):
    """What a turn begins with: the newest version, its files, and what was said before."""

    number: int
    files: dict[str, str]
    messages: list[dict[str, str]]


def tree(project: Project, number: int) -> dict[str, str]:
    """Return the files of a version, by path in order; none of version 0."""
    rows = GeneratedFile.objects.filter(version__project=project, version__number=number)
    return dict(rows.order_by("path").values_list("path", "blob__text"))


def turn_base(run: str) -> Base:
    """Return what a run's turn begins with; the last message is what was asked."""
    turn = Turn.objects.select_related("project").get(run=run)
    earlier = Turn.objects.filter(project=turn.project_id, id__lt=turn.pk)
    messages = []
    for old in reversed(earlier.exclude(status=Turn.Status.OPEN).order_by("-id")[:HISTORY_TURNS]):
        messages += [_message("user", old.prompt), _message("assistant", _came_of(old))]
    messages.append({"role": "user", "content": turn.prompt})
    latest = turn.project.latest
    return Base(latest, tree(turn.project, latest), messages)


def _message(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text[:HISTORY_CHARACTERS]}


def _came_of(turn: Turn) -> str:
    if turn.status != Turn.Status.COMPLETED:
        return f"[{turn.status}: nothing was changed. {turn.error}]"
    return turn.answer or "[done]"


def greeting(project_id: str) -> list[EventFrame]:
    """Return what a socket is told after `connected`: a missing key, the project's files."""
    said: list[EventFrame] = []
    if model_settings().offline:
        said.append(frames.ProjectWarning(message=frames.NO_KEY))
    project = Project.objects.filter(public_id=project_id, latest__gt=0).first()
    if project is not None and (paths := [file["path"] for file in _listed(project)]):
        info = {"project_id": project_id, "files": paths, "version": project.latest}
        said.append(frames.ProjectInfo(**info))
    return said


def file_told(project_id: str, sent: str) -> EventFrame:
    """Answer who asks for a file of the newest version, by any path."""
    try:
        path = project_path(sent)
    except BadPath:
        return frames.no_such_file(sent)
    project = Project.objects.filter(public_id=project_id).first()
    rows = GeneratedFile.objects.filter(version__project=project, path=path)
    latest = rows.filter(version__number=project.latest if project else 0)
    content = latest.values_list("blob__text", flat=True).first()
    if content is None:
        return frames.no_such_file(sent)
    return frames.FileContent(path=sent, content=content)


def page_state(room: Room, *, live: bool = False) -> tuple[int, dict[str, Any]]:
    """Return what a fresh page needs, and its offset: files, turns, what runs and what waits.

    `live` adds who is there, and the files that the running turn has touched: as far as a frame
    holds them, and as of that offset. Live frames tell the rest.
    """
    project = Project.objects.filter(public_id=room.name).first()
    open_runs = Run.objects.filter(room=room, state__in=[RunState.QUEUED, RunState.RUNNING])
    runs = list(open_runs.order_by("id"))
    running = [run for run in runs if run.state == RunState.RUNNING]
    state = {
        "project_id": room.name,
        "version": project.latest if project else 0,
        "files": _listed(project) if project else [],
        "turns": _turns(project) if project else [],
        "run": None,
        "queue": [{"run": run.key, "prompt": prompt_of(run)} for run in runs if run not in running],
        "model": model_facts(),
    }
    if live:
        state["people"] = people_in(room.pk)["people"]
        return _working(room, running[0], state) if running else room.offset, state
    state["run"] = _running(running[0]) if running else None
    return room.offset, state


def _listed(project: Project) -> list[dict[str, Any]]:
    rows = GeneratedFile.objects.filter(
        version__project=project, version__number=project.latest
    ).order_by("path")
    return [{"path": path, "bytes": size} for path, size in rows.values_list("path", "blob__size")]


def _turns(project: Project) -> list[dict[str, Any]]:
    """Return the newest turns that have ended, oldest first."""
    ended = Turn.objects.filter(project=project).exclude(status=Turn.Status.OPEN)
    shown: list[dict[str, Any]] = []
    left = PAGE_CHARACTERS
    for turn in ended.select_related("version").order_by("-id")[:PAGE_TURNS]:
        said = _turn(turn, left)
        left -= len(said["prompt"]) + len(said["answer"]) + len(said["error"])
        if left < 0 and shown:
            break
        shown.append(said)
    return shown[::-1]


def _turn(turn: Turn, most: int) -> dict[str, Any]:
    return {
        "run": turn.run,
        "prompt": turn.prompt[: most // 2],
        "answer": turn.answer[: most // 2],
        "status": turn.status,
        "error": frames.failure_text(turn.error or frames.STOPPED)[:1_000]
        if turn.status != Turn.Status.COMPLETED
        else "",
        "version": turn.version.number if turn.version else None,
        "created_at": turn.created_at.isoformat(),
    }


def _running(run: Run) -> dict[str, Any]:
    said = text_of(log.read_run(run))
    return {"run": run.key, "prompt": prompt_of(run), "said": said[:PAGE_CHARACTERS]}


def _working(room: Room, run: Run, state: dict[str, Any]) -> int:
    """Put into a state what a run has said and written so far; return the offset as of which."""
    state["run"] = {"run": run.key, "prompt": prompt_of(run)}
    left = STATE_BYTES - len(orjson.dumps(state))
    said: list[Entry] = []
    working = WorkingFiles()
    offset = room.offset if run.first_offset is None else run.first_offset - 1
    for entry in _events(room, offset):
        if entry.run == run.key:
            left -= _bytes_of(entry)
            if left < 0:
                break
            working.take(entry)
            said.append(entry)
        offset = entry.offset
    state["run"] |= {"said": text_of(said), "working": working.told()}
    return offset


def _events(room: Room, after: int) -> Iterator[Entry]:
    while entries := log.read_news(room.pk, after, STATE_BYTES):
        yield from entries
        after = entries[-1].offset


def _bytes_of(entry: Entry) -> int:
    """Return how much of a state an event of a turn takes, or a little more."""
    if is_text(entry.kind):
        return len(orjson.dumps(entry.data["text"]))
    return len(orjson.dumps(entry.data)) + 100 if entry.kind in (FILE_STARTED, FILE_ENDED) else 0


def prompt_of(run: Run) -> str:
    """Return the beginning of what a run was asked, for other tabs."""
    return str(run.input["content"])[:HISTORY_CHARACTERS]
