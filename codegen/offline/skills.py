"""How the offline model writes code: looks at the project, writes or edits, says what it did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from codegen.offline.changes import Tree
from codegen.offline.decisions import Begun, Changed, Decision, decide, to_read
from codegen.offline.wishes import Wish
from codegen.offline.wording import Speaker
from llm.offline.skills import PlannedCall, Question, Skill

_SURE = 1_000.0
"""More than any number of keywords gives: where files can be written, code is meant."""

_WRITES = ("write_file", "edit_file")


def skills() -> tuple[Skill, ...]:
    """Return the skills in which code generation instructs the offline model."""
    return (CodeSkill(),)


@dataclass(frozen=True)
class CodeSkill:
    """Takes every question in which files can be written, but leaves greetings to small talk.

    It asks in at most three rounds: which files there are, what the ones in question hold, and at
    last all that is to be written.
    """

    def matches(self, question: Question) -> float:
        offered = "write_file" in question.offered
        return _SURE if offered and not Wish(question.text).is_pleasantry else 0

    def plan(self, question: Question) -> Sequence[PlannedCall]:
        return _Turn(question).calls()

    def word(self, question: Question) -> str:
        return _Turn(question).words()


@dataclass(frozen=True)
class _Turn:
    """One wish, and what the tools have told since."""

    question: Question

    @cached_property
    def wish(self) -> Wish:
        return Wish(self.question.text)

    def calls(self) -> Sequence[PlannedCall]:
        """Return the next round of calls; none where there is something to say."""
        if self.wish.is_question or self.errors or self._asked(*_WRITES):
            return ()
        if "list_files" in self.question.offered and not self._asked("list_files"):
            return [PlannedCall("list_files", {})]
        if not self._asked("read_file") and (unread := to_read(self.wish, self.paths)):
            return [PlannedCall("read_file", {"path": path}) for path in unread]
        return _writing(self.decision)

    def words(self) -> str:
        speaker = Speaker(self.question.chinese)
        if self.wish.is_question:
            return speaker.cannot_answer()
        if not self.errors and _writing(self.decision) and not self._asked(*_WRITES):
            return speaker.failed([", ".join(_WRITES)])
        return speaker.failed(self.errors) if self.errors else speaker.of(self.decision)

    @cached_property
    def decision(self) -> Decision:
        return decide(self.wish, self.paths, self.tree, chinese=self.question.chinese)

    @cached_property
    def paths(self) -> list[str]:
        """The files of the project."""
        listed = [data["files"] for data in self._results("list_files") if "files" in data]
        return [str(file["path"]) for files in listed for file in files]

    @cached_property
    def tree(self) -> Tree:
        """The files that were read."""
        read = self._results("read_file")
        return {data["path"]: data["content"] for data in read if "content" in data}

    @cached_property
    def errors(self) -> list[str]:
        """What tools have refused, each once."""
        told = [_error(result.data) for result in self.question.results if result.error]
        return list(dict.fromkeys(told))

    def _asked(self, *tools: str) -> bool:
        return any(result.name in tools for result in self.question.results)

    def _results(self, tool: str) -> list[Mapping[str, Any]]:
        told = [result.data for result in self.question.results if result.name == tool]
        return [data for data in told if isinstance(data, dict)]


def _error(data: Mapping[str, Any]) -> str:
    said = (str(data[key]) for key in ("path", "error", "reason") if data.get(key))
    return ": ".join(said)


def _writing(decision: Decision) -> list[PlannedCall]:
    match decision:
        case Begun(work=work):
            return [_write(path, content) for path, content in work.tree.items()]
        case Changed(work=work):
            edits = [
                PlannedCall(
                    "edit_file",
                    {
                        "path": path,
                        "edits": [{"search": e.search, "replace": e.replace} for e in hunks],
                    },
                )
                for path, hunks in work.edits.items()
            ]
            return [*edits, *(_write(path, content) for path, content in work.files.items())]
    return []


def _write(path: str, content: str) -> PlannedCall:
    return PlannedCall("write_file", {"path": path, "content": content})
