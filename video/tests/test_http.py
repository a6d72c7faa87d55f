"""The HTTP half of PROTOCOLS 001, as the document's client calls it, and pages of other origins."""

import json

import pytest
from django.test import AsyncClient

from realtime.transactions import read
from video.models import VideoJob
from video.rooms import TASK_IDS
from video.tests.conftest import CODE, worked

JSON = "application/json"
PAGE = {"Origin": "http://testserver:5173"}
FOREIGN = {"Origin": "http://evil.example"}


async def post(client: AsyncClient, path: str, sent: object = None, **headers: str):
    return await client.post(path, json.dumps(sent or {}), content_type=JSON, headers=headers)


async def generated(client: AsyncClient, prompt: str = "a cat", **more: object) -> int:
    sent = {"inputText": prompt, "code": CODE, **more}
    return int((await post(client, "/api/video/generate", sent)).json()["data"])


async def test_a_film_is_ordered_watched_and_had(offline, async_client) -> None:
    sent = {"inputText": "a cat", "code": CODE}
    reply = await post(async_client, "/api/video/generate", sent)
    body = reply.json()
    assert (reply.status_code, body["code"], body["message"]) == (200, 200, "success")
    task_id = body["data"]
    assert isinstance(task_id, int)
    assert 0 < task_id <= TASK_IDS
    told = (await async_client.get(f"/api/video/progress/{task_id}")).json()["data"]
    assert told == {
        "taskId": task_id,
        "progress": 0,
        "stage": 0,
        "stageDesc": "",
        "estimatedRemainingTime": told["estimatedRemainingTime"],
        "videoUrl": "",
        "errorMessage": "",
        "status": "queued",
    }
    assert told["estimatedRemainingTime"] > 0
    await worked()
    told = (await async_client.get(f"/api/video/progress/{task_id}")).json()["data"]
    assert (told["progress"], told["stageDesc"], told["status"]) == (100, "处理完成", "completed")
    assert told["videoUrl"].startswith(f"http://testserver/api/video/files/{task_id}/film.mp4?")
    assert (await async_client.get(told["videoUrl"])).status_code == 200


async def test_an_order_is_carried_out_as_it_was_worded(offline, async_client) -> None:
    await generated(async_client, "一只猫\0", aspect="9:16", seconds=7.5)
    job = await read(VideoJob.objects.get)
    assert (job.prompt, job.aspect, job.seconds, job.language) == ("一只猫", "9:16", 7.5, "zh")
    assert job.actor == CODE


async def test_an_order_under_one_key_is_one_job(offline, async_client) -> None:
    sent = {"inputText": "a cat", "code": CODE}
    path = "/api/video/generate"
    first = await post(async_client, path, sent, **{"Idempotency-Key": "k"})
    again = await post(async_client, path, sent, **{"Idempotency-Key": "k"})
    assert first.json()["data"] == again.json()["data"]
    assert await read(VideoJob.objects.count) == 1


NO_ORDERS = [
    {},
    {"code": CODE},
    {"inputText": "x"},
    {"inputText": "x", "code": ""},
    {"inputText": "x", "code": 7},
    {"inputText": "x", "code": "a\0b"},
    {"inputText": "", "code": CODE},
    {"inputText": " ", "code": CODE},
    {"inputText": "x" * 5000, "code": CODE},
    {"inputText": 5, "code": CODE},
    {"inputText": "x", "code": CODE, "seconds": 1},
    {"inputText": "x", "code": CODE, "seconds": "5"},
    {"inputText": "x", "code": CODE, "aspect": "4:3"},
]


async def test_an_order_that_is_none_is_refused(offline, async_client) -> None:
    for sent in NO_ORDERS:
        reply = await post(async_client, "/api/video/generate", sent)
        body = reply.json()
        assert (reply.status_code, body["code"], body["data"]) == (400, 400, None), sent
        assert body["message"]
    assert await read(VideoJob.objects.count) == 0


async def test_more_than_may_wait_is_refused_with_a_status(offline, async_client, videos) -> None:
    videos(video_jobs_per_code=1)
    await generated(async_client)
    reply = await post(async_client, "/api/video/generate", {"inputText": "x", "code": CODE})
    assert (reply.status_code, reply.json()["code"]) == (503, 503)
    videos(video_address_limit="1 per hour")
    await generated(async_client, code="a")
    reply = await post(async_client, "/api/video/generate", {"inputText": "x", "code": "b"})
    assert reply.status_code == 429
    assert int(reply["Retry-After"]) > 0


async def test_a_job_is_cancelled_once(offline, async_client) -> None:
    task_id = await generated(async_client)
    path = f"/api/video/cancel/{task_id}"
    assert (await post(async_client, path)).json()["data"] is True
    assert (await post(async_client, path)).json()["data"] is False
    told = (await async_client.get(f"/api/video/progress/{task_id}")).json()["data"]
    assert (told["errorMessage"], told["status"]) == ("任务已取消", "cancelled")


async def test_ids_that_nobody_has_are_not_found(offline, async_client) -> None:
    for number in (0, 1, TASK_IDS, 9_999_999_999_999_999):
        reply = await async_client.get(f"/api/video/progress/{number}")
        assert (reply.status_code, reply.json()["code"]) == (404, 404)
        assert (await post(async_client, f"/api/video/cancel/{number}")).status_code == 404


