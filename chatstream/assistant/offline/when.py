"""Days that a question names. Pure, but for the day that it is: weekdays are counted from it."""

import re
from datetime import date
from typing import NamedTuple

from chatstream.assistant.offline.intents import NUMBER, number


class Days(NamedTuple):
    """`length` days, the first of them `start` days from today."""

    start: int
    length: int = 1


TODAY = Days(0)

_WEEKDAYS = {
    **{name: index for index, name in enumerate("一二三四五六日")},
    **{"天": 6, "末": 5},
    **{name: index for index, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )},
}  # fmt: skip

_SPAN = re.compile(
    rf"(?:未来|接下来|今后|后面|最近|next|coming|following)?\s*(?P<n>{NUMBER})\s*(?:-\s*)?(?:天|日|"
    rf"days?\b)"
    r"(?!气)",
    re.IGNORECASE,
)
_NAMED = (
    (re.compile(r"大后天"), Days(3)),
    (re.compile(r"后天|\bday after tomorrow\b", re.IGNORECASE), Days(2)),
    (re.compile(r"明天|明早|明晚|明日|\b(tomorrow|tmrw?|tomorow)\b", re.IGNORECASE), Days(1)),
    (re.compile(r"今天|今日|今晚|今早|今夜|\b(today|tonight|this (morning|afternoon|evening))\b",
                re.IGNORECASE), TODAY),
)  # fmt: skip
_WEEKDAY = re.compile(
    r"(?P<next>下个?)?(?:这个?|本)?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"
    r"|\b(?P<also>next )?(?:this |on )?(?P<en>mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_WEEKEND = re.compile(r"周末|\bweekend\b", re.IGNORECASE)
_WEEK = re.compile(
    r"这周|本周|这星期|这一周|一周|一个星期|最近几天|这几天|这两天|未来几天|接下来几天"
    r"|\b(this|the|coming|whole) week\b|\bweekly\b|\b(next|coming) (few )?days\b",
    re.IGNORECASE,
)
_NEXT_WEEK = re.compile(r"下周|下星期|下个星期|下礼拜|\bnext week\b", re.IGNORECASE)

#: Whatever of this stands in a text is about time and nothing else.
WORDS = re.compile(
    r"大后天|后天|明天|明早|明晚|明日|今天|今日|今晚|今早|今夜|(下个?|这个?|本)?(周|星期|"
    r"礼拜)[一二三四五六日天末]"
    r"|这周|本周|下周|这星期|下个?星期|一周|(未来|接下来|"
    r"今后)?[\d一二两三四五六七八九十几]{1,3}天(?!气)|这几天|这两天"
    r"|\b(the )?day after tomorrow\b|\b(on |by |this |next )?(tomorrow|today|tonight)\b"
    r"|\b(on |by |this |next )?(mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(on |over |at )?(this |the |next )?weekend\b|\b(this|next) (week|morning|afternoon|"
    r"evening)\b",
    re.IGNORECASE,
)


def days(text: str, today: date) -> Days | None:
    """Return the days that are named, or None where none are."""
    if found := next((when for pattern, when in _NAMED if pattern.search(text)), None):
        return found
    if weekday := _WEEKDAY.search(text):
        return _weekday(weekday, today)
    if _WEEKEND.search(text):
        return Days(max(0, 5 - today.weekday()), 2 if today.weekday() < 6 else 1)
    if _NEXT_WEEK.search(text):
        return Days(7 - today.weekday(), 7)
    if _WEEK.search(text):
        return Days(0, 7)
    if span := _SPAN.search(text):
        return Days(0, max(1, number(span["n"])))
    return None


def _weekday(found: re.Match[str], today: date) -> Days:
    name = found["zh"] or f"{found['en'].lower()}day"
    ahead = _WEEKDAYS[name] - today.weekday()
    if found["next"]:
        return Days(ahead + 7)
    return Days(ahead % 7)
