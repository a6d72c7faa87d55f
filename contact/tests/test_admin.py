"""The desk in the admin: to be read, and nothing that a visitor wrote becomes markup."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact.conversations import Visitor, conversation_of, message_add
from contact.models import (
    Broadcast,
    CannedReply,
    ContactRequest,
    Conversation,
    DayCount,
    Message,
    Note,
    SentMail,
)

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = "</td><script>alert(1)</script>"
READ_ONLY = [Conversation, Message, ContactRequest, Note, Broadcast, DayCount, SentMail]


@pytest.fixture(autouse=True)
def rows(transactional_db) -> None:
    visitor = Visitor("5f0a4ad0-6a0c-4f9e-8f4e-0a4f5d9c1a11", "192.0.2.1", EVIL, EVIL, EVIL)
    conversation = conversation_of(visitor)
    message_add(conversation, Message.Sender.VISITOR, EVIL, run="r")
    ContactRequest.objects.create(conversation=conversation, message=EVIL, user_agent=EVIL)
    Note.objects.create(conversation=conversation, text=EVIL)
    Broadcast.objects.create(text=EVIL)
    SentMail.objects.create(requests=1, sent_at=timezone.now())
    CannedReply.objects.create(title=EVIL, text=EVIL)


def address(model: Any, page: str, *args: object) -> str:
    return reverse(f"admin:contact_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", READ_ONLY)
def test_every_list_and_page_is_there_and_nothing_can_be_written(admin_client, model) -> None:
    listed = address(model, "changelist")
    page = address(model, "change", model.objects.get().pk)
    for shown in (admin_client.get(listed), admin_client.get(page)):
        assert shown.status_code == 200
        assert "<script>alert" not in shown.content.decode()
    assert admin_client.post(listed, {"action": "delete_selected"}).status_code == 403
    assert admin_client.post(page, {}).status_code == 403


def test_a_conversations_list_counts_its_messages(admin_client) -> None:
    shown = admin_client.get(address(Conversation, "changelist")).content.decode()
    assert '<td class="field-number">1</td>' in shown
    found = admin_client.get(address(Conversation, "changelist"), {"q": "alert(1)"})
    assert "5f0a4ad0-6a0c" in found.content.decode()


def test_canned_replies_are_written_there(admin_client: Client) -> None:
    sent = {"title": "Hours", "text": "9 to 5", "position": 1}
    assert admin_client.post(address(CannedReply, "add"), sent).status_code == 302
    assert CannedReply.objects.filter(title="Hours").exists()
