"""Applies the fenced blocks of a text to a tree."""

from typing import Literal, NamedTuple

from codegen.fences import BrokenOff, FencedFile, fenced_files
from codegen.tree import Refused, WorkingTree
from realtime.errors import RunFailed


class Block(NamedTuple):
    """A block that names a file, and why it was refused: None where it was applied."""

    path: str
    action: Literal["write", "edit"]
    refused: str | None


def fences_apply(text: str, tree: WorkingTree) -> list[Block]:
    """Apply all blocks that have a path, in their order; what is refused stands in
    `tree.unmended`, too.

    Raises RunFailed where the text ends within a block: the version before stays.
    """
    try:
        found = fenced_files(text)
    except BrokenOff as broken:
        raise RunFailed(f"模型在文件中途停止 ({broken})") from None
    return [_applied(file, tree) for file in found]


def _applied(file: FencedFile, tree: WorkingTree) -> Block:
    refusal: str | None = None
    try:
        if file.edits:
            tree.edit(file.path, file.edits)
        else:
            tree.write(file.path, file.content)
    except Refused as refused:
        refusal = str(refused)
        tree.unmended.setdefault(file.path, refusal)
    return Block(file.path, "edit" if file.edits else "write", refusal)
