"""Pacing: text in small pieces, each at its moment."""

import asyncio
import re

_PIECE = re.compile(r"[㐀-鿿豈-﫿぀-ヿ가-힯]{1,2}|\s*[^\W㐀-鿿豈-﫿぀-ヿ가-힯]+|\s+|.", re.DOTALL)


def pieces(text: str) -> list[str]:
    """Cut text as a model's tokens would: words, one or two characters of Chinese, signs.

    Joined they are the text again, whatever it is.
    """
    return _PIECE.findall(text)


class Pace:
    """Moments that are `seconds` apart, counted from the start so that delays do not add up."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due = asyncio.get_running_loop().time()

    async def next(self) -> None:
        """Wait for the next moment; other tasks run even where it is already past."""
        self._due += self._seconds
        await asyncio.sleep(max(0.0, self._due - asyncio.get_running_loop().time()))
