"""What a kind may do with a run's end: tell facts, keep what it made, refuse to complete."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from realtime import kinds, log
from realtime.engine import Engine
from realtime.entries import STARTED, TEXT, Entry, characters_of
from realtime.errors import RunFailed
from realtime.hub import Feed
from realtime.kinds import Ending, RunContext
from realtime.models import Event, Room, Run
from realtime.states import RunState
from realtime.subscription import Subscription
from realtime.tests.kinds import ROOM, ScriptedRun, says
from realtime.transactions import read


class MakingRun(ScriptedRun):
    """Makes something of what it says; `deed` is done with it at the end."""

    def __init__(self, deed: Callable[[Ending], Mapping[str, Any] | None]) -> None:
        super().__init__()
        self._deed = deed

    async def perform(self, run: RunContext) -> None:
        await super().perform(run)
        run.result = {"made of": run.text}

    def ended(self, run: Run, ending: Ending) -> Mapping[str, Any] | None:
        super().ended(run, ending)
        return self._deed(ending)


async def finished(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, kind: ScriptedRun, *texts: str
) -> tuple[Run, Entry]:
    """Let a run of this kind end; return it and its last event."""
    monkeypatch.setitem(kinds._kinds, kind.name, kind)
    accepted = await engine.run_start(ROOM, kind.name, says(*texts))
    await engine.run_ended(accepted.run)
    run = await read(Run.objects.get, key=accepted.run)
    return run, (await read(log.read_run, run))[-1]


async def test_the_last_event_tells_what_the_kind_returns(running_engine, monkeypatch) -> None:
    kind = MakingRun(lambda ending: {"files": [1], "reason": "not this one"})
    run, last = await finished(running_engine, monkeypatch, kind, "a")
    assert (run.state, last.kind) == (RunState.COMPLETED, RunState.COMPLETED)
    assert last.data == {"files": [1], "reason": ""}
    assert kind.endings[0][1].result == {"made of": "a"}


@pytest.mark.parametrize("fails", ["!", "?"])
async def test_a_run_that_did_not_complete_has_made_nothing(
    running_engine, monkeypatch, fails
) -> None:
    kind = MakingRun(lambda ending: None)
    await finished(running_engine, monkeypatch, kind, "a", fails)
    assert kind.endings[0][1].result is None


async def test_a_kind_may_refuse_to_complete_and_nothing_of_it_stays(
    running_engine, monkeypatch
) -> None:
    def refuse(ending: Ending) -> None:
        if ending.state == RunState.COMPLETED:
            Room.objects.create(service="half", kind="done", name="written")
            raise RunFailed("too late")

    kind = MakingRun(refuse)
    run, last = await finished(running_engine, monkeypatch, kind, "a")
    assert (run.state, run.error) == (RunState.FAILED, "too late")
    assert (last.kind, last.data) == (RunState.FAILED, {"reason": "too late"})
    assert [ending.state for _, ending in kind.endings] == [RunState.COMPLETED, RunState.FAILED]
    assert not await read(Room.objects.filter(service="half").exists)
    assert await read(Event.objects.filter(run=run, kind="text_ended").exists)


async def test_a_result_that_cannot_be_written_is_written_as_a_failure(
    running_engine, monkeypatch, caplog
) -> None:
    def broken(ending: Ending) -> None:
        Room.objects.create(service="written", kind="as", name=ending.state)
        if ending.state == RunState.COMPLETED:
            raise ValueError("a secret")

    kind = MakingRun(broken)
    run, last = await finished(running_engine, monkeypatch, kind, "a")
    assert run.state == last.kind == RunState.FAILED
    assert "secret" not in run.error
    assert [ending.state for _, ending in kind.endings] == [RunState.COMPLETED, RunState.FAILED]
    assert [room.name for room in await read(list, Room.objects.filter(service="written"))] == [
        RunState.FAILED
    ]
    assert run.error.split()[-1] in caplog.text


async def test_a_run_ends_whose_kind_can_write_nothing_at_all(
    running_engine, monkeypatch, caplog
) -> None:
    def broken(ending: Ending) -> None:
        raise ValueError("a secret")

    kind = MakingRun(broken)
    run, last = await finished(running_engine, monkeypatch, kind, "a")
    assert run.state == last.kind == RunState.FAILED
    assert len(kind.endings) == 2
    assert run.error.split()[-1] in caplog.text


def test_all_texts_of_an_entry_count_however_deep_they_lie() -> None:
    data = {"text": "ab", "files": [{"path": "c", "content": "def"}, 7], "made": {"by": "g"}}
    assert characters_of(Entry(1, 1, "r", RunState.COMPLETED, data)) == 7
    assert characters_of(Entry(1, 1, "r", TEXT, {"text": "ab"})) == 2


async def test_a_plain_socket_hears_only_the_runs_that_it_wants_to() -> None:
    async def nothing(*_: object) -> None:
        return

    feed = Feed(Room(pk=1, service="s", kind="k", name="n"))
    mine = Subscription(
        feed,
        position=0,
        whole=False,
        render=lambda entry: (),
        send=nothing,
        lost=nothing,
        hears=lambda started: started.data["by"] == "me",
    )
    for offset, (run, by) in enumerate([("a", "me"), ("b", "you")], start=1):
        feed.add(Entry(1, offset, run, STARTED, {"by": by}))
    assert (mine.watches("a"), mine.watches("b")) == (True, False)
    await mine._send_news()
    assert mine._heard == {"a"}
    mine.close()
