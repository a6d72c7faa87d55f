"""Ranges of a file as HTTP wants them (RFC 9110, 14), so that a player can seek.

Django's FileResponse under ASGI reads a file whole before it sends a byte, and knows no ranges.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from zlib import crc32

from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

#: What is read and sent at a time: all that a slow player holds of a film.
PIECE_BYTES: Final = 65_536

_RANGE = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*")


class Span(NamedTuple):
    """Bytes of a file, both ends included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """A range that lies beyond the end."""


def span_of(asked: str | None, size: int) -> Span | None:
    """Return the span that a Range header asks for; None: the whole file. Raises Unsatisfiable.

    What is malformed, or asks for several spans, counts as not asked: the standard allows it.
    """
    found = _RANGE.fullmatch(asked) if asked else None
    if found is None:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return Span(max(0, size - int(last)), size - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Span(int(first), min(int(last), size - 1) if last else size - 1)


class Stored(NamedTuple):
    """A file of a storage, and what a client may know it by."""

    storage: Storage
    name: str
    size: int
    modified: datetime
    content_type: str

    @property
    def etag(self) -> str:
        """Names in the storage are never used twice for other bytes."""
        return f'"{crc32(self.name.encode()):x}-{self.size:x}"'


def stored(storage: Storage, name: str, content_type: str) -> Stored:
    """Look a file up. Raises FileNotFoundError."""
    return Stored(storage, name, storage.size(name), storage.get_modified_time(name), content_type)


def file_reply(request: HttpRequest, file: Stored) -> HttpResponseBase:
    """Return a file, or the part of it that is asked for, in pieces as they are taken."""
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": file.etag,
        "Last-Modified": format_datetime(file.modified, usegmt=True),
        "Cache-Control": "private, max-age=3600",
    }
    if request.headers.get("If-None-Match") in (file.etag, "*"):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        span = span_of(_range_asked(request, file, headers), file.size)
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{file.size}"
        status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        return HttpResponse(status=status, headers=headers)
    status = HTTPStatus.OK
    if span is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {span.first}-{span.last}/{file.size}"
    whole = span or Span(0, file.size - 1)
    headers |= {"Content-Length": str(whole.length), "Content-Type": file.content_type}
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(pieces(file, whole), status=status, headers=headers)


def _range_asked(request: HttpRequest, file: Stored, headers: dict[str, str]) -> str | None:
    """Return the Range header, None where the client has another version of the file."""
    known = request.headers.get("If-Range")
    if known not in (None, file.etag, headers["Last-Modified"]):
        return None
    return request.headers.get("Range")


async def pieces(file: Stored, span: Span) -> AsyncIterator[bytes]:
    """Read a span in threads, a piece at a time, no faster than the client takes it."""
    opened: Any = await asyncio.to_thread(file.storage.open, file.name, "rb")
    try:
        await asyncio.to_thread(opened.seek, span.first)
        left = span.length
        while left > 0:
            piece: bytes = await asyncio.to_thread(opened.read, min(PIECE_BYTES, left))
            if not piece:
                return
            left -= len(piece)
            yield piece
    finally:
        opened.close()
