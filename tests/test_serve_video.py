"""Films on a real server: workers that it starts, and that end with it."""

import asyncio
import os
import signal
from pathlib import Path

import httpx2
import pytest

from tests.films import FILM
from tests.server import ServerProcess, manage
from tests.sockets import connected
from tests.video import films_on_disk, stored_job, stored_stages
from tests.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="session")

CODE = "user_1767225600000_a1b2c3d4"
PATH = f"/api/ws/video-generation?code={CODE}"
FILMS = {"video_pipeline": "tests.films", "video_lease_seconds": "2"}


async def ordered(server: ServerProcess, prompt: str) -> int:
    sent = {"inputText": prompt, "code": CODE, "seconds": 5}
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as http:
        reply = await http.post(f"{server.url}/api/video/generate", json=sent)
    return int(reply.json()["data"])


def is_last(frame) -> bool:
    return frame["type"] in ("video", "error")


def lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


async def state_of(server: ServerProcess, task_id: int) -> str:
    return stored_job(server.folder, task_id).state


async def test_a_server_makes_films_and_its_worker_is_started_again_when_it_dies(serve) -> None:
    server = serve(video_workers="1", **FILMS)
    async with connected(server, path=PATH) as page:
        await page.receive()
        task_id = await ordered(server, '{"seconds": {"3": 1.5}}')
        await page.until(lambda frame: frame.get("stage") == 3)
        await page.send(type="ping")
        assert (await page.receive())["type"] == "pong"
        [worker] = server.workers
        os.kill(worker, signal.SIGKILL)
        last = (await page.until(is_last, 40))[-1]
        assert (last["type"], last["taskId"]) == ("video", task_id)
        assert [frame["stage"] for frame in page.heard if "stage" in frame] == [1, 2, 3, 4, 5, 6]
        assert stored_stages(server.folder, task_id) == {1: 1, 2: 1, 3: 2, 4: 2, 5: 2}
        async with httpx2.AsyncClient(trust_env=False) as http:
            film = await http.get(last["videoUrl"])
            part = await http.get(last["videoUrl"], headers={"Range": "bytes=100-199"})
        assert (film.status_code, film.content) == (200, FILM)
        assert (part.status_code, part.content) == (206, FILM[100:200])


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_server_that_ends_lets_its_worker_give_the_job_back(serve, workers) -> None:
    server = serve(video_workers="1", workers=workers, **FILMS)
    task_id = await ordered(server, '{"seconds": {"3": 9}}')

    async def stage() -> int:
        return stored_job(server.folder, task_id).stage

    await becomes(3, stage)
    worker = stored_job(server.folder, task_id).pid
    assert worker in server.workers
    server.terminate()
    await asyncio.to_thread(server.wait)
    assert not lives(worker)
    assert (await state_of(server, task_id), films_on_disk(server.folder, task_id)) == (
        "queued",
        [],
    )


async def test_a_worker_ends_with_a_server_that_was_killed(serve) -> None:
    server = serve(video_workers="1", **FILMS)

    async def started() -> int:
        return len(server.workers)

    await becomes(1, started)
    [worker] = server.workers
    server.kill()

    async def still_there() -> bool:
        return lives(worker)

    await becomes(False, still_there)


async def test_films_are_made_by_a_command_and_removed_by_another(serve) -> None:
    server = serve(**FILMS)
    assert server.workers == []
    task_id = await ordered(server, "a cat")
    settings = {"VIDEO_PIPELINE": "tests.films", "ACCESS": "open"}
    made = await asyncio.to_thread(manage, server.folder, "video_worker", "--batch", **settings)
    assert made.returncode == 0, made.stderr
    assert await state_of(server, task_id) == "completed"
    pruned = await asyncio.to_thread(manage, server.folder, "prune_videos", "--hours", "0")
    assert pruned.stdout == "Removed the files of 1 jobs, and 0 leftovers.\n"
    assert films_on_disk(server.folder, task_id) == []
