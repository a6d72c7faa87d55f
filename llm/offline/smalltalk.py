"""What the offline model says where no skill fits: kind, short, and honest about what it is."""

import re
from dataclasses import dataclass

from llm.offline.skills import Question


@dataclass(frozen=True, slots=True)
class _Topic:
    pattern: re.Pattern[str]
    chinese: str
    english: str


def _topic(pattern: str, chinese: str, english: str) -> _Topic:
    return _Topic(re.compile(pattern, re.IGNORECASE), chinese, english)


_GREETING = _topic(
    r"^\W*(你好|您好|嗨|哈喽|[早下晚][上午]好|(hello|hi|hey|good (morning|afternoon|evening))\b)",
    "你好！很高兴见到你。",
    "Hello! Good to see you.",
)
_THANKS = _topic(r"谢谢|多谢|感谢|\bthank", "不客气！还需要什么，尽管说。", "You are welcome!")
_FAREWELL = _topic(r"^\W*(再见|拜拜|(good)?bye\b)", "再见，祝你一切顺利！", "Goodbye, take care!")
_WHO = _topic(
    r"你是谁|你叫什么|你是什么|介绍.{0,4}自己|\bwho are you|\bwhat are you|\byour name",
    "我是 Tokenwire 内置的离线模型。",
    "I am Tokenwire's built-in offline model.",
)

_WHAT_I_AM = (
    "这里没有配置模型密钥，所以回答你的是内置的离线模型：我只认得一些固定的请求，不会真正思考。",
    "No model key is configured here, so the built-in offline model answers: "
    "I know some fixed requests and cannot really think.",
)
_WHAT_I_CAN = ("我能做的：", "What I can do:")
_HOW_TO = (
    "要接入真正的模型，请设置环境变量 `OPENAI_API_KEY`，"
    "或用 `OPENAI_BASE_URL` 指向兼容 OpenAI 的服务器，然后重启。",
    "For a real model set `OPENAI_API_KEY`, or point `OPENAI_BASE_URL` at a server that is "
    "compatible with OpenAI, and restart.",
)


def small_talk(question: Question) -> str:
    """Answer a question that no skill takes, in the user's language."""
    for brief in (_THANKS, _FAREWELL):
        if brief.pattern.search(question.text):
            return brief.chinese if question.chinese else brief.english
    opening = [
        topic.chinese if question.chinese else topic.english
        for topic in (_GREETING, _WHO)
        if topic.pattern.search(question.text)
    ]
    language = 0 if question.chinese else 1
    paragraphs = ["".join(opening), _WHAT_I_AM[language], _abilities(question), _HOW_TO[language]]
    return "\n\n".join(filter(None, paragraphs))


def _abilities(question: Question) -> str:
    described = [f"- {description or name}" for name, description in question.offered.items()]
    return "\n".join([_WHAT_I_CAN[0 if question.chinese else 1], *described]) if described else ""
