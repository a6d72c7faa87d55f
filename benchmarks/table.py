"""Lines as tables, one a load: for a terminal, and for docs/performance.md."""

from collections.abc import Callable, Iterable, Sequence

from benchmarks.figures import Line


def number(value: float) -> str:
    """Write a number with three digits that count, or all that stand before the point.

    >>> number(53210.7), number(12.34), number(0.01234), number(0)
    ('53,211', '12.3', '0.012', '0')
    """
    size = abs(value)
    if size >= 100 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:.3f}"


def cell(line: Line) -> str:
    """Return `median (min–max) ×times`, without what says nothing new."""
    middle, least, most = (
        number(value) for value in (line.median, min(line.values), max(line.values))
    )
    spread = "" if least == most else f" ({least}–{most})"
    return middle + spread + ("" if line.times is None else f" ×{line.times:.2f}")


def headline(line: Line) -> str:
    """Return what stands above the table of a load."""
    return f"({line.measure}) {line.load}"


def tables(lines: Iterable[Line]) -> dict[str, list[list[str]]]:
    """Return a table for each load, by its headline: the heads, then a row for each server."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(headline(line), []).append(line)
    return {head: _table(group) for head, group in groups.items()}


def _table(group: Sequence[Line]) -> list[list[str]]:
    servers = dict.fromkeys(line.who for line in group)
    figures = dict.fromkeys(line.figure for line in group)
    cells = {(line.who, line.figure): cell(line) for line in group}
    firsts = [next(line for line in group if line.who == who) for who in servers]
    columns = [["server", *servers]]
    columns += [[name, *(cells.get((who, name), "") for who in servers)] for name in figures]
    more = [[name, *map(read, firsts)] for name, read in _MORE.items()]
    columns += [column for column in more if any(column[1:])]
    return [list(row) for row in zip(*columns, strict=True)]


#: What belongs to a server under a load, whatever the figure; left out where nobody has it.
_MORE: dict[str, Callable[[Line], str]] = {
    "tokens a frame": lambda line: (
        "" if line.tokens_a_frame is None else number(line.tokens_a_frame)
    ),
    "lost": lambda line: "" if line.lost is None else f"{line.lost:,}",
    "notes": lambda line: "; ".join(line.notes),
}


def text_table(lines: Iterable[Line]) -> str:
    """Return the tables for a terminal."""
    parts = []
    for head, rows in tables(lines).items():
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        padded = (
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            for row in rows
        )
        parts.append("\n".join([head, *(f"  {row}".rstrip() for row in padded)]))
    return "\n\n".join(parts)


def markdown_table(lines: Iterable[Line]) -> str:
    """Return the same for a page."""
    parts = []
    for head, (heads, *rows) in tables(lines).items():
        ruled = [
            heads,
            ["---"] * len(heads),
            *([text.replace("|", "\\|") for text in row] for row in rows),
        ]
        parts.append("\n".join([f"**{head}**", "", *(f"| {' | '.join(row)} |" for row in ruled)]))
    return "\n\n".join(parts)
