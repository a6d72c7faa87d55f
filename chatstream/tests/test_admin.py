"""The admin of conversations and of the property desk's rows."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chatstream.models import ChatMessage, Conversation, RepairTicket
from chatstream.property.services import demo_seed

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
DESK = ("bill", "parkingrecord", "repairticket")
PAGES = ("conversation", "chatmessage", *DESK)


def talk(user_id: str, *texts: str) -> Conversation:
    """Store a conversation; the user and the assistant take turns."""
    conversation = Conversation.objects.create(service="typewriter", user_id=user_id)
    roles = ChatMessage.Role.values
    for place, text in enumerate(texts):
        conversation.messages.create(role=roles[place % 2], text=text, run=f"{user_id}-{place}")
    return conversation


def report(user_id: str, description: str = "leak") -> RepairTicket:
    status = RepairTicket.Status.OPEN
    return RepairTicket.objects.create(user_id=user_id, description=description, status=status)


def address(page: str, rest: str = "") -> str:
    return f"/admin/chatstream/{page}/{rest}"


@pytest.mark.parametrize("page", ["conversation", "chatmessage"])
@pytest.mark.parametrize("rest", ["add/", "{}/delete/"])
def test_history_is_neither_added_to_nor_deleted(admin_client: Client, page, rest) -> None:
    conversation = talk("ada", "你好")
    row = conversation if page == "conversation" else conversation.messages.get()
    path = address(page, rest.format(row.pk))
    assert admin_client.get(path).status_code == 403
    assert admin_client.post(path, {"post": "yes"}).status_code == 403
    assert admin_client.post(address(page)).status_code == 403
    change = address(page, f"{row.pk}/change/")
    assert admin_client.post(change, {"user_id": "bob"}).status_code == 403
    assert b'name="_save"' not in admin_client.get(change).content
    assert ChatMessage.objects.count() == 1


def test_messages_are_found_by_their_text_and_by_who_said_them(admin_client: Client) -> None:
    talk("ada", "about-parking", "an-answer")
    talk("bob", "about-water")
    for query, found, not_found in [
        ("?q=parking", b"about-parking", b"about-water"),
        ("?q=bob", b"about-water", b"about-parking"),
        ("?role__exact=assistant", b"an-answer", b"about-water"),
    ]:
        page = admin_client.get(address("chatmessage", query)).content
        assert found in page
        assert not_found not in page


def test_a_list_shows_the_beginning_of_a_long_message_and_its_page_all_of_it(
    admin_client: Client,
) -> None:
    message = talk("ada", "x" * 5_000).messages.get()
    assert b"x" * 121 not in admin_client.get(address("chatmessage")).content
    row = admin_client.get(address("chatmessage", f"{message.pk}/change/"))
    assert b"x" * 5_000 in row.content


@pytest.mark.parametrize("page", PAGES)
def test_ten_times_the_rows_take_no_more_queries(admin_client: Client, page) -> None:
    def rows(users: range) -> None:
        for user in users:
            talk(f"user{user}", "question", "answer")
            report(f"user{user}")
            demo_seed(f"user{user}")

    rows(range(2))
    admin_client.get(address(page))  # what is cached once is cached
    with CaptureQueriesContext(connection) as few:
        admin_client.get(address(page))
    rows(range(2, 20))
    with CaptureQueriesContext(connection) as many:
        assert b"user19" in admin_client.get(address(page)).content
    assert len(many) == len(few)


def test_a_repair_ticket_is_closed_from_the_list(admin_client: Client) -> None:
    ticket = report("ada")
    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": ticket.pk,
        "form-0-status": RepairTicket.Status.DONE.value,
        "_save": "Save",
    }
    assert admin_client.post(address("repairticket"), form).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == RepairTicket.Status.DONE


def test_a_bill_can_be_added(admin_client: Client) -> None:
    form = {
        "user_id": "ada",
        "category": "water",
        "period": "2026-10",
        "amount": "68.40",
        "due_on": date(2026, 10, 25).isoformat(),
    }
    assert admin_client.post(address("bill", "add/"), form).status_code == 302
    assert b"68.40" in admin_client.get(address("bill")).content


@pytest.mark.parametrize("page", ["conversation", "chatmessage", "repairticket"])
def test_hostile_text_stays_text(admin_client: Client, page) -> None:
    conversation = talk(HOSTILE, HOSTILE)
    rows = {
        "conversation": conversation,
        "chatmessage": conversation.messages.get(),
        "repairticket": report(HOSTILE, HOSTILE),
    }
    for path in (address(page), address(page, f"{rows[page].pk}/change/")):
        content = admin_client.get(path).content.decode()
        assert "<img src=x" not in content
        assert "<script>alert(1)" not in content
        assert "&lt;img src=x onerror=alert(1)&gt;" in content
