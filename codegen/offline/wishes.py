"""What a wish says: the kind of project, a title, whether it asks for something new. Pure."""

from dataclasses import dataclass
from functools import cached_property

from codegen.offline import vocabulary
from codegen.offline.escapes import one_line

MAX_TITLE = 80
MAX_READ = 2_000
"""Characters that are read of a wish: patterns take time that grows with its square."""


@dataclass(frozen=True)
class Wish:
    """What a user has written."""

    written: str

    @cached_property
    def text(self) -> str:
        """What is read of it; without runs of spaces, over which patterns would stumble."""
        return " ".join(self.written[:MAX_READ].split())

    @cached_property
    def kind(self) -> str:
        """The kind of project that is named; "" where there is no template of it."""
        return self._named[0]

    @property
    def is_bare(self) -> bool:
        """True if it says little more than the kind: "贪吃蛇", "a snake game"."""
        return len(self.text) <= 3 * len(self._named[1]) and not self.is_change

    @cached_property
    def title(self) -> str:
        """The title that is wished for, in one line; "" where none is."""
        found = (pattern.search(self.text) for pattern in vocabulary.TITLES)
        return next((one_line(match["title"], MAX_TITLE) for match in found if match), "")

    @cached_property
    def _named(self) -> tuple[str, str]:
        """The kind, and the words that name it."""
        found = ((kind, pattern.search(self.text)) for kind, pattern in vocabulary.KINDS)
        return next(((kind, match.group()) for kind, match in found if match), ("", ""))

    @property
    def is_new(self) -> bool:
        """True if it asks for something new."""
        return bool(vocabulary.NEW.search(self.text))

    @property
    def is_change(self) -> bool:
        """True if it speaks of what is there."""
        return bool(vocabulary.CHANGE.search(self.text))

    @property
    def takes_away(self) -> bool:
        """True if something is to go; "add a way to remove notes" adds."""
        return bool(vocabulary.TAKE_AWAY.search(self.text)) and not vocabulary.ADD.search(self.text)

    @property
    def is_pleasantry(self) -> bool:
        """True for a greeting, thanks, or a question about who answers."""
        return bool(vocabulary.PLEASANTRY.fullmatch(self.text))

    @property
    def is_question(self) -> bool:
        """True if it asks to be told something, and for no code."""
        return bool(vocabulary.QUESTION.search(self.text)) and not (self.is_new or self.is_change)

    @property
    def language(self) -> str:
        """The language or framework that is named and that no template is in; "" if none is."""
        found = vocabulary.LANGUAGE.search(self.text)
        return found.group() if found else ""
