"""What code generation writes. Consumer, views, admin and commands call the same functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from codegen import frames, selectors, versions
from codegen.errors import Conflict
from codegen.models import Project, ProjectVersion, Turn
from codegen.rooms import project_room
from realtime.engine import Accepted, engine
from realtime.errors import RunFailed
from realtime.kinds import Ending
from realtime.models import Run
from realtime.states import RunState

RUN_KIND = "codegen.generation"


@dataclass(frozen=True, slots=True)
class Made:
    """What a turn has made of the version `base`: all files, and what it took."""

    base: int
    files: Mapping[str, str]
    changed: bool
    model: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict)


async def code_generate(
    project_id: str, command: frames.ProjectChat, *, actor: str, socket: str = ""
) -> Accepted:
    """Store what an actor asks for, and start it. Plain, only `socket` hears of it.

    Raises QueueFull and StorageBusy.
    """
    return await engine().run_start(
        project_room(project_id),
        RUN_KIND,
        {
            "project_id": project_id,
            "content": command.content,
            "base": command.base,
            "socket": socket,
        },
        actor=actor,
        client_message_id=command.client_message_id,
    )


def turn_record(run: Run) -> None:
    """Store a request, in the transaction that stores its run."""
    project, _ = Project.objects.get_or_create(public_id=run.input["project_id"])
    Turn.objects.create(project=project, run=run.key, prompt=run.input["content"])


def turn_end(run: Run, ending: Ending) -> Mapping[str, Any]:
    """Store what came of a turn, in the transaction that ends its run: a version, or none.

    Returns what the run's last event tells. Raises RunFailed where another version was made since.
    """
    project = versions.project_lock(run.room_id, run.input["project_id"])
    assert project is not None  # noqa: S101 (`turn_record` made it, in an earlier transaction)
    made = ending.result if ending.state == RunState.COMPLETED else None
    version = None
    if isinstance(made, Made) and made.changed:
        try:
            version = _turn_version(project, run, made)
        except Conflict as conflict:
            raise RunFailed(conflict.text) from None
    Turn.objects.filter(run=run.key).update(
        status=ending.state, answer=ending.text, error=ending.reason, version=version
    )
    if not isinstance(made, Made):
        return {"said": ending.text[: frames.SAID_CHARACTERS]}
    files = made.files if version else selectors.tree(project, project.latest)
    changed = version is not None
    return {"made": versions.tree_told(project, files, changed=changed, said=ending.text)}


def _turn_version(project: Project, run: Run, made: Made) -> ProjectVersion:
    facts = {
        "prompt": run.input["content"],
        "author": run.actor,
        "model": made.model[:128],
        "usage": dict(made.usage),
        "run": run.key,
    }
    return versions.version_store(project, made.files, base=made.base, **facts)
