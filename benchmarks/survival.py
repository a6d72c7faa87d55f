"""What a `kill -9` of a serving process costs: `python -m benchmarks.survival --help`.

Two workers on one SQLite file, so many streams over both; one worker is killed at a random
moment. Its clients reconnect with the offset that they had. "lost" and "doubled" count
characters: what a client has folded, beside the text that is stored.
"""

import argparse
import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from benchmarks.processes import children, first_line, prepared, process

STORED = """
    SELECT m.text FROM chatstream_chatmessage m
    JOIN chatstream_conversation c ON c.id = m.conversation_id
    WHERE c.user_id = ? AND m.role = 'assistant'
"""


@dataclass(slots=True)
class Watcher:
    """A client that asks once and comes back until its run has ended."""

    user: str
    port: int
    offset: int = 0
    epoch: str = ""
    text: str = ""
    end: str = ""
    ended_at: float = 0.0
    cuts: int = 0
    trouble: list[str] = field(default_factory=list)

    async def watch(self) -> None:
        while not self.end:
            url = f"ws://127.0.0.1:{self.port}/ws/chat/{self.user}"
            try:
                async with connect(
                    f"{url}?since={self.offset}&epoch={self.epoch}", compression=None
                ) as socket:
                    if not self.offset:
                        await socket.send('{"query":"go","client_message_id":"once"}')
                    async for message in socket:
                        self.hear(orjson.loads(message))
                        if self.end:
                            return
            except (OSError, WebSocketException):
                self.cuts += 1
                await asyncio.sleep(0.1)

    def hear(self, frame: dict[str, object]) -> None:
        match frame:
            case {"type": "resumed", "epoch": str(epoch), "recovered": recovered}:
                if self.epoch and not recovered:
                    self.trouble.append("not recovered")
                self.epoch = epoch
            case {"type": "chunk", "content": str(content)}:
                self.text += content
            case {"type": "error"} | {"status": "completed"}:
                self.end = "completed" if "status" in frame else str(frame.get("code"))
                self.ended_at = time.monotonic()
        if isinstance(offset := frame.get("offset"), int) and frame["type"] != "resumed":
            self.offset = max(self.offset, offset)


async def trial(serve: int, port: int, streams: int, number: int) -> tuple[list[Watcher], float]:
    """Start the streams, kill one worker, wait for every end; return the time of the kill."""
    watchers = [Watcher(f"trial-{number}-{one}", port) for one in range(streams)]
    tasks = [asyncio.create_task(watcher.watch()) for watcher in watchers]
    await asyncio.sleep(random.uniform(0.7, 3))  # noqa: S311 (no secret)
    killed_at = time.monotonic()
    os.kill(random.choice(children(serve)), signal.SIGKILL)  # noqa: S311 (no secret)
    async with asyncio.timeout(60):
        await asyncio.gather(*tasks)
    return watchers, killed_at


def row(number: int, watchers: list[Watcher], killed_at: float, database: Path) -> str:
    lost = doubled = 0
    with sqlite3.connect(database) as connection:
        for watcher in watchers:
            ((stored,),) = connection.execute(STORED, [watcher.user])
            if watcher.text != stored:
                lost += max(0, len(stored) - len(watcher.text)) or 1
                doubled += max(0, len(watcher.text) - len(stored))
    interrupted = [watcher for watcher in watchers if watcher.end == "interrupted"]
    latest = max((watcher.ended_at - killed_at for watcher in interrupted), default=0.0)
    trouble = sum(len(watcher.trouble) for watcher in watchers)
    return (
        f"{number:5} {len(watchers):8} {sum(1 for w in watchers if w.cuts):8} "
        f"{len(interrupted):12} {lost:5} {doubled:8} {trouble:14} {latest:12.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.survival", description=__doc__)
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--port", type=int, default=8098)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        upstream = stack.enter_context(
            process(["-m", "benchmarks.upstream", "--tokens=250", "--rate=50"])
        )
        environment = prepared(folder, upstream)
        arguments = ["manage.py", "serve", f"--port={options.port}", "--workers=2"]
        serve = stack.enter_context(process(arguments, environment))
        first_line(serve)
        sys.stdout.write(
            "trial  streams      cut  interrupted  lost  doubled  not recovered  last end after\n"
        )
        for number in range(1, options.trials + 1):
            while len(children(serve.pid)) < 2:
                time.sleep(0.1)
            time.sleep(2)  # the new worker has loaded what it needs
            watchers, killed_at = asyncio.run(
                trial(serve.pid, options.port, options.streams, number)
            )
            line = row(number, watchers, killed_at, folder / "tokenwire.sqlite3")
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
