"""G9: hostile frames.

After each hostile frame comes a `stop` with an id of its own, so that it is known what answered
what: an error frame, a documented close code, the frames of a run where it was a question after
all, or nothing. Frames that are broken below JSON come on a connection each, which is then half
closed, so that a server that waits for more ends it. URLs are hostile as well.
"""

import re
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

import orjson

from llm.scripts import tokens
from realtime.errors import CloseCode
from tests.faults.clients import BINARY, CLOSE, TEXT, Raw, wired
from tests.faults.hostile import PLACES, broken_frame, hostile_payload
from tests.faults.trials import Attack, Outcome
from tests.sockets import connected

A_TRIAL = 100
#: A traceback's last line; trials that run beside each other see each other's.
_RAISED = re.compile(r"^Traceback [^\n]*\n(?:[ ].*\n)*(\S.{0,80})", re.MULTILINE)
#: Far above what a campaign sends; all of it comes from one address.
RATE = "1000000 per minute"
#: Of the protocol, beside our own: malformed (1002), not UTF-8 (1007), too big (1009).
CODES = {*map(int, CloseCode), 1002, 1007, 1009} - {int(CloseCode.INTERNAL)}
#: What a server may answer to a handshake whose URL makes no sense.
STATUSES = {0, 101, 400, 403, 404, 414, 431}


class HostileFrames(Attack):
    guarantee = "G9"
    title = f"trials of {A_TRIAL} hostile frames"
    full, small = 100, 2
    timed = False
    parallel = 4

    async def prepare(self) -> None:
        self.server = await self.world.shared(message_limit=RATE, handshake_limit=RATE)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        talk = Talk(self, f"g9-{seed}", random, outcome)
        before = len(self.server.log)
        for _ in range(A_TRIAL):
            await random.choices([talk.say, talk.say_broken, talk.knock], [80, 15, 5])[0]()
        await talk.leave()
        await self._served(f"g9-{seed}-normal", outcome)
        for raised in sorted(set(_RAISED.findall(self.server.log[before:]))):
            outcome.expect(False, f"a traceback in the log: {raised}")
        return outcome

    async def _served(self, room: str, outcome: Outcome) -> None:
        question = self.world.playbook.question(tokens("正", "常", "。"))
        async with connected(self.server, path=self.dialect.path(room), since=0) as socket:
            await socket.send(**self.dialect.ask(question))
            frames = await socket.until(self.dialect.ends)
        fold = self.dialect.fold()
        for frame in frames:
            fold.hear(frame)
        [answer] = self.dialect.stored(self.server.folder, room).values()
        outcome.expect(list(fold.answers.values()) == [answer], f"heard {fold.answers}")
        outcome.expect(answer.text == "正常。", f"stored {answer}")


class Talk:
    """What a hostile client says in one room, over as many connections as that takes."""

    def __init__(self, attack: HostileFrames, room: str, random: Random, outcome: Outcome) -> None:
        self._dialect, self._port = attack.dialect, attack.server.port
        self._path, self._random, self._outcome = attack.dialect.path(room), random, outcome
        self._long = attack.world.playbook.question(tokens(*("长" * 50), delay=0.002))
        self._raw: Raw | None = None
        self._number = 0

    async def say(self) -> None:
        """Say what is whole as a frame, and see what it is answered with."""
        payload = hostile_payload(self._dialect.ask("正常吗？"), self._random)
        raw = self._raw = self._raw or await self._connected()
        self._number += 1
        probe = f"probe {self._number}"
        opcode = self._random.choice([TEXT, TEXT, TEXT, BINARY])
        try:
            await raw.send(wired(payload, opcode))
            await raw.send(wired(orjson.dumps({"type": "stop", "client_message_id": probe})))
        except OSError:
            pass  # why, is read below
        self._outcome.count(await self._answer(raw, probe, payload))

    async def _answer(self, raw: Raw, probe: str, payload: bytes) -> str:
        """Read up to the probe's answer, or to the end; return what came before it."""
        found = "silence"
        while (heard := await raw.receive()) is not None:
            if heard.opcode == CLOSE:
                self._outcome.expect(heard.code in CODES, f"{heard.code} to {payload[:80]!r}")
                await self.leave()
                return f"close {heard.code}"
            frame = self._frame(heard.payload)
            if frame.get("client_message_id") == probe:
                return found
            if self._dialect.is_error(frame):
                self._outcome.expect("internal" not in str(frame), f"{frame} to {payload[:80]!r}")
                found = "errors"
            elif found == "silence":
                found = "other answers"
        self._outcome.expect(False, f"gone without a word after {payload[:80]!r}")
        await self.leave()
        return "gone"

    async def say_broken(self) -> None:
        """Say what is no frame, on a connection of its own, perhaps while an answer comes."""
        data = broken_frame(self._dialect.ask("正常吗？"), self._random)
        async with await self._connected() as raw:
            try:
                if self._random.random() < 0.3:
                    await raw.send(wired(orjson.dumps(self._dialect.ask(self._long))))
                    await raw.receive()
                await raw.send(data)
                raw.finish()
            except OSError:
                pass
            while (heard := await raw.receive()) is not None:
                if heard.opcode == TEXT:
                    self._frame(heard.payload)
                if heard.opcode == CLOSE and heard.payload not in data:  # else it is an echo
                    self._outcome.expect(heard.code in CODES, f"{heard.code} to {data[:80]!r}")
        self._outcome.count("broken frames")

    async def knock(self) -> None:
        """Connect to a URL that makes no sense; where it is let in, go on there."""
        await self.leave()
        query = self._random.choice(PLACES).encode()
        if self._random.random() < 0.3:
            query += self._random.randbytes(8)
        if self._random.random() < 0.3:
            query = b"since=" + quote_from_bytes(self._random.randbytes(40)).encode()
        mark = b"&" if "?" in self._path else b"?"
        raw = await Raw.opened(self._port, self._path.encode() + mark + query)
        self._outcome.expect(raw.status in STATUSES, f"HTTP {raw.status} to {query!r}")
        self._outcome.count(f"handshakes {raw.status}")
        if raw.status == 101:
            self._raw = raw
        else:
            await raw.close()

    async def leave(self) -> None:
        if self._raw is not None:
            await self._raw.close()
        self._raw = None

    async def _connected(self) -> Raw:
        return await Raw.opened(self._port, self._path.encode())

    def _frame(self, payload: bytes) -> dict[str, Any]:
        frame: dict[str, Any] = orjson.loads(payload)
        self._outcome.expect("Traceback" not in str(frame), f"{frame}")
        return frame
