"""What the offline model says about code: what it did, what it cannot do, what it could do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen.offline.changes import Change
from codegen.offline.decisions import Begun, Changed, Decision, Declined, Work
from codegen.offline.kinds import KINDS, SKELETON, Kind

_WHO = (
    "I am Tokenwire's built-in offline model: I have templates, and cannot really write code.",
    "我是 Tokenwire 内置的离线模型：只有现成的模板，不会真正编写代码。",
)
_REAL = (
    "With a real model (`OPENAI_API_KEY` or `OPENAI_BASE_URL`) more is possible.",
    "接入真正的模型（`OPENAI_API_KEY` 或 `OPENAI_BASE_URL`）后可以做更多。",
)


@dataclass(frozen=True)
class Speaker:
    """Speaks one of both languages."""

    chinese: bool

    def of(self, decision: Decision) -> str:
        """Tell what came of a wish."""
        match decision:
            case Begun():
                return self._paragraphs(*self._begun(decision))
            case Changed():
                return self._paragraphs(*self._changed(decision))
            case Declined():
                return self._paragraphs(*self._declined(decision))

    def failed(self, errors: Iterable[str]) -> str:
        """Tell that tools have refused."""
        told = "\n".join(f"- {error}" for error in errors)
        return self._say("Sorry, this failed:\n\n", "抱歉，这些没有办成：\n\n") + told

    def cannot_answer(self) -> str:
        """Answer a question about code: with what can be done instead."""
        asked = self._say("I cannot answer questions about code.", "我回答不了关于代码的问题。")
        return self._paragraphs(_WHO[self.chinese], asked, self._templates(), _REAL[self.chinese])

    def _begun(self, begun: Begun) -> Iterable[str]:
        yield _WHO[self.chinese]
        yield self._template(begun)
        yield "\n".join(f"- `{path}`" for path in sorted(begun.work.tree))
        if begun.replaced:
            files = self._files(begun.replaced)
            yield self._say(
                f"These were there before, and have been replaced: {files}",
                f"这些文件原来就有，已被替换：{files}",
            )
        yield from self._outcomes(begun.work)
        yield self._start(begun.kind)
        if begun.kind is SKELETON:
            yield self._templates()
            yield _REAL[self.chinese]
        yield self._more(begun.left)

    def _template(self, begun: Begun) -> str:
        """Say which template it is, and where that is not quite what was wished for."""
        kind = begun.kind
        if kind is SKELETON:
            return self._say(
                "I have no template of what you wish for. I have written a skeleton: it runs, has "
                "a test, and does nothing of it yet.",
                "没有符合您要求的模板。我写了一个骨架：能运行，有测试，但还没有实现您要的功能。",
            )
        said = self._say(
            f"Written from a template: {kind.english}.", f"已按模板生成：{kind.chinese}。"
        )
        made_of = "Python" if kind.is_python else "HTML, CSS, JavaScript"
        if not begun.language or begun.language.lower() in made_of.lower():
            return said
        return said + self._say(
            f" You named {begun.language}; my template is made of {made_of}.",
            f"您提到了 {begun.language}；我的模板用的是 {made_of}。",
        )

    def _changed(self, changed: Changed) -> Iterable[str]:
        yield from self._outcomes(changed.work)
        if changed.work.done:
            files = self._files([*changed.work.edits, *changed.work.files])
            yield self._say(f"Changed: {files}", f"改动的文件：{files}")
        else:
            yield self._more(changed.left)

    def _outcomes(self, work: Work) -> Iterable[str]:
        for change in work.done:
            yield self._say(f"Done: {change.english}.", f"已完成：{change.chinese}。")
        for change in work.there:
            yield self._say(
                f"That is there already: {change.english}.", f"已经有了：{change.chinese}。"
            )
        for change, path in work.stuck:
            yield self._say(
                f"I could not do this: {change.english}. `{path}` is no longer as my template has "
                "it, and I will not guess.",
                f"没有办成：{change.chinese}。`{path}` 已经和我的模板不同，我不会乱猜。",
            )

    def _declined(self, declined: Declined) -> Iterable[str]:
        yield _WHO[self.chinese]
        if declined.repeated:
            yield self._say(
                f"The project is {declined.repeated.english} already; I leave it as it is.",
                f"这个项目里已经有{declined.repeated.chinese}了，我没有改动它。",
            )
        elif declined.takes_away:
            yield self._say(
                "I can add things, not take them away: restore an earlier version for that.",
                "我只会添加功能，不会去掉：请恢复到之前的版本。",
            )
        else:
            yield self._say("I do not know how to do that.", "这个我不会。")
        yield self._more(declined.left) or self._templates()
        yield _REAL[self.chinese]

    def _start(self, kind: Kind) -> str:
        if not kind.is_python:
            return self._say(f"Open `{kind.start}`.", f"打开 `{kind.start}` 即可。")
        return self._say(
            f"Run it: `{kind.start}`\nTest it: `python -m unittest`",
            f"运行：`{kind.start}`\n测试：`python -m unittest`",
        )

    def _more(self, left: Sequence[Change]) -> str:
        asks = dict.fromkeys(f"- {change.ask[self.chinese]}" for change in left)
        head = self._say("What I can change here:", "在这个项目里我还能做：")
        return "\n".join([head, *asks]) if asks else ""

    def _templates(self) -> str:
        names = [f"- {kind.chinese if self.chinese else kind.english}" for kind in KINDS]
        return "\n".join([self._say("What I have templates of:", "我有这些模板："), *names])

    def _say(self, english: str, chinese: str) -> str:
        return chinese if self.chinese else english

    @staticmethod
    def _files(paths: Iterable[str]) -> str:
        return ", ".join(f"`{path}`" for path in dict.fromkeys(paths))

    @staticmethod
    def _paragraphs(*parts: str) -> str:
        return "\n\n".join(filter(None, parts))
