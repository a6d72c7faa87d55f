"""Tells of the files of a turn while a model writes them: what `?stream=files` shows."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from codegen.drafts import Malformed, Strings
from codegen.fenced import Block
from codegen.live import FILE_ENDED, FILE_STARTED, FILE_TEXT, Action
from codegen.paths import BadPath, project_path
from codegen.tools import DELETE, EDIT, READ, WRITE
from codegen.tree import WorkingTree
from llm.types import ArgumentsDelta, ToolCalled, ToolReturned
from realtime.entries import pieces
from realtime.kinds import RunContext

_ACTIONS: Mapping[str, Action] = {WRITE: "write", EDIT: "edit", DELETE: "delete", READ: "read"}

#: How long the pieces of a file gather before they are told: they go into the log whether somebody
#: watches or not. 40 models at 50 tokens a second: 142 to 156 µs of CPU a token without any of
#: this, 355 with a commit for each token, 153 to 192 so.
GATHER_SECONDS = 0.1
#: Bytes of a file that is told whole after each edit.
EDITED_BYTES = 64 * 1024
#: Characters of the reason for which a call was refused.
REASON_CHARACTERS = 1_000


class _Call:
    """A call that names a file, from its first fragment to the tool's end."""

    def __init__(self, action: Action) -> None:
        self.action = action
        #: The file as it was told of; "" while nobody has been told.
        self.path = ""
        self.draft: Strings | None = Strings("path", "content")
        self.texts: list[str] = []
        #: Whether what was told of the content is what a client still has.
        self.shown = True


class Scribe:
    """Hears of each call three times: while it is written, when it is whole, when it has ended.

    A path that no file can have is not told of, nor is what comes of it.
    """

    def __init__(self, run: RunContext, tree: WorkingTree) -> None:
        self._run = run
        self._tree = tree
        self._calls: dict[str, _Call] = {}
        self._held: list[str] = []
        self._held_for = ""
        self._timer: asyncio.TimerHandle | None = None

    async def drafted(self, event: ArgumentsDelta) -> None:
        """Tell what more is known of a call's arguments."""
        call = self._call(event.call_id, event.name)
        if call is None or call.draft is None:
            return
        try:
            call.draft.feed(event.text)
        except Malformed:
            call.draft = None
            return
        if not call.path and "path" in call.draft.whole:
            self._start(call, call.draft.take("path"))
        if call.path and call.action == "write":
            self._write(call, call.draft.take("content"))

    def called(self, event: ToolCalled) -> None:
        """Tell of a call that is whole, where its draft did not tell the same."""
        call = self._call(event.call_id, event.tool.name)
        if call is not None and "path" in event.arguments:
            self._start(call, event.arguments["path"])

    def returned(self, event: ToolReturned) -> None:
        """Tell what came of a call."""
        call = self._calls.pop(event.call_id, None)
        if call is not None and call.path:
            self._end(call, None if event.ok else _reason(event.result_text))

    def applied(self, block: Block) -> None:
        """Tell of a fenced block: all at once, because only the whole text says what it is."""
        call = _Call(block.action)
        self._start(call, block.path)
        if not call.path:
            return
        if block.refused is None and block.action == "write":
            self._write(call, self._tree.files[call.path])
        self._end(call, block.refused)

    def close(self) -> None:
        """Tell no more: the turn is over."""
        if self._timer is not None:
            self._timer.cancel()

    def _call(self, call_id: str, tool: str) -> _Call | None:
        call = self._calls.get(call_id)
        if call is None and tool in _ACTIONS:
            call = self._calls[call_id] = _Call(_ACTIONS[tool])
        return call

    def _start(self, call: _Call, sent: str) -> None:
        try:
            path = project_path(sent)
        except BadPath:
            call.draft = None
            return
        if path == call.path:
            return
        if call.path:  # its arguments named two files
            self._end(call, "another file was meant")
        for other in self._calls.values():
            other.shown = other.shown and other.path != path
        call.path, call.texts, call.shown = path, [], True
        self._tell(FILE_STARTED, {"path": path, "action": call.action})

    def _write(self, call: _Call, text: str) -> None:
        if not text:
            return
        if self._held_for != call.path:
            self._release()
        text = text.replace("\0", "")
        call.texts.append(text)
        self._held.append(text)
        self._held_for = call.path
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(GATHER_SECONDS, self._release)

    def _release(self) -> None:
        """Tell what has gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for piece in pieces("".join(self._held)):
            self._run.note(FILE_TEXT, {"path": self._held_for, "text": piece})
        self._held.clear()

    def _tell(self, kind: str, data: dict[str, Any]) -> None:
        self._release()
        self._run.note(kind, data)

    def _end(self, call: _Call, refused: str | None) -> None:
        text = self._tree.files.get(call.path, "") if refused is None else ""
        size = len(text.encode())
        told = {
            "path": call.path,
            "action": call.action,
            "ok": refused is None,
            "bytes": size,
            "content": text if refused is None and self._is_news(call, text, size) else None,
            "reason": None if refused is None else refused[:REASON_CHARACTERS],
        }
        self._tell(FILE_ENDED, told)

    def _is_news(self, call: _Call, text: str, size: int) -> bool:
        """Whether a file's text is told with its end."""
        if call.action == "write":
            return not call.shown or "".join(call.texts) != text
        return call.action == "edit" and size <= EDITED_BYTES


def _reason(result_text: str) -> str:
    """Return why a tool refused, from what the model was told."""
    told = orjson.loads(result_text)
    return str(told.get("error") or "")
