"""Sockets that ask for more: resuming, finer progress, whole jobs."""

import pytest

from llm.scripts import Stall, tokens
from realtime.testing import Client, is_type
from realtime.testing.attacks import Service, sends_once, stands_nonsense, survives_cuts
from video.tests.conftest import PATH, worked

FINER = f"{PATH}&stream=progress"

CHAT = Service(
    FINER,
    {"content": "hello"},
    lambda frame: frame["content"] if frame["type"] == "delta" else "",
    is_type("text"),
)


async def generated(client: Client, prompt: str = "a cat", **more: object) -> int:
    """Ask for a film; return its task id."""
    await client.send(type="generate", prompt=prompt, **more)
    return int((await client.until(is_type("job")))[-1]["job"]["taskId"])


async def test_a_job_is_told_from_its_order_to_its_film(offline) -> None:
    async with Client(f"{FINER}&since=0") as client:
        assert [(await client.receive())["type"] for _ in range(2)] == ["resumed", "state"]
        task_id = await generated(client, '{"seconds": {"3": 0.3}}', seconds=5, aspect="1:1")
        await worked()
        frames = await client.until(lambda f: f["type"] == "job" and "ended" in f["job"])
    jobs = [frame["job"] for frame in frames if frame["type"] == "job"]
    assert [job["status"] for job in jobs] == ["running", "completed"]
    assert {job["taskId"] for job in jobs} == {task_id}
    assert (jobs[-1]["aspect"], jobs[-1]["progress"], jobs[-1]["errorMessage"]) == ("1:1", 100, "")
    assert all("token=" in jobs[-1][name] for name in ("videoUrl", "imageUrl", "captionsUrl"))
    finer = [frame for frame in frames if frame["type"] == "job_progress"]
    clips = [frame for frame in finer if frame["stage"] == 3]
    assert len(clips) > 5
    assert all(20 < frame["progress"] <= 50 for frame in clips)
    assert [frame["done"] for frame in clips] == sorted(frame["done"] for frame in clips)
    offsets = [frame["offset"] for frame in frames if "offset" in frame]
    assert offsets == sorted(set(offsets))


async def test_a_fresh_page_gets_all_jobs_and_what_was_said(upstream) -> None:
    await upstream(tokens("hi"), (tokens("half"), Stall()))
    async with Client(FINER) as client:
        await client.receive()
        task_id = await generated(client)
        await worked()
        await client.send(content="hello")
        await client.until(is_type("text"))
        await client.send(content="more")
        await client.until(lambda f: f["type"] == "delta" and f["content"] == "half")
        async with Client(f"{FINER}&since=0") as other:
            _, state = await other.receive(), (await other.receive())["state"]
    assert [(job["taskId"], job["status"]) for job in state["jobs"]] == [(task_id, "completed")]
    assert state["jobs"][0]["videoUrl"].startswith("http://localhost/")
    said = [(message["role"], message["text"]) for message in state["messages"]]
    assert said == [("user", "hello"), ("assistant", "hi"), ("user", "more")]
    assert state["run"]["text"] == "half"


async def test_who_comes_back_hears_what_was_missed(offline) -> None:
    async with Client(f"{FINER}&since=0") as client:
        resumed = await client.receive()
        await client.receive()
        await generated(client)
    await worked()
    place = f"&since={resumed['offset'] + 1}&epoch={resumed['epoch']}"
    async with Client(f"{FINER}{place}") as client:
        assert (await client.receive())["recovered"] is True
        frames = await client.until(lambda f: f["type"] == "job" and "ended" in f["job"])
    assert frames[-1]["job"]["status"] == "completed"


async def test_a_stopped_answer_keeps_its_text(upstream) -> None:
    await upstream((tokens("half"), Stall()))
    async with Client(PATH) as client:
        await client.receive()
        await client.send(content="x")
        async with Client(f"{FINER}&since=0") as other:
            await other.until(lambda f: f["type"] in ("delta", "state"))
            await other.send(type="stop")
            ended = (await other.until(is_type("text")))[-1]
        assert (await client.receive())["content"] == ended["content"]
    assert (ended["status"], ended["errorMessage"]) == ("stopped", "回答已停止")


async def test_a_job_is_cancelled_and_tried_again_over_the_socket(offline) -> None:
    async with Client(FINER) as client:
        await client.receive()
        task_id = await generated(client)
        await client.send(type="cancel", taskId=task_id, client_message_id="c")
        frames = await client.until(is_type("accepted"))
        frames += await client.until(is_type("job")) if len(frames) == 1 else []
        assert any(f["type"] == "job" and f["job"]["status"] == "cancelled" for f in frames)
        await client.send(type="retry", taskId=task_id)
        assert (await client.until(is_type("job")))[-1]["job"]["status"] == "queued"
        await client.send(type="retry", taskId=task_id)
        assert (await client.until(is_type("error")))[-1]["code"] == "conflict"


@pytest.mark.parametrize("attack", [survives_cuts, sends_once, stands_nonsense])
async def test_what_the_engine_promises_holds_here_too(offline, attack) -> None:
    await attack(CHAT)
