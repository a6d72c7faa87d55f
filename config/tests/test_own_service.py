"""The service in docs/architecture.md works as it stands there, and the attacks on it can fail."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from types import ModuleType
from typing import Any

import pytest
from channels.routing import URLRouter

from config.tests.test_examples import programs
from realtime.kinds import register
from realtime.recovery import Place
from realtime.routing import socket_path
from realtime.testing import Client, is_type
from realtime.testing.attacks import sends_once, stands_nonsense, survives_cuts

FILES = ("frames", "services", "consumers", "test_attacks")


@pytest.fixture
def parrot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """Join the parrot to the project; give its modules."""
    (tmp_path / "parrot").mkdir()
    for name, program in zip(FILES, programs("docs/architecture.md"), strict=True):
        (tmp_path / "parrot" / f"{name}.py").write_text(program, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    modules = {name: importlib.import_module(f"parrot.{name}") for name in FILES}
    register(modules["services"].ParrotRun())
    route = socket_path(r"^ws/parrot/(?P<name>.+)$", modules["consumers"].ParrotConsumer)
    monkeypatch.setattr("realtime.testing.get_default_application", lambda: URLRouter([route]))
    yield modules
    for name in ("parrot", *(f"parrot.{name}" for name in FILES)):
        sys.modules.pop(name, None)


async def test_the_parrot_speaks_resumes_and_stops(running_engine, parrot) -> None:
    async with Client("/ws/parrot/left?since=0") as one, Client("/ws/parrot/left") as two:
        epoch = (await one.receive())["epoch"]
        await one.receive()
        await two.send(text="hello old friend")
        frames = await one.until(is_type("ended"))
        assert "".join(frame.get("text", "") for frame in frames) == "hello old friend "
        assert frames[-1]["how"] == "completed"
        await two.send(text=7)
        assert (await two.until(is_type("error")))[-1]["code"] == "invalid_field"
    async with Client(f"/ws/parrot/left?since=1&epoch={epoch}") as back:
        assert (await back.receive())["recovered"] is True
        again = await back.until(is_type("ended"))
        assert "".join(frame.get("text", "") for frame in again) == "hello old friend "


async def test_the_parrots_own_tests_pass(running_engine, parrot) -> None:
    tests = [test for name, test in vars(parrot["test_attacks"]).items() if name[:5] == "test_"]
    assert len(tests) == 3
    for test in tests:
        await test(running_engine)


@pytest.mark.parametrize("shift", [-1, 1], ids=["doubled", "lost"])
async def test_a_service_that_resumes_at_the_wrong_place_falls(
    running_engine, parrot, monkeypatch: pytest.MonkeyPatch, shift: int
) -> None:
    asked = Place.asked

    def misplaced(since: str, epoch: str) -> Place:
        place = asked(since, epoch)
        return place._replace(offset=place.offset + shift) if place.offset else place

    monkeypatch.setattr(Place, "asked", misplaced)
    with pytest.raises((AssertionError, TimeoutError)):
        await survives_cuts(parrot["test_attacks"].PARROT)


async def test_a_service_that_forgets_ids_falls(running_engine, parrot, monkeypatch) -> None:
    services: Any = parrot["services"]
    say = services.parrot_say

    async def forgetful(*place: str, client_message_id: str | None, **more: Any) -> Any:
        message_id = client_message_id and token_hex(8)
        return await say(*place, client_message_id=message_id, **more)

    monkeypatch.setattr(services, "parrot_say", forgetful)
    with pytest.raises((AssertionError, TimeoutError)):
        await sends_once(parrot["test_attacks"].PARROT)


async def test_a_service_that_breaks_on_nonsense_falls(
    running_engine, parrot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        parrot["consumers"].ParrotConsumer, "parse", lambda self, sent: sent["no such key"]
    )
    with pytest.raises(AssertionError):
        await stands_nonsense(parrot["test_attacks"].PARROT)
