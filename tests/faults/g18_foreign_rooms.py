"""G18: nobody hears another's room."""

from contextlib import suppress
from random import Random
from typing import Any

import orjson
from websockets.exceptions import ConnectionClosed, InvalidStatus

from llm.scripts import tokens
from tests.faults.dialect import Dialect
from tests.faults.trials import Attack, Outcome
from tests.people import Person, signed_in
from tests.sockets import Socket, connected

_PEOPLE = 12
_PLACES = ("header", "subprotocol", "query", "token query", "session", "first frame", "nothing")


class ForeignRooms(Attack):
    guarantee = "G18"
    title = "another's room, with a ticket or a session of one's own"
    full, small = 300, 8
    timed = False
    parallel = 6

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.signs_in

    async def prepare(self) -> None:
        self.server = await self.world.shared(access="ticket")
        names = [f"g18-{number}" for number in range(_PEOPLE)]
        self.people = signed_in(self.server, *names, rooms=self.dialect.rooms)

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        owner, intruder = random.sample(self.people, 2)
        secret = f"secret-{seed}-{random.getrandbits(64):x}"
        question = f"{self.world.playbook.question(tokens(secret, '，', secret, delay=0.02))}"
        owners = {"headers": owner.cookie, "origin": self.server.url}
        async with self._socket(owner.name, owners) as socket:
            await socket.send(**self.dialect.ask(question))
            frames = await socket.until(self.dialect.ends)
            run = next(frame["run"] for frame in frames if "run" in frame)
            place = random.choice(_PLACES)
            outcome.count(place)
            heard = await self._intrude(owner, intruder, place, run, random)
            absent = await self._intrude(None, intruder, place, run, random)
        outcome.expect(secret not in str(heard) and run not in str(heard), f"heard {heard}")
        outcome.expect(heard[0] == absent[0], f"{heard[0]} there, {absent[0]} where nothing is")
        return outcome

    async def _intrude(
        self, owner: Person | None, intruder: Person, place: str, run: str, random: Random
    ) -> tuple[int, list[Any]]:
        """Return the status or close code that an intruder gets, and all that they hear."""
        room = owner.name if owner is not None else f"nobody-{random.getrandbits(40):x}"
        since = random.choice(({}, {"since": 0}, {"since": 1, "epoch": "x"}))
        commands = [self.dialect.ask("anybody here?"), {"type": "stop", "run": run}]
        random.shuffle(commands)
        if place == "first frame":
            commands.insert(0, {"type": "auth", "ticket": intruder.ticket})
        try:
            async with self._socket(room, {**_shown(place, intruder), **since}) as socket:
                for command in commands:
                    with suppress(ConnectionClosed):
                        await socket.send(**command)
                code = await socket.close_code()
                return code, socket.heard
        except InvalidStatus as refused:
            return refused.response.status_code, [refused.response.body]

    def _socket(self, room: str, how: dict[str, Any]) -> Any:
        return connected(self.server, path=self.dialect.path(room), **how)


def _shown(place: str, person: Person) -> dict[str, Any]:
    ways: dict[str, dict[str, Any]] = {
        "header": {"headers": {"Authorization": f"Bearer {person.ticket}"}},
        "subprotocol": {"subprotocols": ["tokenwire", person.ticket]},
        "query": {"ticket": person.ticket},
        "token query": {"token": person.ticket},
        "session": {"headers": person.cookie, "origin": person.server.url},
    }
    return ways.get(place, {})


class OpenRooms(Attack):
    guarantee = "G18"
    title = "open access: every socket beside every other room"
    full, small = 40, 2
    timed = False
    parallel = 2

    async def prepare(self) -> None:
        self.server = await self.world.shared()

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()
        secrets = {f"g18 {seed} {n}/小明": f"{random.getrandbits(64):x}" for n in range(12)}
        sockets: dict[str, Socket] = {}
        opened = []
        for room in secrets:
            since: dict[str, Any] = random.choice(({}, {"since": 0}))
            entered = connected(self.server, path=self.dialect.path(room), **since)
            sockets[room] = await entered.__aenter__()
            opened.append(entered)
        for room, secret in secrets.items():
            question = self.world.playbook.question(tokens(*secret, delay=0.003))
            await sockets[room].send(**self.dialect.ask(question))
        for room, socket in sockets.items():
            await socket.until(self.dialect.ends)
            fold = self.dialect.fold()
            for frame in socket.heard:
                fold.hear(frame)
            texts = [answer.text for answer in fold.answers.values()]
            outcome.expect(texts == [secrets[room]], f"{texts} in the room of {secrets[room]}")
            for other, secret in secrets.items():
                said = orjson.dumps(socket.heard).decode()
                outcome.expect(other == room or secret not in said, f"{room} heard {other}")
        for entered in opened:
            await entered.__aexit__(None, None, None)
        return outcome
