"""A to-do list for the command line, kept in a JSON file.

python todo.py add "buy milk"
python todo.py list
python todo.py done 1
python todo.py remove 1
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Item:
    """One thing to do."""

    number: int
    text: str
    done: bool = False


class TodoError(Exception):
    """The list cannot do what was asked; the text says why."""


def load(path: Path) -> list[Item]:
    """Return the items of the file; none where there is no file yet. Raises TodoError."""
    try:
        return [Item(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        raise TodoError(f"{path} holds no to-do list: {error}") from None


def save(path: Path, items: Sequence[Item]) -> None:
    """Write the file whole, so that being interrupted leaves the old list."""
    text = json.dumps([asdict(item) for item in items], ensure_ascii=False, indent=2)
    beside = path.with_name(path.name + ".new")
    beside.write_text(text + "\n", encoding="utf-8")
    beside.replace(path)


def find(items: Sequence[Item], number: int) -> Item:
    """Return the item of a number. Raises TodoError."""
    for item in items:
        if item.number == number:
            return item
    raise TodoError(f"there is no item {number}")


def add(items: list[Item], options: argparse.Namespace) -> str:
    item = Item(1 + max((item.number for item in items), default=0), options.text)
    items.append(item)
    return f"added: {shown(item)}"


def listing(items: list[Item], options: argparse.Namespace) -> str:
    listed = list(items)
    return "\n".join(map(shown, listed)) or "nothing to do"


def done(items: list[Item], options: argparse.Namespace) -> str:
    item = find(items, options.number)
    item.done = True
    return f"done: {shown(item)}"


def remove(items: list[Item], options: argparse.Namespace) -> str:
    item = find(items, options.number)
    items.remove(item)
    return f"removed: {shown(item)}"


def shown(item: Item) -> str:
    """Return an item as one line."""
    parts = [f"[{'x' if item.done else ' '}]", f"{item.number}.", item.text]
    return " ".join(parts)


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    todo = argparse.ArgumentParser(prog="todo", description="A to-do list.")
    todo.add_argument("--file", type=Path, default=Path("todo.json"), help="where it is kept")
    commands = todo.add_subparsers(required=True, metavar="command")

    adding = commands.add_parser("add", help="add an item")
    adding.add_argument("text", help="what is to be done")
    adding.set_defaults(run=add)

    commands.add_parser("list", help="show the items").set_defaults(run=listing)

    for name, run in (("done", done), ("remove", remove)):
        command = commands.add_parser(name, help=f"{name} an item")
        command.add_argument("number", type=int)
        command.set_defaults(run=run)
    return todo


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 1 if it cannot be done."""
    options = parser().parse_args(arguments)
    try:
        items = load(options.file)
        said = options.run(items, options)
        save(options.file, items)
    except TodoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
