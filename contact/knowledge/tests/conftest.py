"""The knowledge base's tests run on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from contact.knowledge.importing import Outcome, article_paths, articles_import
from contact.management.commands.import_articles import SAMPLES
from tests.postgres import default_database, postgresql


@pytest.fixture(scope="session")
def postgresql_server(django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """A PostgreSQL server with this app's tables."""
    with postgresql() as described, django_db_blocker.unblock():
        with default_database(described):
            call_command("migrate", "contact", verbosity=0)
        yield described


@pytest.fixture(params=["sqlite", "postgresql"])
def database(db: None, request: pytest.FixtureRequest) -> Iterator[str]:
    """Each of the two databases, without articles; what a test writes is rolled back."""
    if request.param == "sqlite":
        yield connection.vendor
        return
    described = request.getfixturevalue("postgresql_server")
    with default_database(described), transaction.atomic():
        yield connection.vendor
        transaction.set_rollback(True)


@pytest.fixture
def samples(database: str) -> str:
    """The articles that come with the project; the fixture's value is the database's name."""
    done = articles_import(SAMPLES, article_paths(SAMPLES), "samples")
    assert [each for each in done if each.outcome != Outcome.CREATED] == []
    return database
