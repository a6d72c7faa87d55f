"""Many trials of many attacks: in parallel, with progress, going on where it stopped."""

import asyncio
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.trials import Attack, Outcome

#: Seconds after which a trial has fallen, whatever it waits for.
PATIENCE = 120.0


@dataclass
class Result:
    """All outcomes of one attack."""

    attack: Attack
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    took: float = 0.0

    @property
    def fallen(self) -> dict[int, Outcome]:
        """The trials whose promise did not hold, by their seeds."""
        return {seed: outcome for seed, outcome in self.outcomes.items() if not outcome.held}

    @property
    def late(self) -> dict[int, Outcome]:
        """The trials in which it held, but later than was promised."""
        within = self.attack.within
        return {
            seed: outcome
            for seed, outcome in self.outcomes.items()
            if outcome.held and within is not None and max(outcome.seconds, default=0.0) > within
        }

    def total(self, name: str) -> int:
        return sum(getattr(outcome, name) for outcome in self.outcomes.values())

    @property
    def counts(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for outcome in self.outcomes.values():
            counts.update(outcome.counts)
        return counts


async def campaign(
    attack: Attack, trials: int, *, records: Path | None = None, progress: bool = False
) -> Result:
    """Run so many trials, those that `records` already has left out; return all outcomes."""
    result = Result(attack, _recorded(records) if records else {})
    seeds = [seed for seed in range(trials) if seed not in result.outcomes]
    if not seeds:
        return result
    began = time.monotonic()
    await attack.prepare()
    waiting = iter(seeds)
    bar = _Progress(attack, trials, result) if progress else None

    async def work() -> None:
        for seed in waiting:
            outcome = await _one(attack, seed)
            result.outcomes[seed] = outcome
            if records is not None:
                _record(records, seed, outcome)
            if bar is not None:
                bar.show()

    await asyncio.gather(*(work() for _ in range(min(attack.parallel, len(seeds)))))
    result.took = time.monotonic() - began
    return result


async def _one(attack: Attack, seed: int) -> Outcome:
    random = Random(f"{attack.guarantee} {attack.dialect.name} {seed}")  # noqa: S311 (no secret)
    try:
        async with asyncio.timeout(PATIENCE):
            return await attack.trial(seed, random)
    except Exception as error:
        return Outcome(fell=_reasons(error))


def _reasons(error: BaseException) -> list[str]:
    """Word an error, or each of those that tasks have raised together."""
    if isinstance(error, BaseExceptionGroup):
        return [reason for each in error.exceptions for reason in _reasons(each)]
    return [f"{type(error).__name__}: {error}"]


def _recorded(records: Path) -> dict[int, Outcome]:
    if not records.exists():
        return {}
    rows = [json.loads(line) for line in records.read_text().splitlines() if line.endswith("}")]
    return {row.pop("seed"): Outcome(**row) for row in rows}


def _record(records: Path, seed: int, outcome: Outcome) -> None:
    records.parent.mkdir(parents=True, exist_ok=True)
    with records.open("a") as file:
        file.write(json.dumps({"seed": seed, **outcome.as_json()}, ensure_ascii=False) + "\n")


class _Progress:
    """One line that is written over, or one a tenth where it is not a terminal's."""

    def __init__(self, attack: Attack, trials: int, result: Result) -> None:
        self._attack, self._trials, self._result = attack, trials, result
        self._began, self._before = time.monotonic(), len(result.outcomes)

    def show(self) -> None:
        done = len(self._result.outcomes)
        pace = (time.monotonic() - self._began) / (done - self._before)
        line = (
            f"{self._attack.guarantee:4} {self._attack.dialect.name:10} {done}/{self._trials}"
            f"  fallen {len(self._result.fallen)}  {pace * (self._trials - done):.0f} s to go"
        )
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{line}")
        elif done % max(1, self._trials // 10) == 0 or done == self._trials:
            sys.stderr.write(line + "\n")
        sys.stderr.flush()


def table(results: Iterable[Result]) -> str:
    """Return the results, one row an attack."""
    head = (
        "",
        "service",
        "N",
        "lost",
        "doubled",
        "reordered",
        "fallen",
        "late",
        "s p50",
        "s max",
        "",
    )
    rows = [head, *map(_row, results)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in (0, 1, len(head) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(result: Result) -> Sequence[str]:
    attack = result.attack
    seconds = [second for outcome in result.outcomes.values() for second in outcome.seconds]
    found = ", ".join(f"{number} {what}" for what, number in sorted(result.counts.items()))
    return (
        attack.guarantee,
        attack.dialect.name,
        str(len(result.outcomes)),
        *(str(result.total(name)) for name in ("lost", "doubled", "reordered")),
        str(len(result.fallen)),
        str(len(result.late)),
        f"{statistics.median(seconds):.2f}" if seconds else "-",
        f"{max(seconds):.2f}" if seconds else "-",
        f"{attack.title}: {found}" if found else attack.title,
    )
