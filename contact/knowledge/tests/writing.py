"""Articles for tests."""

from typing import Any

from contact.knowledge.models import Article
from contact.knowledge.services import article_save


def written(slug: str = "refunds", **fields: Any) -> Article:
    """Store an article, "Refunds" unless told otherwise."""
    text = {"language": "en", "title": "Refunds", "body": "Within 14 days all money is returned."}
    article = Article(**{"slug": slug, **text, **fields})
    article_save(article)
    return article
