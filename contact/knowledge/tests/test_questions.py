"""What is found for questions in Chinese and English, on both databases."""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from contact.knowledge.models import Article
from contact.knowledge.selectors import passages_about
from contact.knowledge.terms import terms

FOLDER = Path(__file__).parent


class Asked(NamedTuple):
    """A question, the article that answers it ("": none does), and words of the right passage."""

    text: str
    article: str = ""
    says: str = ""


def questions(file: str) -> list[Asked]:
    return [Asked(**one) for one in tomllib.loads((FOLDER / file).read_text())["question"]]


def right(asked: Asked) -> bool:
    """The first passage is of the right article, and the passage that answers is among them."""
    found = [each.passage for each in passages_about(asked.text)]
    if not asked.article or not found:
        return not asked.article and not found
    first = found[0].article.slug == asked.article
    return first and any(asked.says in passage.text for passage in found)


THIRTY = questions("questions.toml")
AFTER, LAST = questions("questions_after.toml"), questions("questions_last.toml")
STRANGE = questions("questions_off_topic.toml")


def test_the_thirty_questions_are_as_hard_as_they_were_meant() -> None:
    assert len(THIRTY) == 30
    assert sum(not one.article for one in THIRTY) == 5


def test_ten_questions_and_more_share_no_word_with_their_article(samples) -> None:
    titles: dict[str, set[str]] = {}
    for slug, title in Article.objects.values_list("slug", "title"):
        titles.setdefault(slug, set()).update(terms(title))
    apart = [one for one in THIRTY if one.article and not titles[one.article] & {*terms(one.text)}]
    assert len(apart) >= 10


def test_all_thirty_questions_are_answered_right(samples) -> None:
    assert [one.text for one in THIRTY if not right(one)] == []


def test_no_question_about_the_weather_is_answered(samples) -> None:
    assert [one.text for one in STRANGE if not right(one)] == []


@pytest.mark.parametrize(("asked", "least"), [(AFTER, 12), (LAST, 11)])
def test_questions_nobody_tuned_for_are_mostly_answered_right(samples, asked, least) -> None:
    wrong = [one.text for one in asked if not right(one)]
    assert len(asked) - len(wrong) >= least, wrong