async def test_files_are_named_by_their_task_alone(offline, async_client) -> None:
    task_id = await generated(async_client)
    name = f"{task_id}/film.mp4"
    check, download = "/api/file/check", "/api/file/download"
    assert (await post(async_client, check, {"path": name})).json()["data"] is False
    assert (await async_client.get(download, {"path": name})).status_code == 404
    await worked()
    told = await async_client.get(download, {"path": name})
    url = told.json()["data"]
    assert (await async_client.get(url)).status_code == 200
    for path in (name, f"/{name}", url, f"{task_id}/captions.vtt", f"{task_id}/thumbnail.jpg"):
        assert (await post(async_client, check, {"path": path})).json()["data"] is True


NO_FILES = [
    *("", "/", "film.mp4", "../film.mp4", "/etc/passwd", "file:///etc/passwd", None, 7, ["x"]),
    *("{id}/../{id}/film.mp4", "{id}/script.json", "{id}/1/film.mp4", "{id}//film.mp4"),
    *("{id}/film.mp4\0", "{id}/FILM.MP4", "０{id}/film.mp4", "-{id}/film.mp4", "x" * 5000),
    *("{id}\\film.mp4", "{id}%2Ffilm.mp4%00", "http://[/film.mp4", "9" * 400 + "/film.mp4"),
    *("videos/{id}/1/film.mp4", "tokenwire.sqlite3", "secret_key", "{id}/%2e%2e/film.mp4"),
]


async def test_nothing_else_can_be_named(offline, async_client) -> None:
    task_id = await generated(async_client)
    await worked()
    for path in NO_FILES:
        named = path.replace("{id}", str(task_id)) if isinstance(path, str) else path
        check = await post(async_client, "/api/file/check", {"path": named})
        assert (check.status_code, check.json()["data"]) == (200, False), named
        if isinstance(named, str):
            reply = await async_client.get("/api/file/download", {"path": named})
            assert (reply.status_code, reply.json()["data"]) == (404, None), named


async def test_the_test_url_is_a_film(offline, async_client) -> None:
    url = (await async_client.get("/api/file/test-url")).json()["data"]
    assert url == "http://testserver/static/video/test.mp4"


async def test_pages_of_this_hosts_other_ports_may_ask(offline, async_client) -> None:
    path = "/api/video/generate"
    asks = {**PAGE, "Access-Control-Request-Method": "POST"}
    preflight = await async_client.options(path, headers=asks)
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Origin"] == PAGE["Origin"]
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in preflight
    reply = await post(async_client, path, {"inputText": "x", "code": CODE}, **PAGE)
    assert reply.status_code == 200
    assert reply["Access-Control-Allow-Origin"] == PAGE["Origin"]
    assert "Origin" in reply["Vary"]
    refused = await post(async_client, path, {}, **PAGE)
    assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (400, PAGE["Origin"])


async def test_pages_of_other_hosts_may_not(offline, async_client) -> None:
    for path in ("/api/video/progress/1", "/api/file/test-url", "/api/video/files/1/film.mp4"):
        for reply in (
            await async_client.get(path, headers=FOREIGN),
            await async_client.options(path, headers=FOREIGN),
        ):
            assert reply.status_code == 403
            assert "Access-Control-Allow-Origin" not in reply
    sent = {"inputText": "x", "code": CODE}
    reply = await post(async_client, "/api/video/generate", sent, **FOREIGN)
    assert (reply.status_code, reply.json()["code"]) == (403, 403)
    assert await read(VideoJob.objects.count) == 0


async def test_other_methods_are_not_allowed(offline, async_client) -> None:
    reply = await async_client.get("/api/video/generate")
    assert (reply.status_code, reply["Allow"]) == (405, "POST, OPTIONS")
    assert (await async_client.delete("/api/video/progress/1")).status_code == 405


async def test_what_nobody_foresaw_is_told_with_an_id(offline, async_client, monkeypatch) -> None:
    def broken(task_id: int) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("video.selectors.job_facts", broken)
    reply = await async_client.get("/api/video/progress/1")
    assert reply.status_code == 500
    assert "secret" not in reply.content.decode()
    assert "internal error" in reply.json()["message"]


async def test_where_tickets_count_a_secret_code_is_one(
    offline, async_client, settings, ticketed
) -> None:
    assert (await post(async_client, "/api/video/generate", ticketed(CODE))).status_code == 200
    for code in ("demo", "user_1_abc", "user_1767225600000_A1B2C3D4"):
        reply = await post(async_client, "/api/video/generate", ticketed(code))
        assert reply.status_code == 401
    forged = {"Authorization": "Bearer tw1_forged"}
    reply = await post(async_client, "/api/video/generate", ticketed(CODE), **forged)
    assert reply.status_code == 401


@pytest.fixture
def ticketed(settings):
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": "ticket"})
    return lambda code: {"inputText": "x", "code": code}


async def test_the_page_may_load_films_of_this_server_alone(offline, async_client) -> None:
    reply = await async_client.get("/video")
    assert reply.status_code == 200
    assert "media-src 'self'" in reply["Content-Security-Policy"]
    assert (await async_client.post("/video")).status_code == 405
