"""G19: origins, hosts and cookies, as the table of docs/security.md says."""

from random import Random

from tests.faults.dialect import Dialect
from tests.faults.trials import Attack, Outcome
from tests.origin_tables import LISTED, examples, outcome, page_rows
from tests.people import signed_in
from tests.server import Kind

_KINDS: tuple[Kind, ...] = ("uvicorn", "daphne")
_COLUMNS = ("open", "ticket", "session", "neither")
_TRIALS = [(kind, column, row) for row in page_rows() for column in _COLUMNS for kind in _KINDS]


class Origins(Attack):
    guarantee = "G19"
    below_dialects = True
    title = "each row of the table, on uvicorn and daphne"
    full, small = len(_TRIALS), 0  # tests/test_serve_origins.py tries the whole table
    timed = False
    parallel = 4

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.signs_in

    async def prepare(self) -> None:
        self.servers, self.shown = {}, {}
        for kind in _KINDS:
            for access in ("open", "ticket"):
                server = await self.world.shared(kind, access=access, allowed_origins=LISTED)
                self.servers[kind, access] = server
            [ada] = signed_in(self.servers[kind, "ticket"], "ada", rooms=self.dialect.rooms)
            bearer = {"Authorization": f"Bearer {ada.ticket}"}
            self.shown[kind] = {"ticket": bearer, "session": ada.cookie}

    async def trial(self, seed: int, random: Random) -> Outcome:
        found = Outcome()
        kind, column, row = _TRIALS[seed % len(_TRIALS)]
        server = self.servers[kind, "open" if column == "open" else "ticket"]
        headers = self.shown[kind].get(column, {})
        for origin in examples(server, row):
            was = await outcome(server, origin=origin, headers=headers)
            found.count("handshakes")
            found.expect(was == getattr(row, column), f"{kind} {column} {origin}: {was}")
        return found
