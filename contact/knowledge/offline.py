"""How the offline model answers a visitor: it quotes, or says that it does not know. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contact.knowledge.prompts import passages_told
from llm.offline.skills import Question
from llm.window import estimated_tokens

#: Quoted of all passages, in tokens, and the best one always: some 4 seconds at the offline
#: model's pace.
QUOTED_TOKENS = 250


@dataclass(frozen=True, slots=True)
class _Topic:
    """Small talk: what is said and nothing else, and what is answered."""

    said: re.Pattern[str]
    chinese: str
    english: str


def _topic(said: str, chinese: str, english: str) -> _Topic:
    return _Topic(re.compile(rf"\W*(?:(?:{said})\W*)+", re.IGNORECASE), chinese, english)


_TOPICS = (
    _topic(
        r"你好啊?|您好|嗨|哈喽|在吗|有人吗|[早下晚][上午]好"
        r"|hello|hi|hey|there|good (?:morning|afternoon|evening)",
        "您好！请问有什么可以帮您？",
        "Hello! What can I do for you?",
    ),
    _topic(
        r"好的|嗯|(?:非常|十分)?(?:谢谢|感谢|多谢)(?:你|您|了|啦)*"
        r"|thanks?|thank you|thx|(?:so|very) much|a lot|ok|great",
        "不客气！还有问题可以继续问我。",
        "You are welcome! Ask me whatever else you would like to know.",
    ),
    _topic(
        r"再见|拜拜|回头见|(?:good ?)?bye|see you(?: later)?|have a (?:nice|good) (?:day|weekend)",
        "再见，祝您一切顺利！",
        "Goodbye, and take care!",
    ),
    _topic(
        r"你是谁|你叫什么(?:名字)?|你是(?:真人|机器人|人工)吗?|who are you|what are you"
        r"|are you (?:a |an )?(?:human|person|bot|robot|real|ai)(?: person)?",
        "我是这个网站的自动助手，用内置的离线模型回答：我会查帮助文章，并引用找到的内容。"
        "需要站长本人回复，请在这里留言。",
        "I am this site's automatic assistant, on the built-in offline model: I look into the help "
        "articles and quote what I find. For the owner in person, leave a message here.",
    ),
)

_FROM = ("《{title}》里是这样写的：", "From our article “{title}”:")
_ALSO = ("另见《{title}》：", "See also “{title}”:")
_OWNER = (
    "如果这没有解答您的问题，请在这里留言，站长会亲自回复您。",
    "If this does not answer your question, leave a message here: the owner will reply in person.",
)
_UNKNOWN = (
    "抱歉，帮助文章里没有找到相关内容，我不想乱猜。需要我转给站长吗？请在这里留下您的问题和联系方式，站长会亲自回复您。",
    "I am sorry: our help articles say nothing about that, and I do not want to guess. Shall I "
    "pass it on to the owner? Leave your question here with a way to reach you, and the owner will "
    "reply.",
)


class HelpSkill:
    """Takes every question that comes with a knowledge base's instructions."""

    def matches(self, question: Question) -> float:
        return 0 if _passages(question) is None else 1_000

    def plan(self, question: Question) -> None:
        """It needs no tool: what there is to know comes with the question."""

    def word(self, question: Question) -> str:
        for topic in _TOPICS:
            if topic.said.fullmatch(question.text):
                return topic.chinese if question.chinese else topic.english
        return _answer(_passages(question) or [], 0 if question.chinese else 1)


def _passages(question: Question) -> list[dict[str, str]] | None:
    """Return what this app's instructions tell; a visitor's own messages are never looked at."""
    first: Mapping[str, object] = question.messages[0] if question.messages else {}
    if first.get("role") != "system":
        return None
    return passages_told(str(first.get("content")))


def _answer(passages: Sequence[Mapping[str, str]], language: int) -> str:
    """Word what was found; `language` is 0 for Chinese, 1 for English."""
    if not passages:
        return _UNKNOWN[language]
    said: list[str] = []
    left = QUOTED_TOKENS
    named = ""
    for passage in passages:
        left -= estimated_tokens(passage["text"])
        if said and left < 0:
            break
        if passage["title"] != named:
            named = passage["title"]
            said.append((_ALSO if said else _FROM)[language].format(title=named))
        said.append("\n".join(filter(None, [passage["heading"], passage["text"]])))
    return "\n\n".join([*said, _OWNER[language]])
