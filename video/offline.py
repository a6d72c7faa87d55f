"""What the built-in offline model knows of films, in Chinese and English."""

import re
from collections.abc import Mapping
from typing import Any

from llm.offline.skills import Question, Skill, ToolResult, ToolSkill

_SECONDS = re.compile(r"(\d{1,3})\s*(?:秒|s\b|sec|-second)", re.IGNORECASE)
_ASPECTS = (
    ("9:16", ("9:16", "竖屏", "竖版", "手机", "vertical", "portrait")),
    ("1:1", ("1:1", "方形", "正方形", "square")),
)
_STATES = {
    "queued": ("排队中", "waiting"),
    "running": ("生成中", "being made"),
    "completed": ("已完成", "done"),
    "failed": ("失败", "failed"),
    "cancelled": ("已取消", "cancelled"),
}


def skills() -> tuple[Skill, ...]:
    """Return the skills in which the video chat instructs the offline model."""
    return (
        ToolSkill(
            tool="list_videos",
            keywords=("视频进度", "进度", "生成好了", "完成了吗", "我的视频",
                      "my videos", "my films", "how far", "progress", "is it ready"),
            wording=_word_list,
        ),
        ToolSkill(
            tool="create_video",
            keywords=("视频", "短片", "影片", "动画", "宣传片", "生成", "制作",
                      "video", "film", "movie", "clip", "animation"),
            wording=_word_created,
            arguments=_film_arguments,
        ),
    )  # fmt: skip


def _film_arguments(question: Question) -> Mapping[str, Any]:
    given: dict[str, Any] = {"prompt": question.text.strip()}
    if found := _SECONDS.search(question.text):
        given["seconds"] = float(found[1])
    for aspect, words in _ASPECTS:
        if any(question.mentions(word) for word in words):
            given["aspect"] = aspect
    return given


def _word_created(question: Question, result: ToolResult) -> str:
    film = result.data
    seconds, aspect, number = f"{film['seconds']:g}", film["aspect"], film["task_id"]
    if question.chinese:
        return f"已开始生成视频：{seconds} 秒，{aspect}，任务编号 {number}。完成后会在这里显示。"
    return f"Your film is on its way: {seconds} s, {aspect}, task {number}. It will appear here."


def _word_list(question: Question, result: ToolResult) -> str:
    videos = result.data["videos"]
    if not videos:
        return "您还没有视频。" if question.chinese else "You have no films yet."
    words = 0 if question.chinese else 1
    lines = [
        f"- {video['prompt']}｜{_STATES[video['state']][words]}｜{video['progress']}%"
        for video in videos
    ]
    return "\n".join(["您的视频：" if question.chinese else "Your films:", *lines])
