"""Finds where a model wrote "the rest stays as it is" instead of the rest. Pure."""

import re

#: What a line of code consists of that stands for other lines, within its comment signs.
_REST = re.compile(
    r"""
    (?:\.{3}|…)?\s*
    (?:
        (?:the\s+)?(?:rest|remainder|remaining|other|existing|previous|original)\b.{0,60}?
        \b(?:unchanged|same|(?:stays?|remains?|left|here|code|above|before|omitted)\b)
      | (?:all\s+)?(?:existing|previous|other|same)\s+(?:code|content|methods|functions)\b.{0,40}
      | (?:code|content|everything(?:\s+else)?|the\s+rest)\b.{0,20}?
        \b(?:unchanged|omitted|the\s+same)\b.{0,20}
      | unchanged(?:\s+(?:code|content|above|below))?
      | (?:其余|其他|剩余|余下|原有|之前|以下|以上|后续|此处).{0,12}?(?:不变|相同|省略|保持|同上|略)
      | (?:保持不变|代码不变|内容不变|代码省略|省略)
    ).{0,20}
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: A line that is a comment in a common language, and what it says.
_COMMENT = re.compile(
    r"^\s*(?:\#+|//+|--|;+|%+|/\*+|<!--|\{\#|\{/\*|\"{3}|'{3}|\*|\[|\(|\.{3}|…)\s*(?P<said>.*?)"
    r"\s*(?:\*/\}?|-->|\#\}|\"{3}|'{3}|\]|\))?\s*$"
)
_DOTS = re.compile(r"(?:\.{3}|…)")


def placeholder(content: str, before: str = "") -> tuple[int, str] | None:
    """Return number and text of the first line that stands for lines that are not there.

    A line that the file had already `before` stays what it is: some texts speak of the rest.
    """
    known = {line.strip() for line in before.splitlines()}
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip() not in known and _stands_for_others(line):
            return number, line.strip()
    return None


def _stands_for_others(line: str) -> bool:
    if len(line) > 200 or (comment := _COMMENT.match(line)) is None:
        return False
    said = comment["said"]
    dotted = bool(_DOTS.search(line))
    found = _REST.fullmatch(said.strip(" .…()[]")) or _REST.fullmatch(said)
    # Without dots only plain words count: prose may say much about what is "other" or "before".
    return found is not None and (dotted or len(said) < 40)
