"""What was found for a question, and what the model is asked with it."""

from collections.abc import Sequence

from contact.knowledge.prompts import Grounding, Passage, fitting_passages, instructions
from contact.knowledge.selectors import passages_about, titles
from contact.knowledge.terms import is_cjk
from llm.conf import model_settings
from llm.types import Message

__all__ = ["Grounding", "Passage", "grounding", "messages"]


def grounding(question: str) -> Grounding:
    """Return the passages that fit a question, the best first; none where nothing fits.

    Each is named by its article's title in the question's language, where there is one. Uses the
    ORM: for `realtime.transactions.read`.
    """
    found = [each.passage for each in passages_about(question)]
    named = titles({one.article for one in found}, chinese=is_cjk(question))
    return Grounding(
        tuple(
            Passage(
                article=passage.article.pk,
                title=named.get(passage.article.slug, passage.article.title),
                heading=passage.heading,
                text=passage.text,
                language=passage.article.language,
            )
            for passage in found
        )
    )


def messages(history: Sequence[Message], question: str, found: Grounding) -> list[Message]:
    """Return what the model is asked: instructions with what was found, the history, the question.

    The history holds what was said before the question; `llm` leaves out what is too old for the
    model's window. Passages get a part of the window, so that the conversation keeps the rest.
    """
    passages = fitting_passages(found, model_settings().model_context_tokens)
    return [
        {"role": "system", "content": instructions(passages)},
        *history,
        {"role": "user", "content": question},
    ]
