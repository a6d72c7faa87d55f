"""What the model may do: read and change the files of the project that it is asked about.

The tools work on the turn's tree in memory; nothing is stored before the run has ended.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field

from codegen.edits import Edit
from codegen.tree import Refused, WorkingTree
from llm.tools import Tool, ToolError

WRITE, EDIT, DELETE, READ, LIST = (
    "write_file", "edit_file", "delete_file", "read_file", "list_files",
)  # fmt: skip


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Nothing(_Arguments):
    """The project is known; there is nothing to choose."""


class OnePath(_Arguments):
    """Which file."""

    path: str = Field(description="Relative to the project, such as `src/app.py`.")


class WholeFile(OnePath):
    """A file and all that it holds."""

    content: str = Field(description="The whole content. Never leave lines out.")


class Hunk(_Arguments):
    """One place of a file that changes."""

    search: str = Field(
        description="Text that is in the file once, exactly as it stands there, whole lines."
    )
    replace: str = Field(description="What takes its place; empty to remove it.")


class Hunks(OnePath):
    """The places of a file that change, applied in this order: all or none."""

    edits: list[Hunk] = Field(min_length=1, max_length=200)


def _write(tree: WorkingTree, given: WholeFile) -> dict[str, Any]:
    path = tree.write(given.path, given.content)
    return {"path": path, "bytes": len(given.content.encode())}


def _edit(tree: WorkingTree, given: Hunks) -> dict[str, Any]:
    edits = [Edit(hunk.search, hunk.replace) for hunk in given.edits]
    return {"path": tree.edit(given.path, edits), "applied": len(edits)}


def _delete(tree: WorkingTree, given: OnePath) -> dict[str, Any]:
    return {"path": tree.delete(given.path)}


def _read(tree: WorkingTree, given: OnePath) -> dict[str, Any]:
    path, content = tree.read(given.path)
    return {"path": path, "content": content}


def _list(tree: WorkingTree, given: Nothing) -> dict[str, Any]:
    return {"files": [{"path": path, "bytes": size} for path, size in tree]}


def _tool(
    name: str,
    description: str,
    arguments: type[BaseModel],
    work: Callable[[WorkingTree, Any], dict[str, Any]],
    words: tuple[str, str, str, str],
) -> Tool[WorkingTree, Any]:
    async def handler(tree: WorkingTree, given: BaseModel) -> str:
        try:
            told = await asyncio.to_thread(work, tree, given)  # a big file takes milliseconds
            return orjson.dumps(told).decode()
        except Refused as refused:
            raise ToolError(str(refused), **refused.more) from None

    display_name, icon, calling, completed = words
    return Tool(
        name=name,
        description=description,
        arguments=arguments,
        handler=handler,
        display_name=display_name,
        icon=icon,
        category="files",
        calling_message=calling,
        completed_message=completed,
    )


FILE_TOOLS: tuple[Tool[WorkingTree, Any], ...] = (
    _tool(
        WRITE,
        "Make a file, or replace all of it. For small changes of a file use edit_file.",
        WholeFile,
        _write,
        ("写入文件", "📝", "正在写入文件...", "文件已写入"),
    ),
    _tool(
        EDIT,
        "Change parts of a file by search and replace. Where a search does not match, the answer "
        "says which hunk and why; read the file and send the edit again.",
        Hunks,
        _edit,
        ("修改文件", "✏️", "正在修改文件...", "文件已修改"),
    ),
    _tool(
        DELETE,
        "Remove a file.",
        OnePath,
        _delete,
        ("删除文件", "🗑️", "正在删除文件...", "文件已删除"),
    ),
    _tool(
        READ,
        "Return a file's content as it is now.",
        OnePath,
        _read,
        ("读取文件", "📖", "正在读取文件...", "文件已读取"),
    ),
    _tool(
        LIST,
        "Return the paths and sizes of all files of the project.",
        Nothing,
        _list,
        ("列出文件", "📂", "正在列出文件...", "文件已列出"),
    ),
)
