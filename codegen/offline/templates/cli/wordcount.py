"""Counts the lines, words and characters of text files.

python wordcount.py notes.txt letter.txt
echo "some text" | python wordcount.py
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

Row = dict[str, object]

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:['’-][^\W\u3400-\u9fff]+)*")


def words(text: str) -> list[str]:
    """Return the words of a text; a Chinese character counts as one."""
    return _WORD.findall(text)


def count(name: str, text: str, options: argparse.Namespace) -> Row:
    """Return what there is to say about one text."""
    row: Row = {"name": name}
    row["lines"] = len(text.splitlines())
    row["words"] = len(words(text))
    row["characters"] = len(text)
    return row


def render(rows: Sequence[Row], options: argparse.Namespace) -> str:
    """Return the rows as they are printed."""
    return "\n".join(line(row) for row in rows)


def line(row: Row) -> str:
    """Return a row as one line."""
    facts = [f"{shown(fact)} {name}" for name, fact in row.items() if name != "name"]
    return f"{row['name']}: {', '.join(facts)}"


def shown(fact: object) -> str:
    """Return one fact of a row as text."""
    if isinstance(fact, dict):
        return ", ".join(f"{name} {number}" for name, number in fact.items()) or "no"
    return str(fact)


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    wordcount = argparse.ArgumentParser(
        prog="wordcount", description="Counts lines, words and characters."
    )
    wordcount.add_argument("files", nargs="*", type=Path, help="what to read; else standard input")
    wordcount.add_argument("--encoding", default="utf-8", help="how the files are encoded")
    return wordcount


def main(arguments: Sequence[str] | None = None) -> int:
    """Count what the command line names; 1 if a file cannot be read."""
    options = parser().parse_args(arguments)
    rows, status = [], 0
    for path in options.files:
        try:
            rows.append(count(str(path), path.read_text(options.encoding), options))
        except (OSError, UnicodeError, LookupError) as error:
            print(f"error: {path}: {error}", file=sys.stderr)
            status = 1
    if not options.files:
        rows.append(count("-", sys.stdin.read(), options))
    print(render(rows, options))
    return status


if __name__ == "__main__":
    sys.exit(main())
