"""What the knowledge base writes. The admin, commands and tests call the same functions."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from contact.knowledge.models import Article, Passage
from contact.knowledge.passages import parts
from contact.knowledge.terms import terms


def article_save(article: Article) -> None:
    """Store an article and what is found of it; an unpublished one is not found."""
    passages = _passages(article)  # parsing takes its time, and SQLite has one writer
    with transaction.atomic():
        article.save()
        _passages_replace(article, passages)


@transaction.atomic
def articles_delete(articles: Iterable[Article]) -> None:
    """Remove articles, and with them what is found of them."""
    for article in articles:
        article.delete()


def articles_index() -> Iterator[Article]:
    """Make the passages of all articles anew, one article and transaction at a time; yield each."""
    for pk in list(Article.objects.order_by("pk").values_list("pk", flat=True)):
        if article := _index(pk):
            yield article


@transaction.atomic
def _index(pk: int) -> Article | None:
    article = Article.objects.select_for_update().filter(pk=pk).first()
    if article is not None:
        _passages_replace(article, _passages(article))
    return article


def _passages_replace(article: Article, passages: list[Passage]) -> None:
    article.passages.all().delete()
    for passage in passages:
        passage.article = article
    Passage.objects.bulk_create(passages)


def _passages(article: Article) -> list[Passage]:
    """Return what is found of an article, not stored."""
    if not article.published:
        return []
    topic = _joined(f"{article.title}\n{article.tags}\n{article.phrasings}")
    return [
        Passage(
            position=position,
            heading=heading,
            text=text,
            topic_terms=topic,
            heading_terms=_joined(heading),
            body_terms=_joined(text),
        )
        for position, (heading, text) in enumerate(parts(article.title, article.body))
    ]


def _joined(text: str) -> str:
    return " ".join(terms(text))
