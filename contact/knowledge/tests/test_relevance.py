"""How well a passage fits: a share of what is asked, by rarity."""

from hypothesis import given
from hypothesis import strategies as st

from contact.knowledge.asking import Asked
from contact.knowledge.relevance import FITS, relevance, weighed, worth

TERMS = st.sampled_from(["refund", "money", "退款", "款规", "退", "invoice", "429"])
TEXT = st.lists(TERMS.filter(lambda term: term != "退"), max_size=5).map(" ".join)
ASKED = st.dictionaries(TERMS, st.sampled_from([0.25, 0.5, 1.0]), max_size=6).map(Asked)


def weights_of(asked: Asked, count: int = 3) -> dict[str, float]:
    return weighed(asked, dict.fromkeys(asked.terms, count), 80)


@given(ASKED, TEXT, TEXT, TEXT, st.integers(0, 80))
def test_it_is_a_share(asked, topic, heading, text, count) -> None:
    assert 0 <= relevance(weights_of(asked, count), worth(topic, heading, text)) <= 1


@given(ASKED, TEXT, TEXT, TEXT, TERMS)
def test_a_passage_that_holds_more_fits_no_less(asked, topic, heading, text, more) -> None:
    weights = weights_of(asked)
    before = relevance(weights, worth(topic, heading, text))
    assert relevance(weights, worth(topic, heading, f"{text} {more}")) >= before
    assert relevance(weights, worth(f"{topic} {more}", heading, text)) >= before


def test_all_of_it_in_the_title_is_all() -> None:
    weights = weights_of(Asked({"refund": 1, "money": 0.25}))
    assert relevance(weights, worth("refund money", "", "")) == 1


def test_the_title_counts_more_than_the_heading_and_that_more_than_the_text() -> None:
    weights = weights_of(Asked({"refund": 1}))
    places = [worth("refund", "", ""), worth("", "refund", ""), worth("", "", "refund")]
    fits = [relevance(weights, place) for place in places]
    assert fits == sorted(fits, reverse=True)
    assert len(set(fits)) == 3
    assert fits[-1] >= FITS


def test_a_rare_term_counts_more_than_a_common_one() -> None:
    weights = weighed(Asked({"refund": 1, "money": 1}), {"refund": 1, "money": 60}, 80)
    assert weights["refund"] > weights["money"] > 0


def test_a_term_that_no_passage_has_makes_the_others_count_less() -> None:
    known = weighed(Asked({"refund": 1}), {"refund": 1}, 80)
    unknown = weighed(Asked({"refund": 1, "coffee": 1}), {"refund": 1, "coffee": 0}, 80)
    held = worth("refund", "", "")
    assert relevance(unknown, held) < relevance(known, held)


def test_a_beginning_is_worth_what_the_best_term_is_that_begins_so() -> None:
    weights = weights_of(Asked({"退": 0.5}))
    assert relevance(weights, worth("", "", "退款 款规")) > 0
    assert relevance(weights, worth("", "", "款退")) == 0


def test_nothing_asked_is_nothing_found() -> None:
    assert relevance({}, worth("refund", "", "")) == 0
