"""Every row of PROTOCOLS 001, as the real page's socket sees it."""

import pytest

from llm.scripts import CallTool, Fail, tokens
from realtime.models import Event
from realtime.testing import Client, HandshakeRefused, eventually, is_type, without
from realtime.transactions import read
from video import attempts, services
from video.jobs import Order
from video.models import VideoJob, VideoMessage
from video.tests.conftest import CODE, PATH, greeted, worked

OURS = {"offset", "run", "id", "timestamp", "content", "extra", "status"}
STAGES = ["内容理解", "分镜头脚本", "视频生成", "语音合成", "视频合成", "处理完成"]
UPTO = [10, 20, 50, 70, 90, 100]


async def order(prompt: str = "a cat", code: str = CODE) -> VideoJob:
    made = Order(prompt, "16:9", 5.0, "en")
    return (await services.video_generate(code, made, actor=code, address="")).job


def is_progress(frame) -> bool:
    """As the real page tells such a frame."""
    return "taskId" in frame and "progress" in frame


async def test_a_socket_without_a_code_is_refused(running_engine) -> None:
    for query in ("", "?code=", "?code=a%00b", f"?code={'x' * 300}", "?Code=x"):
        with pytest.raises(HandshakeRefused):
            async with Client(f"/api/ws/video-generation{query}"):
                pass


async def test_the_server_says_that_it_is_connected_and_answers_pings(offline) -> None:
    async with Client(PATH) as client:
        connected = await client.receive()
        assert connected["type"] == "connected"
        assert isinstance(connected["data"], str)
        for ping in ({"type": "ping"}, {"type": "ping", "data": "ping"}):
            await client.send(**ping)
            assert await client.receive() == {"type": "pong"}
        await client.send(type="pong")
        assert await client.hears_nothing()


