"""From a question to what the model is asked."""

import orjson
import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from contact.knowledge.answering import Grounding, Passage, grounding, messages
from contact.knowledge.prompts import fitting_passages, instructions, passages_told
from contact.knowledge.tests.writing import written
from llm.window import estimated_tokens, request_tokens


def test_an_answer_stands_on_what_fits_and_names_its_article(samples) -> None:
    found = grounding("my card was charged twice")
    best = found.passages[0]
    assert (best.title, best.language) == ("Refunds and cancelling", "en")
    assert "reservation" in "".join(passage.text for passage in found.passages)


def test_where_nothing_fits_there_is_nothing(samples) -> None:
    assert grounding("明天天气怎么样") == Grounding(())


def test_of_translations_the_one_in_the_questions_language_is_found(samples) -> None:
    asked = {"如何部署 nginx": "zh", "Deploying 部署 with nginx": "zh", "deploy nginx": "en"}
    for question, language in asked.items():
        found = grounding(question).passages
        assert found[0].title in ("Deploying to production", "如何部署到生产环境")
        deploying = {passage.language for passage in found if passage.title == found[0].title}
        assert deploying == {language}, question


def test_english_words_in_a_chinese_question_find_the_english_article(samples) -> None:
    [passage, *_] = grounding("怎么处理 Retry-After 和 X-Paperboat-Signature").passages
    assert passage.title == "API keys and rate limits"


def test_a_title_is_told_in_the_questions_language(database) -> None:
    written(phrasings="怎么退钱")
    written(language="zh", title="退款", body="别的内容。", tags="")
    written("only", title="Gift cards", phrasings="礼品卡", body="We sell gift cards.")
    assert {passage.title for passage in grounding("怎么退钱").passages} == {"退款"}
    assert {passage.title for passage in grounding("有礼品卡吗").passages} == {"Gift cards"}


def test_an_unpublished_article_is_neither_found_nor_named(database) -> None:
    written(phrasings="怎么退钱", published=True)
    written(language="zh", title="退款草稿", body="草稿。", published=False)
    assert {passage.title for passage in grounding("怎么退钱").passages} == {"Refunds"}


def test_the_model_is_asked_with_what_was_found_and_said() -> None:
    said = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]
    found = Grounding((Passage(1, "Refunds", "Within 14 days.", "en"),))
    system, *rest = messages(said, "And refunds?", found)
    assert rest == [*said, {"role": "user", "content": "And refunds?"}]
    assert system["role"] == "system"
    assert '"title":"Refunds"' in system["content"]


@given(st.text(), st.text(), st.text())
def test_no_passage_can_say_more_than_a_passage(title, heading, text) -> None:
    passages = [Passage(1, title, text, "en", heading)]
    try:
        prompt = instructions(passages)
    except orjson.JSONEncodeError:
        assert any("\ud800" <= char <= "\udfff" for char in title + heading + text)
        return
    assert passages_told(prompt) == [{"title": title, "heading": heading, "text": text}]
    assert len(prompt.splitlines()) == len(instructions([]).splitlines()) or "\x85" in prompt


def test_another_system_prompt_tells_of_no_passages() -> None:
    assert passages_told("You are a parrot.\nThe passages, the best first, as JSON:\n[]") is None


@pytest.mark.parametrize("window", [200, 1_000, 16_000])
def test_passages_leave_the_conversation_its_part_of_the_window(window, settings) -> None:
    settings.LLM = django_settings.LLM.model_copy(update={"model_context_tokens": window})
    found = Grounding(tuple(Passage(1, f"T{at}", "长文" * 400, "zh") for at in range(30)))
    asked = messages([], "问", found)
    alone = messages([], "问", Grounding(()))
    told = passages_told(str(asked[0]["content"])) or []
    assert told[0]["title"] == "T0"
    assert request_tokens(asked) - request_tokens(alone) <= window / 4


def test_the_best_passage_is_cut_rather_than_left_out() -> None:
    [passage] = fitting_passages(Grounding((Passage(1, "T", "x" * 9_000, "en"),)), 400)
    assert 0 < estimated_tokens(passage.text) <= 100
