"""What is known of a question: the passages that fit it, the best first."""

from collections.abc import Iterable
from dataclasses import dataclass

from contact.knowledge import index
from contact.knowledge.asking import QUESTION_CHARACTERS, asked
from contact.knowledge.models import Article, Passage
from contact.knowledge.relevance import FITS, relevance, weighed, worth
from contact.knowledge.terms import is_cjk, terms

#: Passages that the database ranks first and that are then looked at one by one.
CANDIDATES = 40
#: Terms that they are ranked by, the rarest. A question of 300 words has 48, and by all of them a
#: search of 40,000 passages took half a second.
STRONGEST = 12
#: Passages that an answer is made of, at most, and how near they are to the best one.
PASSAGES = 5
NEAR = 0.5


@dataclass(frozen=True)
class Found:
    """A passage with how well it fits, 0 to 1."""

    fits: float
    passage: Passage


def passages_about(question: str) -> list[Found]:
    """Return the passages that fit a question, the best first; none where nothing fits."""
    fitting = [found for found in passages_scored(question) if found.fits >= FITS]
    fitting = _in_one_language(fitting, chinese=is_cjk(question))
    return [found for found in fitting if found.fits >= NEAR * fitting[0].fits][:PASSAGES]


def passages_scored(question: str) -> list[Found]:
    """Return all that is looked at, the best first.

    Passages of one article often fit alike, by its title. Then the one counts that has most of the
    question's words, small ones too, in its own heading and text, and then the database's rank.
    """
    wanted = asked(question)
    counts = index.counted(list(wanted.terms))
    weights = weighed(wanted, counts, Passage.objects.count())
    known = sorted(filter(counts.__getitem__, weights), key=weights.__getitem__, reverse=True)
    ids = index.ranked(known[:STRONGEST], CANDIDATES)
    rows = Passage.objects.select_related("article").defer("article__body").in_bulk(ids)
    said = frozenset(terms(question[:QUESTION_CHARACTERS]))
    scored = [Found(relevance(weights, _worth(rows[pk])), rows[pk]) for pk in ids if pk in rows]
    return sorted(scored, key=lambda found: (-found.fits, -_own(found.passage, said)))


def titles(articles: Iterable[Article], *, chinese: bool) -> dict[str, str]:
    """Return by slug the titles in the question's language of articles that are in another one."""
    foreign = {one.slug for one in articles if not speaks(one.language, chinese=chinese)}
    if not foreign:
        return {}
    published = Article.objects.filter(slug__in=foreign, published=True).order_by("-pk")
    named = published.values_list("slug", "language", "title")
    return {slug: title for slug, language, title in named if speaks(language, chinese=chinese)}


def speaks(language: str, *, chinese: bool) -> bool:
    """True for an article's language that a question in Chinese, or in no Chinese, is asked in."""
    return language.startswith("zh") == chinese


def _worth(passage: Passage) -> dict[str, float]:
    return worth(passage.topic_terms, passage.heading_terms, passage.body_terms)


def _own(passage: Passage, said: frozenset[str]) -> int:
    return len(said.intersection([*passage.heading_terms.split(), *passage.body_terms.split()]))


def _in_one_language(fitting: list[Found], *, chinese: bool) -> list[Found]:
    """Leave out passages of an article whose translation is there, in the question's language."""
    articles = {(found.passage.article.slug, found.passage.article.language) for found in fitting}
    right = {slug for slug, language in articles if speaks(language, chinese=chinese)}
    return [
        found
        for found in fitting
        if found.passage.article.slug not in right
        or speaks(found.passage.article.language, chinese=chinese)
    ]
