"""What a prompt is about: the request around it taken off. Pure."""

import re
from dataclasses import dataclass

from video.pipeline.texts import sentences, shortened, width

_SPACE = r"\s*"
_CHINESE = re.compile(
    r"""^(?:(?:请|麻烦|能不能|可以|可否|帮忙|帮我|给我|为我|替我|我想要?|我要|我需要|用AI)\s*)*
    (?:制作|生成|创作|创建|做|拍摄?|剪辑?|画|写|来|弄|要)?\s*
    (?:(?:[一1]?\s*[个段部条支]|一下)\s*)?
    (?:(?:约|大约|时长)?\s*[\d一二两三四五六七八九十]+\s*(?:秒|分)钟?(?:左右)?的?\s*)?
    (?:(?:精美|有趣|温馨|简短|酷炫|好看|横版|竖版)的?\s*)?
    (?P<kind>(?:宣传|科普|介绍)?(?:短视频|小视频|视频|短片|动画片?|影片|宣传片|微电影|片子))?\s*
    [，,：:、。]?\s*
    (?:(?:主题|内容)(?:是|为)?[：:]?\s*)?
    (?:(?:来)?(?:关于|有关|介绍|讲述|讲讲|讲解|讲|展示|描绘|描述|宣传|说明|围绕|表现)(?:一下|了)?)?\s*""",
    re.VERBOSE,
)
_CHINESE_TAIL = re.compile(
    r"的?(?:宣传|科普|介绍)?(?:短视频|小视频|视频|短片|动画片?|影片|宣传片|微电影)[。！!]?$"
)
_KIND = r"(?:video|film|clip|animation|movie|short|reel|trailer|explainer|ad|advert)s?"
_ENGLISH = re.compile(
    rf"""^(?:(?:please|can\ you|could\ you|would\ you|i\ want(?:\ you\ to)?|i(?:'d|\ would)\ like
    (?:\ you\ to)?|i\ need|let's|hey|hi|hello)[,\ ]+)*
    (?:(?:make|create|generate|produce|draw|render|animate|film|shoot|do|give|have|show)\s+)?
    (?:(?:me|us)\s+)?(?:an?\s+|the\s+|some\s+)?
    (?:(?:\d+|ten|fifteen|twenty|thirty|sixty|one|two)[-\ ]?(?:s|secs?|seconds?|minutes?|min)
    (?:[-\ ]long)?\s+)?
    (?:(?:short|little|nice|beautiful|funny|animated|vertical|square|promo|promotional|calm|quick)\s+)*
    {_KIND}\s*(?:about|of|on|for|showing|that\ shows|explaining|where|in\ which|with|:|-)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:(?:explain|describe|show|tell\ me|tell\ the\ story\ of|introduce)(?:\ me|\ us)?\s+)"
    r"(?:about\s+)?",
    re.IGNORECASE,
)
_SIGNS = " \t\n.。，,、：:；;!！?？…-—"
_QUOTES = "「」『』“”‘’\"'《》<>()（）[]【】"


@dataclass(frozen=True)
class Wish:
    """What a film is to be about."""

    subject: str
    """In a few words, to be spoken of."""
    own: tuple[str, ...]
    """The prompt's own sentences, where it has told something itself."""
    about: str
    """All that it says of its subject."""


def read(prompt: str, language: str) -> Wish:
    """Return what a cleaned prompt wishes for."""
    said = sentences(prompt)
    bare = _bare(said[0] if said else prompt)
    own = [sentence for sentence in (bare, *said[1:]) if any(map(str.isalnum, sentence))]
    subject = _subject(bare or prompt, language)
    about = " ".join([bare, *said[1:]])
    if len(own) < 2 and width(bare) <= 30:
        own = []  # it names a subject, and tells nothing of it
    return Wish(subject, tuple(own), about)


def _bare(sentence: str) -> str:
    """Take "make me a video about" and the like off."""
    bare = _ENGLISH.sub("", sentence, count=1)
    if bare == sentence:
        bare = _LEADS.sub("", sentence, count=1)
    if bare == sentence:
        bare = _CHINESE_TAIL.sub("", _CHINESE.sub("", sentence, count=1))
    return bare.strip() if any(map(str.isalnum, bare)) else sentence


def _subject(bare: str, language: str) -> str:
    first = re.split(r"[，,：:；;。.!！?？\n]", bare.strip(_SIGNS))[0].strip(_SIGNS)
    subject = first.strip(_QUOTES) if first[:1] in _QUOTES else first
    subject = shortened(subject or bare, 26)
    return subject[:1].upper() + subject[1:] if language == "en" else subject
