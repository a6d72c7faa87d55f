"""Articles in the admin: found as soon as they are saved, shown without doing anything."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from contact.knowledge import index
from contact.knowledge.models import Article
from contact.knowledge.tests.writing import written

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/contact/article/", "/admin/contact/article/add/"
FORM = {
    "title": "Refunds",
    "slug": "refunds",
    "language": "en",
    "tags": "",
    "phrasings": "",
    "published": "on",
    "body": "Within **14** days.",
}


def staff(*permissions: str) -> Client:
    user = get_user_model().objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def page(article: Article) -> str:
    return f"{LIST}{article.pk}/change/"


def found(term: str) -> int:
    return index.counted([term])[term]


def test_what_is_saved_is_found(admin_client) -> None:
    assert admin_client.post(ADD, FORM).status_code == 302
    assert found("refund") == 1
    changed = {**FORM, "title": "Parcels"}
    assert admin_client.post(page(Article.objects.get()), changed).status_code == 302
    assert (found("refund"), found("parcel")) == (0, 1)
    del changed["published"]
    admin_client.post(page(Article.objects.get()), changed)
    assert found("parcel") == 0


def test_what_is_removed_is_not_found(admin_client) -> None:
    first, second = written("one"), written("two")
    admin_client.post(f"{LIST}{first.pk}/delete/", {"post": "yes"})
    assert found("refund") == 1
    chosen = {"action": "delete_selected", "_selected_action": second.pk, "post": "yes"}
    admin_client.post(LIST, chosen)
    assert (found("refund"), Article.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "English"),
        ("slug", "a b"),
        ("body", ""),
        ("slug", "taken"),
        ("body", "x" * 200_001),
    ],
)
def test_what_cannot_be_is_told(admin_client, field, value) -> None:
    written("taken")
    answer = admin_client.post(ADD, {**FORM, field: value})
    assert answer.status_code == 200
    assert Article.objects.count() == 1


def test_an_article_is_shown_as_it_reads(admin_client) -> None:
    shown = admin_client.get(page(written(body="A **bold** word\n\n<script>alert(1)</script>")))
    text = shown.content.decode()
    assert "<strong>bold</strong>" in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_an_article_says_which_folder_writes_over_it(admin_client) -> None:
    article = written(collection="help", path="refunds.md")
    assert "refunds.md of the folder help" in admin_client.get(page(article)).content.decode()


def test_who_may_only_look_can_read_and_change_nothing() -> None:
    client, article = staff("view_article"), written(body="A **bold** word")
    assert "<strong>bold</strong>" in client.get(page(article)).content.decode()
    assert client.get(LIST).status_code == 200
    assert client.post(page(article), FORM).status_code == 403
    assert client.post(ADD, FORM).status_code == 403


def test_who_may_nothing_sees_nothing() -> None:
    client, article = staff(), written()
    assert client.get(LIST).status_code == 403
    assert client.get(page(article)).status_code == 403


def test_a_list_of_articles_takes_few_queries(admin_client, django_assert_max_num_queries) -> None:
    for number in range(30):
        written(f"a{number}")
    with django_assert_max_num_queries(10):
        assert admin_client.get(f"{LIST}?q=refund").status_code == 200
