"""Applies the fenced blocks of a text to a tree."""

from codegen.fences import BrokenOff, FencedFile, fenced_files
from codegen.tree import Refused, WorkingTree
from realtime.errors import RunFailed


def fences_apply(text: str, tree: WorkingTree) -> None:
    """Apply all blocks that have a path; what is refused stands in `tree.unmended`.

    Raises RunFailed where the text ends within a block: the version before stays.
    """
    try:
        found = fenced_files(text)
    except BrokenOff as broken:
        raise RunFailed(f"模型在文件中途停止 ({broken})") from None
    for file in found:
        _apply(file, tree)


def _apply(file: FencedFile, tree: WorkingTree) -> None:
    try:
        if file.edits:
            tree.edit(file.path, file.edits)
        else:
            tree.write(file.path, file.content)
    except Refused as refused:
        tree.unmended.setdefault(file.path, str(refused))
