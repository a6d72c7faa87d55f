"""Rounds, interleaved: each server once, then each once again, so that a slow minute hits all."""

from collections.abc import Callable, Iterable

from benchmarks.figures import Figure, Line, Sample, summarised
from benchmarks.measures.base import Measure
from benchmarks.peers import Peer
from benchmarks.serving import Bench

FAILED = Figure("rounds that it did not finish")

#: What a server that gives up, or never answers, makes a round raise.
_FAILURES = (OSError, RuntimeError, ValueError, LookupError, TimeoutError)


def measured(
    bench: Bench,
    measures: Iterable[Measure],
    rounds: int,
    *,
    quick: bool,
    say: Callable[[str], None],
) -> list[Line]:
    """Run the measures one after the other; return the lines of the table."""
    lines: list[Line] = []
    for measure in measures:
        samples: list[Sample] = []
        for number in range(1, rounds + 1):
            for peer in measure.peers:
                say(f"({measure.letter}) {measure.title}, round {number} of {rounds}: {peer.name}")
                samples += one_round(bench, measure, peer, quick=quick)
        lines += summarised(measure.letter, samples)
    return lines


def one_round(bench: Bench, measure: Measure, peer: Peer, *, quick: bool) -> list[Sample]:
    """Return what a round has found; where it could not be finished, that is what it has found."""
    try:
        return measure.round(bench, peer, quick)
    except* _FAILURES as group:
        reasons = [_said(error) for error in group.exceptions]
    return [Sample("not finished", peer.name, {FAILED: 1.0}, notes=tuple(reasons))]


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:80]
