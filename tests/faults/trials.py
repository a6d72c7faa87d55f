"""What one trial found, and what an attack is."""

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any, ClassVar

from tests.faults.dialect import Dialect
from tests.faults.world import World


@dataclass
class Outcome:
    """What the client of one trial can prove. Characters for text, frames for order.

    `seconds` is the time that the promise speaks of, such as from a reconnect to its first
    frame. `counts` adds up over all trials: how many cuts there were, how many runs ended how.
    """

    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    seconds: list[float] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    fell: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return not (self.lost or self.doubled or self.reordered or self.fell)

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note what was promised and did not hold."""
        if not holds:
            self.fell.append(otherwise)

    def compare(self, heard: str, stored: str) -> None:
        """Judge a client's text by the stored one."""
        if heard != stored:
            self.lost += max(len(stored) - len(heard), 0) or (heard != stored)
            self.doubled += max(len(heard) - len(stored), 0)
            self.fell.append(f"heard {heard[-60:]!r}, stored {stored[-60:]!r}")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Attack(ABC):
    """Attacks one guarantee, as often as is asked for; each trial has a seed of its own."""

    #: As GUARANTEES names it, and what is done to it, in a few words.
    guarantee: ClassVar[str]
    title: ClassVar[str]
    #: How many trials `make faults` and `make test` run.
    full: ClassVar[int]
    small: ClassVar[int] = 3
    #: Trials that run at a time.
    parallel: ClassVar[int] = 8
    #: Whether it attacks what lies below every dialect: `make test` does that on one service.
    below_dialects: ClassVar[bool] = False
    #: Whether it judges a time: `make test` runs it beside nothing else.
    timed: ClassVar[bool] = True
    #: What `seconds` may be at most, where the promise says so.
    within: ClassVar[float | None] = None

    def __init__(self, dialect: Dialect, world: World, *, in_full: bool = True) -> None:
        self.dialect = dialect
        self.world = world
        #: Whether a trial may take its whole size, or has to fit into `make test`.
        self.in_full = in_full

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        """Whether a service can be attacked in this way."""
        return True

    async def prepare(self) -> None:
        """Start what all trials share."""
        return

    @abstractmethod
    async def trial(self, seed: int, random: Random) -> Outcome:
        """Attack once. What cannot be judged is raised."""