async def test_the_page_hears_six_stages_in_order_and_the_film(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        job = await order('{"seconds": {"3": 0.2}}')
        await worked()
        frames = await client.until(lambda frame: frame.get("progress") == 100)
        assert await client.hears_nothing()
    assert all(map(is_progress, frames))
    assert [frame["stageDesc"] for frame in frames] == STAGES
    assert [frame["stage"] for frame in frames] == [1, 2, 3, 4, 5, 6]
    assert {frame["taskId"] for frame in frames} == {job.task_id}
    bounds = zip([0, *UPTO], [frame["progress"] for frame in frames], UPTO, strict=False)
    assert all(above < progress <= upto for above, progress, upto in bounds)
    assert without(frames[1], OURS) == {
        "type": "system",
        "taskId": job.task_id,
        "progress": 11,
        "stage": 2,
        "stageDesc": "分镜头脚本",
        "estimatedRemainingTime": frames[1]["estimatedRemainingTime"],
        "videoUrl": "",
        "errorMessage": "",
    }
    assert [frame["type"] for frame in frames] == ["system"] * 5 + ["video"]
    url = frames[-1]["videoUrl"]
    assert url.startswith(f"http://localhost/api/video/files/{job.task_id}/film.mp4?token=")
    assert (frames[-1]["content"], frames[-1]["extra"]["videoUrl"]) == (url, url)


async def test_frames_of_a_job_come_late_enough_and_apart(offline, monkeypatch) -> None:
    monkeypatch.setattr(attempts, "FIRST_FRAME_SECONDS", 0.7)
    monkeypatch.setattr(attempts, "BETWEEN_FRAMES_SECONDS", 0.08)
    async with Client(PATH) as client:
        await greeted(client)
        await order()
        await worked()
        rows = await read(_log_times)
    assert rows[0] > 0.5
    assert all(later - earlier > 0.05 for earlier, later in zip(rows, rows[1:], strict=False))


def _log_times() -> list[float]:
    """Seconds from a job's order to each of its six frames."""
    told = Event.objects.filter(kind__in=["video_stage", "video_ended"]).order_by("offset")
    began = VideoJob.objects.get().created_at
    return [(event.created_at - began).total_seconds() for event in told]


async def test_a_stage_is_told_once_however_many_attempts_it_takes(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        await order('{"fails": {"2": 1, "5": 1}}')
        await worked()
        frames = await client.until(lambda frame: frame.get("progress") == 100)
    assert [frame["stageDesc"] for frame in frames] == STAGES


async def test_a_job_that_fails_says_why(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        job = await order('{"fails": {"2": 9}}')
        await worked()
        last = (await client.until(is_type("error")))[-1]
        assert await client.hears_nothing()
    assert is_progress(last)
    assert (last["taskId"], last["errorMessage"]) == (job.task_id, "no luck with stage 2")
    assert last["videoUrl"] == ""


async def test_a_cancelled_job_says_so(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        job = await order()
        assert await services.job_cancel(job.task_id)
        frame = await client.receive()
    assert (frame["type"], frame["errorMessage"]) == ("error", "任务已取消")


async def test_what_is_said_is_answered_and_stored(upstream) -> None:
    await upstream(tokens("你好，", "想要什么视频？"))
    async with Client(PATH) as client:
        await greeted(client)
        await client.send(content="你好", timestamp=1767225600000)
        answer = await client.receive()
        assert await client.hears_nothing()
    assert without(answer, {"id", "timestamp", "offset", "run"}) == {
        "type": "text",
        "content": "你好，想要什么视频？",
        "extra": {},
    }
    assert isinstance(answer["timestamp"], int)
    rows = await read(lambda: list(VideoMessage.objects.order_by("id").values_list("role", "text")))
    assert rows == [("user", "你好"), ("assistant", "你好，想要什么视频？")]


async def test_the_built_in_model_starts_a_film_when_asked(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        await client.send(content="帮我生成一个竖屏视频：小猫看星星，8秒")
        answer = (await client.until(is_type("text")))[-1]
        job = await read(VideoJob.objects.get)
        assert str(job.task_id) in answer["content"]
        assert (job.aspect, job.seconds, job.language) == ("9:16", 8.0, "zh")
        await client.send(content="进度怎么样了？")
        answer = (await client.until(is_type("text")))[-1]
        assert "排队中" in answer["content"]
        await worked()
        assert (await client.until(is_type("video")))[-1]["taskId"] == job.task_id


async def test_a_model_that_asks_for_the_same_twice_gets_one_job(upstream) -> None:
    call = CallTool("create_video", '{"prompt": "a cat", "seconds": 5}')
    await upstream((call, call), (tokens("on its way"),))
    async with Client(PATH) as client:
        await greeted(client)
        await client.send(content="a cat, please")
        assert (await client.until(is_type("text")))[-1]["content"] == "on its way"
    assert await read(VideoJob.objects.count) == 1


async def test_an_answer_that_fails_is_an_error(upstream) -> None:
    await upstream(Fail(401))
    async with Client(PATH) as client:
        await greeted(client)
        await client.send(content="x")
        error = (await client.until(is_type("error")))[-1]
    assert error["errorMessage"] == error["content"]
    assert error["content"].startswith("处理出错: ")
    assert "taskId" not in error


WRONG: list[tuple[dict[str, object], str]] = [
    ({"content": ""}, "消息内容不能为空"),
    ({"content": " \0"}, "消息内容不能为空"),
    ({}, "消息内容不能为空"),
    ({"type": None}, "消息内容不能为空"),
    ({"content": 5}, "处理出错: "),
    ({"type": "zzz"}, "不支持的消息类型: zzz"),
    ({"type": ["x"]}, "不支持的消息类型: ['x']"),
    ({"type": "generate"}, "处理出错: prompt"),
    ({"type": "generate", "prompt": "x", "aspect": "2:1"}, "处理出错: aspect"),
    ({"type": "generate", "prompt": "x", "seconds": 1}, "处理出错: 视频长度为 2 到 120 秒"),
    ({"type": "cancel", "taskId": "1"}, "处理出错: taskId"),
    ({"type": "cancel", "taskId": 1}, "处理出错: 任务不存在"),
    ({"type": "retry", "taskId": 2**63}, "处理出错: "),
]


async def test_what_is_wrong_is_named_and_the_socket_stays(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        for frame, text in WRONG:
            await client.send(**frame)
            error = await client.receive()
            assert (error["type"], error["content"][: len(text)]) == ("error", text), frame
            assert error["errorMessage"] == error["content"]
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}


async def test_what_is_no_object_is_an_error(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        for text in ("", "{", "[]", "null", "7"):
            await client.send_text(text)
            assert (await client.receive())["content"] == "消息格式错误，必须是JSON对象"


async def test_a_job_of_another_code_answers_like_one_that_is_not_there(offline) -> None:
    job = await order(code="another")
    async with Client(PATH) as client:
        await greeted(client)
        for command in ("cancel", "retry"):
            await client.send(type=command, taskId=job.task_id)
            foreign = await client.receive()
            await client.send(type=command, taskId=job.task_id - 1)
            absent = await client.receive()
            assert without(foreign, OURS - {"content"}) == without(absent, OURS - {"content"})
        assert await client.hears_nothing()


async def test_a_job_survives_its_socket(offline) -> None:
    async with Client(PATH) as client:
        await greeted(client)
        await client.send(type="generate", prompt="a cat", client_message_id="m1")
        assert (await client.receive())["repeat"] is False
    await worked()

    async def done() -> bool:
        return await read(VideoJob.objects.filter(state="completed").exists)

    await eventually(done)
