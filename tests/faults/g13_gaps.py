"""G13: a gap is never silent. Who cannot be given all that they missed gets the state instead."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import closing
from enum import Enum
from random import Random
from typing import Any, NamedTuple

from llm.scripts import tokens
from tests.faults.clients import ComingBack
from tests.faults.dialect import Fold
from tests.faults.ledger import Ledger, database
from tests.faults.trials import Attack, Outcome
from tests.faults.world import Pool
from tests.server import ServerProcess, manage
from tests.sockets import Frame, connected
from tests.waiting import becomes

FIRST = tokens(*(f"{number} 甲。" for number in range(30)), delay=0.001)
SECOND = tokens(*(f"{number} 乙。" for number in range(40)), delay=0.02)

SETTINGS: dict[str, Any] = {"handshake_limit": "100000 per minute"}
#: Who asks does not come back, however busy the machine is: that would be another gap.
PING_SECONDS = 20.0
#: Beats come sooner, so that old events are soon found.
OFTEN: dict[str, Any] = {"lease_renew_seconds": "0.2", **SETTINGS}


class Gap(Enum):
    """What has become of the log that the client was in."""

    PRUNED = "pruned"
    EPOCH_RENEWED = "epoch renewed"
    FUTURE_OFFSET = "offset to come"
    WRONG_EPOCH = "another epoch"
    NO_EPOCH = "no epoch"
    NO_OFFSET = "no offset"


#: What no server has ever given anybody as an offset. Long ones are long for `int` as well.
NO_OFFSETS = ("", "-1", "0", "1e3", "0x10", "1.0", "٣", " 7", "9" * 30, "9" * 5000, "null")


class _Client(NamedTuple):
    """Somebody who comes back with what they know, and where they say that they were."""

    fold: Fold
    place: dict[str, Any]


def _left_after(heard: list[Frame], frames: int, new: Callable[[], Fold]) -> Fold:
    """Return what a client knew that left after so many frames."""
    fold = new()
    for frame in heard[:frames]:
        fold.hear(frame)
    return fold


def _recoverable(ledger: Ledger, place: dict[str, Any]) -> bool:
    """Return whether the rows hold all that came after a place, by looking at them."""
    since = str(place["since"])
    if not (since.isascii() and since.isdecimal() and len(since) < 19):
        return False
    offset = int(since)
    missed = range(offset + 1, ledger.offset + 1)
    known = 0 < offset <= ledger.offset and place["epoch"] == ledger.epoch
    return known and all(each in ledger.rows for each in missed)


async def _come_back(
    attack: Attack, server: ServerProcess, room: str, client: _Client, answers: int, out: Outcome
) -> bool:
    """Resume and stay until so many answers have ended; return whether it was recovered."""
    path = attack.dialect.path(room)
    async with connected(server, path=path, **client.place) as socket:
        resumed = await socket.receive()
        client.fold.hear(resumed)
        recovered = bool(resumed.get("recovered"))
        out.expect(resumed["type"] == "resumed", f"the first frame is {resumed}")
        while len(socket.heard) < 2 - recovered or not _ended(client.fold, answers):
            frame = await socket.receive()
            due = not recovered and len(socket.heard) == 2
            right = (frame["type"] == "state") == due
            out.expect(right, f"recovered {recovered}, frame {len(socket.heard)}: {frame}")
            client.fold.hear(frame)
    stored = attack.dialect.stored(server.folder, room)
    out.expect(client.fold.answers == stored, f"{client.fold.answers} is not {stored}")
    for run, answer in stored.items():
        heard = client.fold.answers.get(run)
        out.compare(heard.text if heard else "", answer.text)
    return recovered


def _ended(fold: Fold, answers: int) -> bool:
    return sum(bool(answer.ending) for answer in fold.answers.values()) >= answers


class Gaps(Attack):
    """The log is cut or renewed by another process while the room's next answer streams."""

    guarantee = "G13"
    title = "log pruned, epoch renewed, place unknown; then resumed in the middle of an answer"
    full, small = 300, 12
    parallel = 4

    async def prepare(self) -> None:
        self.server = await self.world.shared(**SETTINGS)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room, server = Outcome(), f"g13-{seed}", self.server
        gap = list(Gap)[seed % len(Gap)]
        asker = ComingBack(self.dialect, room, lambda: server.port, random, outcome)
        asker.ping_seconds = PING_SECONDS
        await asker.ask(self.world.playbook.question(FIRST))
        left = random.randrange(2, len(asker.heard) + 1)
        fold = _left_after(asker.heard, left, self.dialect.fold)
        async with asyncio.TaskGroup() as group:
            group.create_task(asker.ask(self.world.playbook.question(SECOND)))

            async def answers() -> int:
                return len(asker.fold.answers)

            await becomes(2, answers)
            place = self._cut(gap, self.dialect.room_name(room), fold, random)
            hoped = _recoverable(Ledger.of(server.folder, self.dialect.room_name(room)), place)
            client = _Client(fold, place)
            recovered = await _come_back(self, server, room, client, 2, outcome)
        outcome.expect(recovered == hoped, f"{gap.value}: recovered {recovered}, rows say {hoped}")
        outcome.count(f"{gap.value}, {'all there' if hoped else 'told'}")
        outcome.seconds.clear()
        return outcome

    def _cut(self, gap: Gap, room: str, fold: Fold, random: Random) -> dict[str, Any]:
        """Make the gap; return where the client says that it was."""
        place: dict[str, Any] = {"since": fold.offset, "epoch": fold.epoch}
        match gap:
            case Gap.PRUNED:
                self._prune(room, random)
            case Gap.EPOCH_RENEWED:
                self._sql(
                    "UPDATE realtime_room SET epoch = ? WHERE name = ?", secrets.token_hex(8), room
                )
            case Gap.FUTURE_OFFSET:
                place["since"] = 10 ** random.randint(4, 18) + random.randrange(1000)
            case Gap.WRONG_EPOCH:
                place["epoch"] = random.choice([secrets.token_hex(8), fold.epoch[:-1], "0", "%00"])
            case Gap.NO_EPOCH:
                place["epoch"] = ""
            case Gap.NO_OFFSET:
                place["since"] = random.choice(NO_OFFSETS)
        return place

    def _prune(self, room: str, random: Random) -> None:
        """Remove the first answer's events up to some place, and say so, as retention does."""
        ledger = Ledger.of(self.server.folder, room)
        first = next(row.run for row in ledger.rows.values() if row.run is not None)
        ended = max(row.offset for row in ledger.rows.values() if row.run == first)
        upto = random.randint(1, ended)
        self._sql(
            "UPDATE realtime_room SET pruned_to = ? WHERE name = ? AND pruned_to < ?",
            *(upto, room, upto),
        )
        self._sql(
            'DELETE FROM realtime_event WHERE "offset" <= ?'
            " AND room_id = (SELECT id FROM realtime_room WHERE name = ?)",
            *(upto, room),
        )

    def _sql(self, statement: str, *parameters: object) -> None:
        with closing(database(self.server.folder)) as connection:
            connection.execute(statement, parameters)


