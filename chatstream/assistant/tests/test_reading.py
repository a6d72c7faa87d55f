"""How many questions go where they should: the ones that were written before the router was."""

import time
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatstream.assistant.offline import talk
from chatstream.assistant.offline.intents import is_chinese, number
from chatstream.assistant.offline.reading import TALK, UNKNOWN, wanted
from chatstream.assistant.offline.when import Days, days
from chatstream.assistant.team import TEAM

SATURDAY = date(2026, 11, 21)
TOOLS = {tool.name: tool for agent in TEAM.agents for tool in agent.tools}


def questions(name: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parent / f"{name}.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["question"]
    return found


def goes_right(question: dict[str, Any]) -> bool:
    said = [{"role": "user", "content": text} for text in question["ask"]]
    intents = wanted(said, SATURDAY)
    if [intent.tool for intent in intents] != question["route"]:
        return False
    given = intents[-1].arguments
    return all(_holds(given.get(name), value) for name, value in question.get("has", {}).items())


def _holds(given: object, value: object) -> bool:
    if isinstance(value, str) and value:
        return value.casefold() in str(given).casefold()
    return given == value


@pytest.mark.parametrize("question", questions("questions"), ids=lambda q: q["ask"][-1])
def test_a_question_goes_where_it_should(question) -> None:
    assert goes_right(question)


@pytest.mark.parametrize(("written", "share"), [("more_questions", 0.9), ("last_questions", 0.8)])
def test_of_questions_that_were_written_afterwards_most_go_where_they_should(
    written, share
) -> None:
    asked = questions(written)
    assert sum(map(goes_right, asked)) >= share * len(asked)


@pytest.mark.parametrize(
    "said", ["记一下" * 400, "a " * 500, "what " * 200, "我" * 1000, "1" * 999]
)
def test_long_nonsense_takes_no_time(said) -> None:
    begun = time.process_time()
    wanted([{"role": "user", "content": said}] * 6, SATURDAY)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("question", questions("questions"), ids=lambda q: q["ask"][-1])
def test_what_is_read_is_what_the_tools_take(question) -> None:
    for intent in wanted([{"role": "user", "content": t} for t in question["ask"]], SATURDAY):
        if intent.tool not in (TALK, UNKNOWN):
            TOOLS[intent.tool].arguments.model_validate(dict(intent.arguments))


@pytest.mark.parametrize(
    "said", ["我今天完成一半了", "取消一个任务", "一起做完了", "delete one task", "十分完成了"]
)
def test_how_many_is_not_which_one(said) -> None:
    """What is done or removed must have been named."""
    before = [{"role": "user", "content": "我的待办有哪些"}]
    (intent,) = wanted([*before, {"role": "user", "content": said}], SATURDAY)
    assert intent.arguments.get("which") not in ("1", "10")


@given(st.lists(st.text(max_size=200), min_size=1, max_size=3))
def test_whatever_is_said_is_read_as_something(said) -> None:
    intents = wanted([{"role": "user", "content": text} for text in said], SATURDAY)
    assert intents
    assert {intent.tool for intent in intents} <= {*TOOLS, TALK, UNKNOWN}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", Days(0)),
        ("明天下午", Days(1)),
        ("后天", Days(2)),
        ("大后天", Days(3)),
        ("the day after tomorrow", Days(2)),
        ("周一", Days(2)),
        ("下周一", Days(2)),
        ("下周六", Days(7)),
        ("周六", Days(0)),
        ("on Friday", Days(6)),
        ("next Tuesday", Days(3)),
        ("this weekend", Days(0, 2)),
        ("未来五天", Days(0, 5)),
        ("7 day forecast", Days(0, 7)),
        ("next 3 days", Days(0, 3)),
        ("next week", Days(2, 7)),
        ("weather", None),
        ("今天天气", Days(0)),
    ],
)
def test_days_are_counted_from_today_a_saturday(text, expected) -> None:
    assert days(text, SATURDAY) == expected


@pytest.mark.parametrize(
    "said",
    ["你好", "hi", "谢谢", "讲个笑话", "who are you?", "你会做什么", "🙂", "...", "麻烦你了"],
)
def test_small_talk_is_answered_in_the_language_that_it_came_in(said) -> None:
    answer = talk.small_talk(said)
    assert "%" not in answer
    assert is_chinese(answer) == is_chinese(said)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("3", 3), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十一", 21), ("两", 2),
     ("second", 2), ("2nd", 2), ("ten", 10)],
)  # fmt: skip
def test_numbers_are_read_in_words(written, expected) -> None:
    assert number(written) == expected
