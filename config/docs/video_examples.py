"""Examples of the video service's frames, and of what its log holds."""

from typing import Any

from realtime.entries import STARTED, TEXT, Entry
from realtime.frames import Command, EventFrame
from realtime.states import RunState
from video import frames, notices
from video.stages import PARTS, per_cent

RUN = "q8Zt0m1cVb2nX5aL"
TASK = 5_124_095_576_030_431
AT = 1_767_225_600_000
PROMPT = "一只小猫在月光下的屋顶上散步"
URL = f"http://127.0.0.1:8000/api/video/files/{TASK}/film.mp4?token=…"
ANSWER = f"已开始生成视频：15 秒，16:9，任务编号 {TASK}。完成后会在这里显示。"

_DONE = frames.JobTold(
    taskId=TASK,
    prompt=PROMPT,
    aspect="16:9",
    seconds=15,
    status="completed",
    stage=6,
    stageDesc="处理完成",
    progress=100,
    place=0,
    attempt=1,
    errorMessage="",
    created=AT,
    started=AT + 700,
    ended=AT + 18_400,
    bytes=1_482_000,
    videoUrl=URL,
    imageUrl=URL.replace("film.mp4", "thumbnail.jpg"),
    captionsUrl=URL.replace("film.mp4", "captions.vtt"),
)
FINISHED = frames.VideoProgress(
    type="video",
    taskId=TASK,
    progress=100,
    stage=6,
    stageDesc="处理完成",
    estimatedRemainingTime=0,
    videoUrl=URL,
    id="1-9",
    content=URL,
    timestamp=AT + 18_400,
    extra=frames.Extra(videoUrl=URL, imageUrl=_DONE.imageUrl),
    status="completed",
    offset=9,
)
FAILED = frames.VideoProgress(
    type="error",
    taskId=TASK,
    progress=37,
    stage=3,
    stageDesc="视频生成",
    estimatedRemainingTime=0,
    errorMessage="任务已取消",
    id="1-7",
    content="任务已取消",
    timestamp=AT + 9_000,
    status="cancelled",
    offset=7,
)

EXAMPLES: tuple[Command | EventFrame, ...] = (
    frames.VideoChat(content="帮我生成一个视频：小猫看星星", timestamp=AT),
    frames.VideoPing(type="ping", data="ping"),
    frames.VideoPongSent(type="pong"),
    frames.GenerateVideo(
        type="generate", prompt=PROMPT, aspect="9:16", seconds=8, client_message_id="v-1"
    ),
    frames.CancelVideo(type="cancel", taskId=TASK),
    frames.RetryVideo(type="retry", taskId=TASK),
    frames.VideoConnected(),
    frames.VideoPong(),
    frames.VideoText(id="1-4", content=ANSWER, timestamp=AT, offset=4, run=RUN),
    FINISHED,
    frames.VideoError(
        id="c0ffee00c0ffee00",
        content=frames.EMPTY_CONTENT,
        errorMessage=frames.EMPTY_CONTENT,
        timestamp=AT,
        code="invalid_field",
        retryable=False,
    ),
    frames.VideoStarted(content="帮我生成一个视频：小猫看星星", offset=2, run=RUN),
    frames.VideoDelta(content="已开始", offset=3, run=RUN),
    frames.JobProgress(
        taskId=TASK,
        progress=35,
        stage=3,
        stageDesc="视频生成",
        done=180,
        planned=360,
        attempt=1,
        estimatedRemainingTime=9,
        offset=6,
    ),
    frames.JobChanged(job=_DONE, offset=9),
    _DONE,
    frames.Extra(videoUrl=URL, imageUrl=_DONE.imageUrl),
)


def _stage(offset: int, stage: Any, remaining: int) -> Entry:
    told = {
        "task": TASK,
        "stage": int(stage),
        "words": PARTS[stage].words,
        "progress": per_cent(stage),
        "done": 0,
        "planned": 0,
        "remaining": remaining,
        "attempt": 1,
        "at": AT + 1_000 * offset,
    }
    return Entry(1, offset, None, notices.STAGE, told)


_LEFT = (17, 16, 16, 4, 3)
#: What the log holds of a job's stages, and of something that was said and answered.
STAGES = tuple(_stage(n + 3, stage, _LEFT[n]) for n, stage in enumerate(list(PARTS)[:-1]))
SAID = (
    Entry(1, 2, RUN, STARTED, {"content": "你好", "client_message_id": None}),
    Entry(1, 3, RUN, TEXT, {"text": "你好，"}),
    Entry(1, 4, RUN, TEXT, {"text": "想要什么视频？"}),
    Entry(1, 6, RUN, RunState.COMPLETED, {"message": {"text": "你好，想要什么视频？", "at": AT}}),
)
