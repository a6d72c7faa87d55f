"""What a model is asked to say. The question travels through every server as a question does."""

import re
from dataclasses import dataclass

_ASKED = re.compile(rb"say (\d+) tokens, ([\d.]+) a second, (\d+) a write")


@dataclass(frozen=True)
class Load:
    """An answer: its tokens, each its number, at `rate` a second or (0) as fast as they go.

    Paced tokens also say when they were written: `17:1700000000000000000 `.
    """

    tokens: int
    rate: float = 0.0
    a_write: int = 1

    @property
    def question(self) -> str:
        return f"say {self.tokens} tokens, {self.rate:g} a second, {self.a_write} a write"

    @classmethod
    def asked(cls, body: bytes) -> "Load":
        """Return what a request asks for; older questions stand before the newest one."""
        tokens, rate, a_write = _ASKED.findall(body)[-1]
        return cls(int(tokens), float(rate), int(a_write))
