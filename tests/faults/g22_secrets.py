"""G22: no secret leaves."""

from pathlib import Path
from random import Random
from typing import Any

import httpx2

from llm.scripts import Fail, Raw, tokens
from llm.scripts.steps import Step
from tests.faults.dialect import Dialect
from tests.faults.trials import Attack, Outcome
from tests.people import Person, signed_in
from tests.server import ServerProcess
from tests.sockets import connected

#: The model's server says back what it was sent, as some do in their errors.
_ECHO = '{{"error": {{"message": "Incorrect API key provided: {}", "code": "invalid_api_key"}}}}'


class Secrets(Attack):
    guarantee = "G22"
    below_dialects = True
    title = "canaries in every secret, everything at DEBUG"
    full, small = 10, 1
    timed = False
    parallel = 2

    @classmethod
    def suits(cls, dialect: Dialect) -> bool:
        return dialect.signs_in

    async def trial(self, seed: int, random: Random) -> Outcome:
        outcome = Outcome()

        def canary(name: str) -> str:
            return f"{name}-canary-{random.getrandbits(64):016x}"

        key, secret, password, own = map(canary, ("sk", "secret-key" * 4, "password", "token"))
        server = await self.world.server(
            access="ticket", log_level="DEBUG", openai_api_key=key, secret_key=secret
        )
        # Commands that make people must sign as the server does.
        (server.folder / "secret_key").write_text(secret)
        [ada] = signed_in(server, "ada", rooms=self.dialect.rooms)
        heard = await self._talk(server, ada, own, key)
        heard += await self._ask_over_http(server, ada, password)
        server.kill()
        canaries = {"key": key, "secret": secret, "password": password, "own token": own}
        canaries |= {"ticket": ada.ticket, "session": ada.session}
        for name, value in canaries.items():
            outcome.expect(value not in server.log, f"the {name} is in the log")
            outcome.expect(value not in heard, f"the {name} is in a frame")
            for path in _files(server.folder):
                if name == "session" and path.name.startswith("tokenwire.sqlite3"):
                    continue  # Django keeps sessions there, under their keys
                found = value.encode() in path.read_bytes()
                outcome.expect(not found, f"the {name} is in {path.name}")
                outcome.count("files")
        outcome.count("log lines", server.log.count("\n"))
        return outcome

    async def _talk(self, server: ServerProcess, ada: Person, own: str, key: str) -> str:
        """Have answers that end well and badly, with the canaries shown in every place."""
        replies: list[Step] = [
            tokens("好"),
            Fail(401, _ECHO.format(key).encode()),
            Raw(f'data: {{"error": {{"message": "{key}"}}}}\n\n'.encode()),
        ]
        heard = []
        for reply, how in zip(replies, _ways(ada), strict=True):
            question = self.world.playbook.question(reply)
            async with connected(server, path=self.dialect.path("ada"), **how) as socket:
                await socket.send(**self.dialect.ask(question), token=own)
                await socket.until(self.dialect.ends)
                await socket.send_text(f'{{"ticket": "{ada.ticket}", "token": "{own}", ')
                await socket.until(self.dialect.is_error)
                heard.append(str(socket.heard))
        return "".join(heard)

    async def _ask_over_http(self, server: ServerProcess, ada: Person, password: str) -> str:
        said = []
        async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
            page = await http.get("/admin/login/")
            form = {"username": "admin", "password": password, "next": "/admin/"}
            form["csrfmiddlewaretoken"] = page.text.split('name="csrfmiddlewaretoken" value="')[
                1
            ].split('"')[0]
            headers = {"Origin": server.url, "Referer": server.url}
            said.append((await http.post("/admin/login/", data=form, headers=headers)).text)
            for path in (f"/nowhere?ticket={ada.ticket}", f"/status?token={ada.ticket}"):
                said.append((await http.get(path, headers=ada.cookie)).text)
            bearer = {"Authorization": f"Bearer {ada.ticket}"}
            said.append((await http.post("/chat", content=b"{", headers=bearer)).text)
        return "".join(said)


def _ways(ada: Person) -> list[dict[str, Any]]:
    return [
        {"headers": {"Authorization": f"Bearer {ada.ticket}"}},
        {"ticket": ada.ticket},
        {"subprotocols": ["tokenwire", ada.ticket]},
    ]


def _files(folder: Path) -> list[Path]:
    """All that the server has written, but its own key."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "secret_key"]
