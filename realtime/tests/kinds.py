"""A kind of run for tests: it says what its input says, and waits where a test says so."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from realtime.errors import RunFailed
from realtime.keys import RoomKey
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Run

ROOM = RoomKey("test", "room", "测试")


class ScriptedRun(RunKind):
    """Says the texts of its input; "…" waits for `go`, "!" fails, "?" is an unknown error."""

    name = "test.scripted"

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.endings: list[tuple[str, Ending]] = []
        self.private: list[object] = []

    async def perform(self, run: RunContext) -> None:
        self.private.append(dict(run.private))
        for text in run.input["says"]:
            match text:
                case "…":
                    await self.go.wait()
                case "!":
                    raise RunFailed("as the script says")
                case "?":
                    raise ValueError("a secret")
                case _:
                    await run.say(text)

    def ended(self, run: Run, ending: Ending) -> Mapping[str, Any] | None:
        self.endings.append((run.key, ending))
        return None


def says(*texts: str) -> dict[str, Iterable[str]]:
    """Return the input of a run that says these texts."""
    return {"says": list(texts)}
