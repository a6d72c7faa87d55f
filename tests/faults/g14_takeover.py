"""G14: the AI is silent after a takeover.

A visitor asks, and at a random moment staff take the conversation over: before a word, in the
middle of a sentence, while it ends; by `take_over`, by a reply, or by closing. Visitor and staff
are at either of two processes. The visitor has two sockets: one that asks for deltas, one as the
document has it. Whatever comes after the frame that tells of the takeover is judged, until a
message of the owner's has come after it and the run has ended; then the rows.
"""

import asyncio
import re
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from llm.scripts import tokens
from tests.contact import client_id, staff_signed_in
from tests.faults.dialect import CONTACT, Dialect, Frame
from tests.faults.trials import Attack, Outcome
from tests.server import ServerProcess
from tests.sockets import Socket, connected
from tests.waiting import becomes

#: Sentences of seven: an answer that takes its time is parted between two.
WORDS = tuple(f"{number}{'，' if number % 7 else '。'}" for number in range(60))
TEXT = "".join(WORDS)
WORD_SECONDS = 0.008
_MARKS = re.compile("[，。]")
#: Far above what a campaign's tabs need; they all come from one address.
KNOCKS = "100000 per minute"

_ROWS = """
    SELECT sender, text, status, message.run FROM contact_message AS message
    JOIN contact_conversation AS conversation ON conversation.id = conversation_id
    WHERE client_id = ? AND NOT notice ORDER BY message.id
"""
_OPEN_RUNS = """
    SELECT count(*) FROM realtime_run JOIN realtime_room ON realtime_room.id = room_id
    WHERE name = ? AND state IN ('queued', 'running')
"""


class Takeovers(Attack):
    guarantee = "G14"
    title = "taken over, replied to or closed at a random moment of an answer"
    full, small = 1000, 10
    parallel = 6

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect is CONTACT

    async def prepare(self) -> None:
        self.servers = await self.world.pair(handshake_limit=KNOCKS)
        self.ticket = (await asyncio.to_thread(staff_signed_in, self.servers[0])).ticket

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, name = Outcome(), f"g14-{seed}"
        path, place = f"/contact?client_id={client_id(name)}", partial(random.choice, self.servers)
        question = self.world.playbook.question(tokens(*WORDS, delay=WORD_SECONDS))
        async with (
            connected(place(), path=f"{path}&stream=delta", since=0) as visitor,
            connected(place(), path=path) as plain,
            connected(place(), path="/contact/inbox", ticket=self.ticket) as staff,
        ):
            await plain.receive()
            await visitor.send(type="chat_message", message=question, client_message_id=name)
            await visitor.until(lambda frame: frame["type"] == "accepted")
            await self._reach_a_moment(visitor, random)
            deed = random.choice(["take_over", "take_over", "reply", "close"])
            await self._do(staff, outcome, type=deed, client_id=client_id(name), message="mine")
            outcome.count(deed)
            await self._until_it_is_over(name, staff, (visitor, plain), outcome)
        self._judge(name, visitor, plain, outcome)
        return outcome

    async def _do(self, staff: Socket, outcome: Outcome, **command: Any) -> None:
        """Let staff do something, again where the database was busy, as their page does."""
        retries = True
        while retries:
            await staff.send(**command)
            [*_, answer] = await staff.until(lambda frame: frame["type"] in ("done", "error"))
            retries = bool(answer.get("retryable"))
        outcome.expect(answer["type"] == "done", f"{command}: {answer}")

    async def _reach_a_moment(self, visitor: Socket, random: Random) -> None:
        """Wait for some words, or for none; then for a part of the time between two."""
        words = random.choice([0, 1, *[random.randrange(2, len(WORDS))] * 4])
        heard = 0
        while heard < words:
            frame = await visitor.receive()
            heard += len(_MARKS.findall(frame["text"])) if frame["type"] == "delta" else 0
            if CONTACT.ends(frame):
                return
        await asyncio.sleep(random.uniform(0, 2 * WORD_SECONDS))

    async def _until_it_is_over(
        self, name: str, staff: Socket, tabs: tuple[Socket, ...], outcome: Outcome
    ) -> None:
        """Wait until the run has ended, and then until the owner's last word has come."""

        async def runs() -> int:
            return int(_rows(self.servers[0], _OPEN_RUNS, client_id(name))[0][0])

        await becomes(0, runs)
        await self._do(staff, outcome, type="reply", client_id=client_id(name), message="last")
        for tab in tabs:
            await tab.until(lambda frame: frame.get("message") == "last")

    def _judge(self, name: str, visitor: Socket, plain: Socket, outcome: Outcome) -> None:
        rows = _rows(self.servers[0], _ROWS, client_id(name).replace("-", ""))
        by_ai = [row for row in rows if row[0] == "assistant"]
        text = "".join(row[1] for row in by_ai)
        outcome.expect(TEXT.startswith(text), f"stored {text!r}")
        taken = next(n for n, frame in enumerate(visitor.heard) if frame["type"] == "takeover")
        after = [frame for frame in visitor.heard[taken:] if _by_ai(frame)]
        outcome.expect(not after, f"after the takeover: {after}")
        outcome.compare(_deltas(visitor.heard), text)
        outcome.compare(_messages(plain.heard), text)
        owner = next((n for n, f in enumerate(plain.heard) if f.get("sender") == "owner"), 0)
        late = [frame for frame in plain.heard[owner:] if _by_ai(frame)]
        outcome.expect(not late, f"after the owner's word: {late}")
        statuses = [row[2] for row in by_ai]
        whole = text == TEXT and statuses[-1:] == ["completed"]
        cut_off = not text or statuses[-1:] == ["taken_over"]
        in_parts = any(frame.get("partial") for frame in plain.heard)
        outcome.expect(whole or cut_off or in_parts, f"{statuses} for {text!r}")
        last_ai = max((n for n, row in enumerate(rows) if row[0] == "assistant"), default=-1)
        first_owner = next(n for n, row in enumerate(rows) if row[0] == "owner")
        outcome.expect(last_ai < first_owner, f"the AI's row comes after the owner's: {rows}")
        if "taken_over" in statuses:
            outcome.count("silenced in its sentence")
        elif whole:
            outcome.count("had ended")
        else:
            outcome.count("silenced between two messages" if text else "silenced before a word")


def _by_ai(frame: Frame) -> bool:
    return frame["type"] == "delta" or frame.get("sender") == "assistant"


def _deltas(heard: list[Frame]) -> str:
    return "".join(frame["text"] for frame in heard if frame["type"] == "delta")


def _messages(heard: list[Frame]) -> str:
    return "".join(
        frame["message"]
        for frame in heard
        if frame.get("sender") == "assistant" and not frame.get("notice")
    )


def _rows(server: ServerProcess, query: str, *parameters: Any) -> list[Any]:
    folder: Path = server.folder
    address = f"file:{folder / 'tokenwire.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        return database.execute(query, parameters).fetchall()
