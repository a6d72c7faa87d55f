"""What is kept for a user, beside the conversation."""

from typing import Any

import pytest

from chatstream.assistant import selectors
from chatstream.assistant.rooms import private_room, room_named
from chatstream.assistant.tests.asking import chat, entered, kinds_of, path
from llm.scripts import CallTool, tokens
from realtime.testing import Client

KEPT: dict[str, Any] = {"notes": [{"text": "牛奶"}], "todos": []}
ANSWER = (CallTool("transfer_to_weather_agent"), CallTool("get_weather"), (tokens("好"),))


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is read, one after the other, the last one again and again."""
    contexts = [KEPT]

    def told(user_id: str) -> dict[str, Any]:
        return contexts.pop(0) if len(contexts) > 1 else contexts[0]

    monkeypatch.setattr(selectors, "context_told", told)
    return contexts


async def test_the_context_is_told_as_it_is_and_as_it_changes(upstream, kept) -> None:
    await upstream(*ANSWER)
    more = {**KEPT, "todos": [{"text": "浇花"}]}
    kept.append(more)
    async with Client(path("ada")) as client:
        await entered(client)
        frames = await chat(client, "记一下")
        [booted] = await chat(client, "")
    first, second, *_, last = frames
    assert (first["content"]["context"], second["content"]["context"]) == ({}, KEPT)
    assert kinds_of(second) == []
    assert last["content"]["context"] == booted["content"]["context"] == more
    [update] = [e for e in last["content"]["events"] if e["type"] == "context_update"]
    assert update["metadata"] == {"changes": {"todos": [{"text": "浇花"}]}}


async def test_an_unchanged_context_is_no_event(upstream, kept) -> None:
    await upstream(*ANSWER)
    async with Client(path("ada")) as client:
        await entered(client)
        frames = await chat(client, "记一下")
    assert "context_update" not in kinds_of(frames[-1])


async def test_in_a_shared_room_nobody_sees_what_is_kept_for_another(upstream, kept) -> None:
    await upstream(*ANSWER)
    async with Client(path("ada", room_id="r")) as ada:
        await entered(ada)
        frames = await chat(ada, "记一下")
        frames += await chat(ada, "")
    assert {str(frame["content"]["context"]) for frame in frames} == {"{}"}
    assert selectors.context_in(room_named("r"), "ada") == {}


def test_a_context_that_outgrows_a_frame_is_cut(kept) -> None:
    kept[:] = [{"notes": [{"text": "长" * 500}] * 50, "open": 50}]
    shown = selectors.context_in(private_room("ada"), "ada")
    assert 0 < len(shown["notes"]) < 50
    assert shown["open"] == 50
    kept[:] = [{"notes": "长" * 50_000}]
    assert selectors.context_in(private_room("ada"), "ada") == {}
