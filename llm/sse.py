"""Server-sent events, from bytes to payloads. Pure: no socket, no JSON.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from llm.errors import ModelProtocolError

MAX_EVENT_BYTES = 16 * 1024 * 1024
"""More than this without an event ending is no stream of a model."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class SSEDecoder:
    """Feed it what the socket gave; it returns the `data` of every event that has become whole.

    Names, ids and retry times of events are not kept: Chat Completions does not use them. Each byte
    is looked at once, however the bytes are cut, so a slow trickle costs no more than a flood.
    """

    __slots__ = ("_after_cr", "_at_start", "_data", "_held", "_partial")

    def __init__(self) -> None:
        self._partial: list[bytes] = []
        self._data: list[bytes] = []
        self._held = 0
        self._after_cr = False
        self._at_start = True

    def feed(self, received: bytes) -> list[bytes]:
        """Return the payloads that `received` completes. Raises ModelProtocolError."""
        if self._after_cr or b"\r" in received:
            received = self._unify_line_ends(received)
        lines = received.split(b"\n")
        last = lines.pop()
        if lines and self._partial:
            lines[0] = b"".join([*self._partial, lines[0]])
            self._partial.clear()
        if last:
            self._partial.append(last)
        events = self._read(lines)
        self._held = len(last) if events else self._held + len(received)
        if self._held > MAX_EVENT_BYTES:
            raise ModelProtocolError(detail="an event without end")
        return events

    def end(self) -> list[bytes]:
        """Return what the stream's end completes.

        The standard drops an event that no blank line closes. Servers of models exist that leave
        the last one out, so it is kept here; one that was truly cut is no JSON and is found there.
        """
        return self.feed(b"\n\n")

    def _read(self, lines: list[bytes]) -> list[bytes]:
        if self._at_start and lines:
            lines[0] = lines[0].removeprefix(_BYTE_ORDER_MARK)
            self._at_start = False
        events: list[bytes] = []
        data = self._data
        for line in lines:
            if line.startswith(b"data:"):
                data.append(line[6:] if line[5:6] == b" " else line[5:])
            elif not line and data:
                events.append(data[0] if len(data) == 1 else b"\n".join(data))
                data.clear()
            elif line == b"data":
                data.append(b"")
        return events

    def _unify_line_ends(self, received: bytes) -> bytes:
        r"""Make \r\n and \r one \n, also where a read ended between the two."""
        if self._after_cr and received:
            received = received.removeprefix(b"\n")
            self._after_cr = False
        if received:
            self._after_cr = received.endswith(b"\r")
        return received.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