class Restores(Attack):
    """The operator's own ways: a back-up put in the database's place, and retention."""

    guarantee = "G13"
    below_dialects = True
    title = "a back-up restored, events grown old; then resumed"
    full, small = 30, 2
    parallel = 3

    async def prepare(self) -> None:
        self.servers = Pool(lambda: self.world.server(**OFTEN))

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome, room = Outcome(), f"g13-own-{seed}"
        async with self.servers.one() as server:
            asker = ComingBack(self.dialect, room, lambda: server.port, random, outcome)
            await asker.ask(self.world.playbook.question(FIRST))
            before = asker.fold.offset
            lose = self._grow_old if seed % 2 else self._restore
            await lose(server, asker)
            # Somewhere in what the database no longer has, or has otherwise.
            later = [n for n, frame in enumerate(asker.heard, 1) if frame.get("offset", 0) > before]
            span = later if lose == self._restore else range(2, len(asker.heard))
            fold = _left_after(asker.heard, random.choice(list(span)), self.dialect.fold)
            place = {"since": fold.offset, "epoch": fold.epoch}
            other = ComingBack(self.dialect, room, lambda: server.port, random, outcome)
            answers = len(self.dialect.stored(server.folder, room)) + 1
            async with asyncio.TaskGroup() as group:
                group.create_task(other.ask(self.world.playbook.question(SECOND)))
                client = _Client(fold, place)
                recovered = await _come_back(self, server, room, client, answers, outcome)
            outcome.expect(not recovered, "recovered, but the log is another one")
            outcome.count("restored" if lose == self._restore else "grown old")
        return outcome

    async def _restore(self, server: ServerProcess, asker: ComingBack) -> None:
        """Answers are given after the back-up, which the back-up does not know of."""
        copy = server.folder / f"{asker.room}.backup"
        await self._manage(server, "backup", str(copy))
        await asker.ask(self.world.playbook.question(FIRST))
        server.terminate()
        await asyncio.to_thread(server.wait)
        await self._manage(server, "restore", str(copy))
        await asyncio.to_thread(server.start)

    async def _manage(self, server: ServerProcess, command: str, file: str) -> None:
        done = await asyncio.to_thread(manage, server.folder, command, file)
        if done.returncode:
            raise RuntimeError(done.stderr)

    async def _grow_old(self, server: ServerProcess, asker: ComingBack) -> None:
        """Let the serving process itself find that its events are too old."""
        with closing(database(server.folder)) as connection:
            for table, column in (("event", "created_at"), ("run", "ended_at")):
                connection.execute(
                    f"UPDATE realtime_{table} SET {column} = '2020-01-01 00:00:00'"  # noqa: S608
                )

        async def pruned() -> bool:
            rows = Ledger.of(server.folder, self.dialect.room_name(asker.room)).rows.values()
            return not any(row.run for row in rows)  # who is there is told ever anew

        await becomes(True, pruned)
