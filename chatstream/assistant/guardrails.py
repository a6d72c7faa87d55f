"""What is refused before any model hears it. Rules, no model: a refusal costs nothing.

Both look at what the user has just written and at nothing else. They are narrow on purpose: what
slips through meets agents whose tools can do no harm, while a refused question helps nobody.
"""

import re
import unicodedata
from collections.abc import Sequence

from chatstream.assistant.helper import Helper
from chatstream.assistant.patterns import ATTACKS, ELSEWHERE, OURS
from llm.agents import Guardrail, Verdict
from llm.types import Message

MAX_READ = 4_000
"""Characters that are read of a message; an attack behind more than that is still in the model's
way, with nothing to win."""

_CJK = re.compile(r"[㐀-鿿豈-﫿]")


async def _is_relevant(_: Helper, messages: Sequence[Message]) -> Verdict:
    text = _written(messages)
    for pattern, wanted in ELSEWHERE:
        if pattern.search(text) and not OURS.search(text):
            return _tripped(text, *_IRRELEVANT, wanted)
    return Verdict(True)


async def _is_no_jailbreak(_: Helper, messages: Sequence[Message]) -> Verdict:
    text = _written(messages)
    for pattern, attempted in ATTACKS:
        if pattern.search(text):
            return _tripped(text, *_ATTACK, attempted)
    return Verdict(True)


def _written(messages: Sequence[Message]) -> str:
    """Return what the user has just said, in one form: what looks alike reads alike."""
    said = [message.get("content") for message in messages if message.get("role") == "user"]
    text = unicodedata.normalize("NFKC", str(said[-1])[:MAX_READ]) if said else ""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(seen.casefold().split())


def _tripped(text: str, chinese: str, english: str, why: tuple[str, str]) -> Verdict:
    """Return a verdict in the user's language: the refusal, and the reasoning beside it."""
    if _CJK.search(text):
        return Verdict(False, f"这条消息{why[0]}。", chinese)
    return Verdict(False, f"The message {why[1]}.", english)


_IRRELEVANT = (
    "抱歉，这件事我帮不上忙。我可以查天气、看新闻、找菜谱，也可以替你记待办和笔记。",
    "Sorry, that is not something I can help with. I can tell the weather and the news, find "
    "recipes, and keep your to-dos and notes.",
)
_ATTACK = (
    "抱歉，我不能更改或透露我的工作规则。天气、新闻、菜谱、待办和笔记方面的问题，欢迎随时问我。",
    "Sorry, I cannot change or reveal the rules that I work by. Ask me about weather, news, "
    "recipes, or your to-dos and notes.",
)

RELEVANCE: Guardrail[Helper] = Guardrail("Relevance Guardrail", _is_relevant, _IRRELEVANT[1])
JAILBREAK: Guardrail[Helper] = Guardrail("Jailbreak Guardrail", _is_no_jailbreak, _ATTACK[1])
