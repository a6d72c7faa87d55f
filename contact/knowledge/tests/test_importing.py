"""A folder of Markdown files becomes articles; what is wrong with a file is told."""

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path, PurePosixPath

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from contact.knowledge.frontmatter import BadFile, article_read
from contact.knowledge.importing import FILE_BYTES
from contact.knowledge.models import Article, Passage
from contact.knowledge.tests.writing import written

pytestmark = pytest.mark.django_db

GOOD = "---\ntitle: Refunds\nlanguage: en\n---\nWithin 14 days.\n"


def imported(folder: Path, *options: str) -> tuple[str, str]:
    """Import a folder; return what was told, and what was told of errors."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_articles", str(folder), *options, stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"\n{error}")
    return out.getvalue(), err.getvalue()


def test_the_samples_are_twenty_articles_in_two_languages() -> None:
    call_command("import_articles", samples=True, stdout=StringIO())
    languages = list(Article.objects.values_list("language", flat=True))
    assert sorted(languages) == ["en"] * 10 + ["zh"] * 10
    assert Passage.objects.count() == 80


def test_a_file_becomes_an_article(tmp_path) -> None:
    head = (
        "title: 退款\nslug: refunds\nlanguage: zh\ntags: [钱, 退]\nphrasings:\n  - 退钱\n  - no\n"
    )
    (tmp_path / "a.md").write_text(f"---\n{head}published: no\n---\n\n正文。\n")
    out, err = imported(tmp_path)
    assert "[1/1] a.md: created" in out
    assert not err
    article = Article.objects.get()
    assert (article.slug, article.language, article.title) == ("refunds", "zh", "退款")
    assert (article.tags, article.phrasings, article.body) == ("钱, 退", "退钱\nno", "正文。")
    assert (article.published, article.path) == (False, "a.md")


def test_a_files_name_says_what_its_head_does_not(tmp_path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "my-refunds.zh.md").write_text("---\r\ntitle: a\r\n---\r\nText.\r\n")
    imported(tmp_path)
    assert Article.objects.filter(slug="my-refunds", language="zh", title="a").exists()


def test_what_has_not_changed_is_not_written(tmp_path) -> None:
    (tmp_path / "refunds.md").write_text(GOOD)
    imported(tmp_path)
    before = Article.objects.values().get()
    out, _ = imported(tmp_path)
    assert "refunds.md: unchanged" in out
    assert Article.objects.values().get() == before


def test_what_has_changed_is_found_as_it_is_now(tmp_path) -> None:
    (tmp_path / "refunds.md").write_text(GOOD)
    imported(tmp_path)
    (tmp_path / "refunds.md").write_text(GOOD.replace("14", "30"))
    out, _ = imported(tmp_path)
    assert "refunds.md: updated" in out
    assert Passage.objects.get().text == "Within 30 days."


def test_a_file_may_be_moved(tmp_path) -> None:
    (tmp_path / "refunds.md").write_text(GOOD)
    imported(tmp_path)
    (tmp_path / "money").mkdir()
    (tmp_path / "refunds.md").rename(tmp_path / "money" / "refunds.md")
    out, _ = imported(tmp_path, "--remove")
    assert "money/refunds.md: updated" in out
    assert Article.objects.get().path == "money/refunds.md"


def test_what_is_gone_is_told_and_removed_only_where_that_is_asked_for(tmp_path) -> None:
    (tmp_path / "refunds.md").write_text(GOOD)
    imported(tmp_path)
    (tmp_path / "refunds.md").unlink()
    assert "refunds.md: its file is gone" in imported(tmp_path)[0]
    assert Article.objects.count() == 1
    assert "refunds.md: removed" in imported(tmp_path, "--remove")[0]
    assert Article.objects.count() == Passage.objects.count() == 0


def test_what_a_folder_has_brought_can_be_dropped(tmp_path) -> None:
    written("admins")
    (tmp_path / "refunds.md").write_text(GOOD)
    imported(tmp_path)
    assert "refunds.md: removed" in imported(tmp_path, "--drop")[0]
    assert [article.slug for article in Article.objects.all()] == ["admins"]


def test_other_folders_and_the_admins_articles_are_not_gone(tmp_path) -> None:
    written("admins")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.md").write_text(GOOD)
        imported(tmp_path / name, "--remove")
    assert set(Article.objects.values_list("slug", flat=True)) == {"admins", "one", "two"}


def test_an_article_that_others_keep_is_not_taken_over(tmp_path) -> None:
    written("refunds")
    (tmp_path / "refunds.md").write_text(GOOD)
    _, err = imported(tmp_path)
    assert "the admin has an article refunds (en): use another slug" in err


def test_a_file_that_has_become_bad_is_not_gone(tmp_path) -> None:
    (tmp_path / "refunds.md").write_text(GOOD)
    imported(tmp_path)
    (tmp_path / "refunds.md").write_text("no head")
    out, err = imported(tmp_path, "--remove")
    assert "gone" not in out + err
    assert Article.objects.count() == 1


def test_of_two_files_of_one_article_the_second_is_refused(tmp_path) -> None:
    (tmp_path / "refunds.md").write_text(GOOD)
    (tmp_path / "refunds.en.md").write_text(GOOD)
    _, err = imported(tmp_path)
    assert "refunds.md: refunds.en.md has the same slug and language: refunds, en" in err


def _pipe(at: Path) -> None:
    os.mkfifo(at)


def _outside(at: Path) -> None:
    (at.parent.parent / "secret.txt").write_text(GOOD)
    at.symlink_to(at.parent.parent / "secret.txt")


def _folder_outside(at: Path) -> None:
    (at.parent.parent / "elsewhere").mkdir()
    (at.parent.parent / "elsewhere" / "secret.md").write_text(GOOD)
    at.symlink_to(at.parent.parent / "elsewhere")


HOSTILE: dict[str, Callable[[Path], object]] = {
    "it is a link": _outside,
    "it is a link: put": _folder_outside,
    "it is no plain file": _pipe,
    "it has more than 700000 bytes": lambda at: at.write_text("x" * (FILE_BYTES + 1)),
    "it is not UTF-8, from byte 4 on": lambda at: at.write_bytes(b"---\n\xff\xfe\n---\nx"),
    "it holds a zero character": lambda at: at.write_text(f"{GOOD}\0"),
    'it must begin with a head between two lines "---"': lambda at: at.write_text("# Hello"),
    "its head is not YAML in line 3": lambda at: at.write_text("---\ntitle: [\n---\nx"),
    "its head is nested too deep": lambda at: at.write_text(f"---\na: {'[' * 9_000}\n---\nx"),
    "its head uses YAML's aliases": lambda at: at.write_text("---\na: &a [1]\nb: *a\n---\nx"),
    "its head has more than": lambda at: at.write_text(f"---\ntitle: {'x' * 20_001}\n---\nx"),
    "its head must be lines": lambda at: at.write_text("---\n- title\n---\nx"),
    "titel: extra inputs": lambda at: at.write_text(f"{GOOD[:4]}titel: x\n{GOOD[4:]}"),
    "title: field required": lambda at: at.write_text("---\nlanguage: en\n---\nx"),
    "title: must be one line": lambda at: at.write_text('---\ntitle: "a\\nb"\n---\nx'),
    "tags: must be a list": lambda at: at.write_text("---\ntitle: x\ntags: {a: b}\n---\nx"),
    "published: input should be": lambda at: at.write_text(f"{GOOD[:4]}published: x\n{GOOD[4:]}"),
    "language: Write a language": lambda at: at.write_text(GOOD.replace(": en", ": English!")),
    "slug: Enter a valid": lambda at: at.write_text(f"{GOOD[:4]}slug: ../a b\n{GOOD[4:]}"),
    "title: Ensure this value has at most 200": lambda at: at.write_text(
        GOOD.replace("Refunds", "R" * 201)
    ),
    "body: This field cannot be blank": lambda at: at.write_text("---\ntitle: x\n---\n  \n"),
    "body: stands below": lambda at: at.write_text("---\ntitle: x\nbody: y\n---\nx"),
    "body: Ensure": lambda at: at.write_text(f"{GOOD}{'x' * 200_001}"),
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_hostile_file_is_told_and_the_others_are_taken(tmp_path, reason) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    HOSTILE[reason](folder / "b.en.md")
    (folder / "a.md").write_text(GOOD)
    (folder / "c.md").write_text(GOOD)
    out, err = imported(folder)
    assert f"[2/3] b.en.md: {reason}" in err
    assert "1 of 3 files were not taken" in err
    assert "2 created" in out
    assert set(Article.objects.values_list("slug", flat=True)) == {"a", "c"}


def test_a_folder_that_is_named_like_a_file_is_a_folder(tmp_path) -> None:
    (tmp_path / "b.md").mkdir()
    (tmp_path / "b.md" / "a.md").write_text(GOOD)
    assert "1 created" in imported(tmp_path)[0]


def test_names_that_steer_a_terminal_are_told_harmlessly(tmp_path) -> None:
    (tmp_path / "a\x1b[31m.md").write_text(GOOD)
    (tmp_path / os.fsdecode(b"\xff.md")).write_text(GOOD)
    (tmp_path / "b.en.md").write_text('---\ntitle: x\n"\\e[31m": y\n---\nx')
    _, err = imported(tmp_path)
    assert "\x1b" not in err
    assert "3 of 3 files" in err


def test_hidden_files_and_folders_are_left_alone(tmp_path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/a.md", ".b.md", "notes.txt"):
        (tmp_path / name).write_text("x")
    assert "0 failed" in imported(tmp_path)[0]


def test_a_folder_that_is_not_there_is_told(tmp_path) -> None:
    assert "is no folder" in imported(tmp_path / "missing")[1]


@given(st.text())
def test_any_text_is_an_article_or_told_why_not(text) -> None:
    reasons: list[str] = []
    for content in (text, f"---\n{text}\n---\nx", f"---\ntitle: x\n---\n{text}"):
        try:
            assert article_read(PurePosixPath("a.en.md"), content).title
        except BadFile as bad:
            reasons.append(str(bad))
    assert all(reasons)
