"""A folder of Markdown files → articles. The folder is the truth for what it has brought."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from contact.knowledge.frontmatter import ArticleFile, BadFile, article_read
from contact.knowledge.models import Article
from contact.knowledge.services import article_save

#: Bytes of a file, at most: the longest article in Chinese, with its head.
FILE_BYTES = 700_000
PATH_CHARACTERS = 400


class Outcome(StrEnum):
    """What came of a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True)
class Imported:
    """One file: what came of it, and why where it failed."""

    path: str
    outcome: Outcome
    reason: str = ""


def article_paths(folder: Path) -> list[str]:
    """Return the Markdown files of a folder and its folders, sorted, relative to it.

    Folders and files whose names begin with a dot are left out; links are not followed.
    """
    found: list[str] = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = PurePosixPath(Path(place).relative_to(folder).as_posix())
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        named = [name for name in files if name.endswith(".md") and not name.startswith(".")]
        found += [str(inside / name) for name in [*named, *linked]]
    return sorted(found)


def articles_import(folder: Path, paths: Sequence[str], collection: str) -> Iterator[Imported]:
    """Store what the files say, one transaction each, and yield what came of each.

    A file is its article's by slug and language, so it may be moved and renamed. What has not
    changed is not written. A file that cannot be taken does not keep the others from it.
    """
    taken: dict[tuple[str, str], str] = {}
    for path in paths:
        try:
            file = article_read(PurePosixPath(path), file_text(folder, path))
            first = taken.setdefault((file.slug, file.language), path)
            if first != path:
                raise BadFile(
                    f"{first} has the same slug and language: {file.slug}, {file.language}"
                )
            yield Imported(path, _store(file, collection, path))
        except BadFile as bad:
            yield Imported(path, Outcome.FAILED, str(bad))


def articles_gone(collection: str, paths: Sequence[str]) -> list[Article]:
    """Return the articles that a collection once brought, and whose files are no longer there."""
    there = set(paths)
    brought = Article.objects.filter(collection=collection).order_by("path")
    return [article for article in brought if article.path not in there]


def file_text(folder: Path, path: str) -> str:
    """Read a file of the folder, and of no other place. Raises BadFile."""
    if len(path) > PATH_CHARACTERS or not path.isprintable():
        raise BadFile(f"its path must be printable, and {PATH_CHARACTERS} characters at most")
    try:
        # Neither does a link lead elsewhere, nor does a pipe keep us waiting.
        opened = os.open(folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise BadFile("it is no plain file")
            content = file.read(FILE_BYTES + 1)
    except OSError as error:
        linked = (folder / path).is_symlink()
        reason = "it is a link: put the file itself there" if linked else str(error.strerror)
        raise BadFile(reason) from None
    if len(content) > FILE_BYTES:
        raise BadFile(f"it has more than {FILE_BYTES} bytes: make several articles of it")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise BadFile(f"it is not UTF-8, from byte {error.start} on: save it as UTF-8") from None


def _store(file: ArticleFile, collection: str, path: str) -> Outcome:
    article = Article.objects.filter(slug=file.slug, language=file.language).first()
    if article is not None and article.collection != collection:
        owner = f"the collection {article.collection}" if article.collection else "the admin"
        raise BadFile(f"{owner} has an article {file.slug} ({file.language}): use another slug")
    says = {**file.fields(), "collection": collection, "path": path}
    if article is not None and all(getattr(article, name) == value for name, value in says.items()):
        return Outcome.UNCHANGED
    outcome = Outcome.UPDATED if article else Outcome.CREATED
    article = article or Article()
    for name, value in says.items():
        setattr(article, name, value)
    _check(article)
    try:
        article_save(article)
    except IntegrityError:
        raise BadFile(f"somebody else just saved {file.slug} ({file.language})") from None
    return outcome


def _check(article: Article) -> None:
    """Raise BadFile for what the admin would not take either."""
    try:
        article.clean_fields()
    except ValidationError as error:
        wrong = [f"{name}: {' '.join(said)}" for name, said in error.message_dict.items()]
        raise BadFile("; ".join(wrong)) from None
