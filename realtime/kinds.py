"""What an app brings to the engine: kinds of runs."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from realtime.budgets import tokens_reserve, tokens_settle
from realtime.entries import TEXT, pieces
from realtime.errors import BudgetSpent, RunFailed
from realtime.models import Run
from realtime.states import RunState
from realtime.units import Said
from realtime.writer import Writer


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: its last state, all the text that it said, and why where it failed.

    `result` is what `perform` has left in its context: None where another process ends the run.
    """

    state: RunState
    text: str
    reason: str = ""
    result: Any = None


class RunKind(ABC):
    """One way to answer. An app registers an instance; the engine calls it."""

    #: Stored with each run; never changed once runs exist.
    name: ClassVar[str]
    #: Whether a run waits until the room's running run has ended.
    exclusive: ClassVar[bool] = True
    #: Whether it asks a model: then it is refused where the day's tokens are spent.
    metered: ClassVar[bool] = True

    async def prepare(self) -> None:
        """Load what performing needs, when a server starts; by default nothing."""
        return

    async def release(self) -> None:
        """Let go of it, when the server ends."""
        return

    @abstractmethod
    async def perform(self, run: "RunContext") -> None:
        """Generate. Say what comes through `run`; raise RunFailed with a reason to show."""

    def opening(self, run: Run) -> dict[str, Any]:
        """Return what the `started` event tells: public facts of the run's input."""
        return {}

    def queued(self, run: Run) -> None:
        """Write what belongs to the command, in the transaction that stores the run."""
        return

    @abstractmethod
    def ended(self, run: Run, ending: Ending) -> Mapping[str, Any] | None:
        """Write the result, in the transaction that ends the run.

        Returns what the run's last event tells beside the reason. RunFailed refuses to complete a
        run. What was written before an error is undone, and this is called again, once, with the
        failure.
        """


@dataclass(slots=True)
class RunContext:
    """A running run, as its kind sees it."""

    room: int
    key: str
    input: Mapping[str, Any]
    lease: str
    writer: Writer
    #: What must not be stored (a visitor's token); only where the asker's process performs it.
    private: Mapping[str, Any] = field(default_factory=dict)
    #: What is noted of the run for its row: model, usage, finish reason, `tokens` charged.
    facts: dict[str, Any] = field(default_factory=dict)
    #: What it has made, for `ended`: in memory only, and only where the run completes.
    result: Any = None
    _said: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        """Append text to the answer."""
        for piece in pieces(text.replace("\0", "")):
            self._said.append(piece)
            await self.tell(TEXT, {"text": piece})

    @property
    def text(self) -> str:
        """All that was said so far."""
        return "".join(self._said)

    async def reserve(self, tokens: int) -> None:
        """Hold tokens of the budgets before a model is called. Raises RunFailed."""
        try:
            await self.writer.commit(lambda: tokens_reserve(self.key, self.lease, tokens))
        except BudgetSpent as spent:
            raise RunFailed(spent.text) from None

    def settle(self, reserved: int, used: int) -> None:
        """Give back what was held for a call, and count what it has cost."""
        self.facts["tokens"] = self.facts.get("tokens", 0) + used
        self.writer.commit(lambda: tokens_settle(self.key, reserved, used))

    async def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Append an event to the log; waits only while the writer is far behind."""
        self.note(kind, data)
        if self.writer.behind:
            await self.writer.commit(lambda: None)

    def note(self, kind: str, data: dict[str, Any]) -> None:
        """Append an event to the log and never wait: for what comes seldom, or from a timer."""
        self.writer.say(Said(self.room, self.key, self.lease, kind, data))


_kinds: dict[str, RunKind] = {}


def register(kind: RunKind) -> None:
    """Make a kind known; called once, from an app's `ready`."""
    _kinds[kind.name] = kind


def registered() -> tuple[RunKind, ...]:
    """Return all kinds that the installed apps have registered."""
    return tuple(_kinds.values())


def kind_named(name: str) -> RunKind:
    """Return the registered kind. Raises KeyError where the app is not installed."""
    return _kinds[name]
