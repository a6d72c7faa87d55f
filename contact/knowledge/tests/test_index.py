"""The databases' indexes: in step with the passages, and deaf to syntax."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from contact.knowledge import index
from contact.knowledge.answering import grounding
from contact.knowledge.models import Article, Passage
from contact.knowledge.services import article_save, articles_delete, articles_index
from contact.knowledge.terms import terms
from contact.knowledge.tests.writing import written

HOSTILE = [
    '"',
    "'",
    '" OR "x" --',
    "refund*",
    "refund NOT money",
    "NEAR(refund money, 2)",
    "title_terms : refund",
    "{topic_terms body_terms} : refund",
    "^refund",
    "-refund +money",
    "(((((",
    "refund AND",
    "refund & !money | :*",
    "refund:*ABCD <-> money <2>",
    "\\' | \\",
    "%s %d %(x)s %%",
    "'; DROP TABLE contact_passage; --",
    "\x00refund\x00",
    "\ud800refund",
    "ｒｅｆｕｎｄ ' OR 1=1",
    "退款' OR \"1",
    "🙂" * 3_000,
    "refund " * 20_000,
    "".join(map(chr, range(1, 3_000))),
]


@pytest.mark.parametrize("question", HOSTILE)
def test_a_question_is_words_and_never_syntax(database, question) -> None:
    written()
    written("other", title="Other", body="Nothing of interest.")
    found = {passage.title for passage in grounding(question).passages}
    assert found <= {"Refunds"}
    assert Passage.objects.count() == 2


def test_every_term_of_a_passage_finds_it(database) -> None:
    text = "Ünïcödé naïve 2FA 1e5 100 退款規則 カード हिन्दी ไทย a b " + chr(0x20000) * 3
    written("all", title="All", body=text)
    written("other", title="Other", body="Nothing.")
    for term in terms(text):
        assert list(index.counted([term]).values()) == [1], term
        assert len(index.ranked([term], 10)) == 1, term


def test_a_beginning_finds_what_begins_so(database) -> None:
    written("cn", title="退款", language="zh", body="可以退钱。")
    assert list(index.counted(["退"]).values()) == [1]
    assert list(index.counted(["款"]).values()) == [0]


def test_what_is_not_asked_for_is_not_looked_up(database) -> None:
    assert index.ranked([], 10) == []
    assert index.counted([]) == {}


def test_title_words_come_before_words_in_a_text(database) -> None:
    written("text", title="Other", body="A refund is possible. " * 3)
    topic = written("topic", title="Refund", body="Something else.")
    [first, _] = index.ranked(["refund"], 10)
    assert Passage.objects.get(pk=first).article == topic


def test_the_index_follows_what_is_saved_and_removed(database) -> None:
    article = written()
    assert list(index.counted(["refund", "parcel"]).values()) == [1, 0]
    article.title, article.body = "Parcels", "A parcel."
    article_save(article)
    assert list(index.counted(["refund", "parcel"]).values()) == [0, 1]
    article.published = False
    article_save(article)
    assert list(index.counted(["refund", "parcel"]).values()) == [0, 0]
    article.published = True
    article_save(article)
    articles_delete([article])
    assert list(index.counted(["refund", "parcel"]).values()) == [0, 0]


@pytest.mark.parametrize("model", [Article, Passage])
def test_the_index_follows_whoever_deletes_rows(database, model) -> None:
    written()
    model.objects.all().delete()
    assert list(index.counted(["refund"]).values()) == [0]


def test_the_index_follows_an_update_of_rows(database) -> None:
    written()
    Passage.objects.update(topic_terms="parcel", heading_terms="", body_terms="")
    assert list(index.counted(["refund", "parcel"]).values()) == [0, 1]


def test_what_is_rolled_back_is_not_found(database) -> None:
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    assert list(index.counted(["refund"]).values()) == [0]


def test_all_articles_can_be_indexed_anew(database, capsys) -> None:
    written()
    written("hidden", published=False)
    Passage.objects.update(topic_terms="", heading_terms="", body_terms="")
    assert len(list(articles_index())) == 2
    assert list(index.counted(["refund"]).values()) == [1]
    call_command("index_articles")
    assert "2 articles" in capsys.readouterr().out


@pytest.mark.django_db
def test_sqlites_triggers_have_outlived_every_migration() -> None:
    """A migration that makes contact_passage anew loses them (see 0002_knowledge)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'contact_passage'"
        )
        names = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "INSERT INTO contact_passage_index (contact_passage_index) VALUES ('integrity-check')"
        )
    assert names == {f"contact_passage_{what}" for what in ("added", "changed", "removed")}


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_has_an_empty_index() -> None:
    written()
    call_command("flush", interactive=False, verbosity=0)
    assert list(index.counted(["refund"]).values()) == [0]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_migration_goes_back_and_forth_on_postgresql(database) -> None:
    back_and_forth()


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth_on_sqlite() -> None:
    back_and_forth()


def back_and_forth() -> None:
    call_command("migrate", "contact", "0001", verbosity=0)
    call_command("migrate", "contact", verbosity=0)
    written()
    assert list(index.counted(["refund"]).values()) == [1]
