"""A client as docs/clients.md describes it: it folds, keeps its place, and comes back."""

import asyncio
import time
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlencode

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.faults.dialect import Dialect, Frame
from tests.faults.trials import Outcome

#: How soon a client notices that nothing passes any more.
PING_SECONDS = 0.3
LONGEST_PAUSE = 0.3


class ComingBack:
    """Asks once, and comes back until the answer has ended. Judges offsets as it goes."""

    def __init__(
        self,
        dialect: Dialect,
        room: str,
        port: Callable[[], int],
        random: Random,
        outcome: Outcome,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.dialect, self.room = dialect, room
        self.fold = dialect.fold()
        self.heard: list[Frame] = []
        self.connects = 0
        self.opened = asyncio.Event()
        self._port, self._random, self._outcome = port, random, outcome
        self._headers = headers

    async def ask(self, question: str) -> None:
        """Return once the answer has ended, over however many connections."""
        command = orjson.dumps(
            {**self.dialect.ask(question), "client_message_id": f"{self.room} {question}"[:64]}
        ).decode()
        await self._until_it_ends(lambda socket: socket.send(command))

    async def listen(self) -> None:
        """Return once an answer has ended that somebody else asks for."""

        async def nothing(socket: ClientConnection) -> None:
            return

        await self._until_it_ends(nothing)

    async def _until_it_ends(self, first: Callable[[ClientConnection], Any]) -> None:
        while True:
            began = time.monotonic()
            try:
                async with self._connected() as socket:
                    self.connects += 1
                    await first(socket)
                    if await self._read(socket, began):
                        return
            except (OSError, WebSocketException, TimeoutError):
                pass
            await asyncio.sleep(self._random.uniform(0, LONGEST_PAUSE))

    def _connected(self) -> connect:
        query = urlencode(dict(self.fold.place))
        return connect(
            f"ws://127.0.0.1:{self._port()}{self.dialect.path(self.room)}?{query}",
            proxy=None,
            compression=None,
            open_timeout=3,
            close_timeout=0.2,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            additional_headers=self._headers,
        )

    async def _read(self, socket: ClientConnection, began: float) -> bool:
        """Fold what comes; return whether the answer has ended."""
        back = self.fold.offset > 0
        async for text in socket:
            frame: Frame = orjson.loads(text)
            self.heard.append(frame)
            if frame["type"] == "resumed":
                self.opened.set()
                if back:
                    self._outcome.seconds.append(time.monotonic() - began)
                    self._outcome.count("reconnects")
                    self._outcome.expect(frame["recovered"], "a reconnect was not recovered")
            try:
                self.fold.hear(frame)
            except AssertionError as error:
                self._outcome.reordered += 1
                self._outcome.fell.append(str(error))
            if self.dialect.ends(frame):
                return True
        return False
