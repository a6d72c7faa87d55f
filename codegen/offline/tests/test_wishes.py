"""Which template is right for a wish, which change is meant, and what else a wish says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.offline.decisions import Begun, Declined, decide
from codegen.offline.kinds import KINDS
from codegen.offline.tests.projects import kind
from codegen.offline.tests.wishes import FOLLOW_UPS, MORE_FOLLOW_UPS, MORE_WISHES, WISHES
from codegen.offline.wishes import Wish


def test_there_are_wishes_enough_in_both_languages() -> None:
    chinese = [wish for wish, _ in WISHES if not wish.isascii()]
    assert len(WISHES) >= 60
    assert len(chinese) >= 25
    assert len(WISHES) - len(chinese) >= 25
    for name in (*(each.name for each in KINDS), ""):
        assert sum(wanted == name for _, wanted in WISHES) >= 4, name


def test_a_wish_leads_to_the_template_that_is_right_or_to_none() -> None:
    table = dict(WISHES + MORE_WISHES)
    assert {text: Wish(text).kind for text in table} == table
    assert [text for text in table if Wish(text).is_pleasantry or Wish(text).is_question] == []


@pytest.mark.parametrize("chinese", [False, True], ids=["English", "Chinese"])
def test_a_follow_up_means_the_changes_that_it_says_and_no_others(chinese) -> None:
    table = {(name, text): sorted(meant) for name, text, meant in FOLLOW_UPS + MORE_FOLLOW_UPS}
    assert {asked: done(*asked, chinese=chinese) for asked in table} == table


def done(name: str, text: str, *, chinese: bool) -> list[str]:
    """Return the changes that a wish makes to a project of a kind."""
    tree = kind(name).files(chinese=chinese)
    decision = decide(Wish(text), list(tree), tree, chinese=chinese)
    assert not isinstance(decision, Begun), text
    changes = [] if isinstance(decision, Declined) else decision.work.done
    return sorted(change.name for change in changes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_offered_means_itself_alone(kind) -> None:
    for change in kind.changes(chinese=False):
        for text in change.ask:
            title = Wish(text).title
            meant = [c.name for c in kind.changes(chinese=False) if c.is_wanted(text, title)]
            assert meant == [change.name], text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("写一个网页，标题是《我的花园》", "我的花园"),
        ("做一个叫「阳光咖啡」的网页", "阳光咖啡"),
        ("做一个名为阳光咖啡的网站", "阳光咖啡"),
        ("把标题改成我的店", "我的店"),
        ('make a web page called "Ada\'s garden"', "Ada's garden"),
        ("a page titled Ada & Co with a contact form", "Ada & Co"),
        ("change the title to Sunny days", "Sunny days"),
        ("change the title to 'Sunny days'", "Sunny days"),
        ("a page named \u202eevil\u0000\nname", "evil name"),
        ("make the title bigger", ""),
        ("a web page", ""),
        ("x called " + "y" * 500, "y" * 80),
    ],
)
def test_a_title_is_found_as_the_user_wrote_it(text, title) -> None:
    assert Wish(text).title == title


@pytest.mark.parametrize("text", ["你好", "您好！", "谢谢你", "Hello", "hi there!", "who are you?"])
def test_pleasantries_are_no_wishes(text) -> None:
    assert Wish(text).is_pleasantry


@pytest.mark.parametrize("text", ["贪吃蛇", "贪吃蛇小游戏", "snake game", "REST 接口", "网页"])
def test_a_kind_that_is_named_and_little_more_is_a_wish_for_it(text) -> None:
    tree = kind("calculator").files(chinese=True)
    assert isinstance(decide(Wish(text), list(tree), tree, chinese=True), Begun)


@pytest.mark.parametrize("text", ["What does this do?", "这段代码是什么意思", "why is it slow"])
def test_questions_ask_for_no_code(text) -> None:
    assert Wish(text).is_question


@pytest.mark.parametrize(
    "piece",
    ["called ", "title '", "标题是", "《", " ", "接口", "count ", "extract ", "a", "\n\t", "叫'"],
)
def test_a_wish_that_is_made_to_take_long_does_not(piece) -> None:
    wish = Wish(piece * 100_000)
    began = time.process_time()
    decide(wish, [], {}, chinese=False)
    tree = kind("page").files(chinese=False)
    decide(wish, list(tree), tree, chinese=False)
    assert time.process_time() - began < 1


@given(st.text(), st.sampled_from(KINDS), st.booleans())
def test_any_text_is_decided_about_and_files_stay_text(text, kind, chinese) -> None:
    tree = kind.files(chinese=chinese)
    nothing: dict[str, str] = {}
    for there in (nothing, tree):
        decision = decide(Wish(text), list(there), there, chinese=chinese)
        written = {} if isinstance(decision, Declined) else decision.work.tree
        assert all(content.encode() for content in written.values())
