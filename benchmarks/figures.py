"""What a benchmark has found: samples, one a round, and the lines of the table made of them.

Plain values and plain functions; nothing here measures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One thing that is measured, and which way is better."""

    name: str
    more_is_better: bool = False


@dataclass(frozen=True)
class Sample:
    """What one round has found about one server (`who`) under one load."""

    load: str
    who: str
    figures: dict[Figure, float]
    #: Tokens per text frame; None where no tokens travel.
    tokens_a_frame: float | None = None
    #: Tokens that were said and not heard, or heard twice, or out of order.
    lost: int | None = None
    #: What a reader must know, such as that the client was the bottleneck.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the table: one figure of one server under one load, over all rounds."""

    measure: str
    load: str
    figure: str
    who: str
    values: list[float]
    #: How many times better the first server of this load is; below 1: this one is better.
    times: float | None = None
    tokens_a_frame: float | None = None
    lost: int | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(self.values)

    def plain(self) -> dict[str, Any]:
        """Return it for a JSON file, the summary beside the values that it sums up."""
        spread = {"median": self.median, "min": min(self.values), "max": max(self.values)}
        return {**asdict(self), **spread}

    @classmethod
    def read(cls, plain: dict[str, Any]) -> "Line":
        """Return the line that `plain` has made a dictionary of."""
        names = cls.__dataclass_fields__
        return cls(**{name: found for name, found in plain.items() if name in names})


def summarised(measure: str, samples: Iterable[Sample]) -> list[Line]:
    """Return the lines of a measure: by load, by figure, and in them the servers as they came."""
    groups: dict[tuple[str, Figure], dict[str, list[Sample]]] = {}
    for sample in samples:
        for figure in sample.figures:
            group = groups.setdefault((sample.load, figure), {})
            group.setdefault(sample.who, []).append(sample)
    lines: list[Line] = []
    for (load, figure), servers in groups.items():
        lines += _lines(measure, load, figure, list(servers.values()))
    return lines


def _lines(measure: str, load: str, figure: Figure, servers: list[list[Sample]]) -> list[Line]:
    first = median(sample.figures[figure] for sample in servers[0])
    return [
        Line(
            measure,
            load,
            figure.name,
            rounds[0].who,
            [sample.figures[figure] for sample in rounds],
            times=_times(figure, first, rounds) if place else None,
            tokens_a_frame=_median_of([sample.tokens_a_frame for sample in rounds]),
            lost=_sum_of([sample.lost for sample in rounds]),
            notes=sorted({note for sample in rounds for note in sample.notes}),
        )
        for place, rounds in enumerate(servers)
    ]


def _times(figure: Figure, first: float, rounds: Sequence[Sample]) -> float | None:
    """Return how many times better the first is; None where one of them is nothing."""
    this = median(sample.figures[figure] for sample in rounds)
    if not first or not this:
        return None
    return first / this if figure.more_is_better else this / first


def _median_of(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _sum_of(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share of the values does not exceed (nearest rank).

    >>> percentile([1, 2, 3, 4], 0.5), percentile([1, 2, 3, 4], 0.99)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]
