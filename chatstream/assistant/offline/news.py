"""Questions about the news. Pure."""

import re

from chatstream.assistant.offline.intents import Intent, language, number, trimmed
from chatstream.assistant.offline.vocabulary import Words

TOOLS = ("get_latest_news", "search_news", "list_news_topics")

_WORDS = Words("news")
_ABOUT = _WORDS.pattern("about")
_WHICH = _WORDS.pattern("which")
_COUNT = _WORDS.pattern("count")
_NAMED_BEFORE = _WORDS.pattern("named_before")
_NO_SUBJECT = _WORDS.pattern("no_subject")
_FILLER = _WORDS.pattern("filler")
_GOING_ON = _WORDS.pattern("going_on")
_GOES_ON = _WORDS.pattern("goes_on")
_MORE = _WORDS.pattern("more")
_SUBJECTS = _WORDS.each("subjects")
_TOPICS = _WORDS.named("topics")
_FIELD = re.compile(r"(圈|界|类|方面|领域|\s*news)$", re.IGNORECASE)


def asked(text: str) -> Intent | None:
    """Return what a question about the news wants; None where it is none."""
    if not _ABOUT.search(text) and not (_topic(text) and _GOING_ON.search(text)):
        return None
    if _WHICH.search(text):
        return Intent("list_news_topics", {"language": language(text)})
    return _intent(text, _subject(text))


def followed(text: str, before: Intent) -> Intent | None:
    """Return what "体育的呢" or "more" wants, after a question about the news."""
    if _WHICH.search(text):
        return Intent("list_news_topics", {"language": language(text)})
    if _MORE.search(text) and not _topic(text):
        return Intent(before.tool, {**before.arguments, "limit": 10}, before.notes)
    if not _topic(text) and not _GOES_ON.search(text):
        return None
    found = re.match(
        r"^\W*(?:那么?|还有|换成?|and|or|what about|how about|then)?\s*(?P<words>.{1,40}?)"
        r"(?:方面)?(?:的|新闻)?(?:呢|怎么样|please)?\W*$",
        text,
        re.IGNORECASE,
    )
    words = (
        trimmed(re.sub(r"^(what about|how about|about)\s+", "", found["words"])) if found else ""
    )
    return _intent(text, "" if _topic(text) else words) if words else None


def _intent(text: str, subject: str) -> Intent:
    spoken = {"language": language(text), "limit": _limit(text)}
    if subject:
        return Intent("search_news", {"words": subject, **spoken})
    return Intent("get_latest_news", {"topic": _topic(text), **spoken})


def _topic(text: str) -> str:
    return next((topic for topic, pattern in _TOPICS.items() if pattern.search(text)), "")


def _subject(text: str) -> str:
    """Return the words to look for; "" where a topic says it all, or nothing is said."""
    for pattern in _SUBJECTS:
        if (found := pattern.search(text)) and (words := _bare(found["words"])):
            return words
    before = _NAMED_BEFORE.search(text)
    words = _bare(before["words"]) if before else ""
    return "" if _NO_SUBJECT.search(words) else words


def _bare(said: str) -> str:
    words = trimmed(" ".join(_FILLER.sub(" ", trimmed(said)).split()))
    return "" if len(words) < 2 or _is_topic(words) else words


def _is_topic(words: str) -> bool:
    """Return True where nothing but a topic is named: "体育圈", "tech"."""
    bare = _FIELD.sub("", words)
    return any(pattern.fullmatch(bare) for pattern in _TOPICS.values())


def _limit(text: str) -> int:
    found = _COUNT.search(text)
    return min(10, max(1, number(found["n"]))) if found else 5
