"""Conversations in the admin: in the list, and as one reads them; what is shown to whom."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chatstream import selectors
from chatstream.models import ChatMessage, Conversation
from chatstream.selectors import TRANSCRIPT_CHARACTERS, TRANSCRIPT_MESSAGES
from chatstream.tests.test_admin import HOSTILE, address, talk
from realtime.models import Room, Run
from realtime.states import RunState
from realtime.tests.test_admin import viewer

FACTS = {"model": "gpt-4o", "usage": {"prompt_tokens": 329, "completion_tokens": 98}}
SEES_CONVERSATIONS = "chatstream.view_conversation"
SEES_MESSAGES = "chatstream.view_chatmessage"
SEES_RUNS = "realtime.view_run"


def answered(message: ChatMessage, **columns: Any) -> Run:
    """Store the run of a message."""
    room, _ = Room.objects.get_or_create(service="typewriter", kind="user", name="ada")
    known = {"kind": "echo", "state": RunState.COMPLETED, "facts": FACTS}
    return Run.objects.create(room=room, key=message.run, **{**known, **columns})


def read(client: Client, conversation: Conversation) -> str:
    reply = client.get(address("conversation", f"{conversation.pk}/change/"))
    assert reply.status_code == 200
    return reply.content.decode()


def listed(client: Client, query: str = "") -> str:
    reply = client.get(address("conversation", query))
    assert reply.status_code == 200
    return reply.content.decode()


def test_a_conversation_is_shown_as_one_reads_it(admin_client: Client) -> None:
    conversation = talk("ada", "查询我的\n物业费账单", "您没有未缴的账单。", "谢谢")
    page = read(admin_client, conversation)
    places = [page.index(text) for text in ("查询我的\n物业费账单", "您没有未缴的账单。", "谢谢")]
    assert places == sorted(places)
    assert address("chatmessage", f"?conversation__id__exact={conversation.pk}") in page


def test_an_answer_tells_its_run_its_model_and_its_tokens(admin_client: Client) -> None:
    conversation = talk("ada", "question", "answer")
    run = answered(conversation.messages.get(text="answer"))
    page = read(admin_client, conversation)
    assert page.count(f"/admin/realtime/run/{run.pk}/change/") == 1
    assert "gpt-4o" in page
    assert "329 / 98 tokens" in page


def test_an_answer_that_was_not_completed_says_how_it_ended(admin_client: Client) -> None:
    conversation = talk("ada", "question", "")
    status = ChatMessage.Status.FAILED
    conversation.messages.filter(text="").update(status=status, error="No\nanswer")
    page = read(admin_client, conversation)
    assert '<span class="state" data-state="failed">failed</span>' in page
    assert "No\nanswer" in page
    assert 'data-state="completed"' not in page


def test_a_question_that_still_waits_tells_of_its_run(admin_client: Client) -> None:
    conversation = talk("ada", "question")
    answered(conversation.messages.get(), state=RunState.RUNNING, facts={})
    assert '<span class="state" data-state="running">running</span>' in read(
        admin_client, conversation
    )


def test_a_long_conversation_shows_its_newest_messages_and_links_all(admin_client: Client) -> None:
    conversation = talk("ada", *(f"message-{place}-" for place in range(TRANSCRIPT_MESSAGES + 5)))
    page = read(admin_client, conversation)
    assert f"message-{TRANSCRIPT_MESSAGES + 4}-" in page
    assert "message-5-" in page
    assert "message-4-" not in page
    assert f"newest {TRANSCRIPT_MESSAGES} messages" in page


def test_a_long_message_is_cut_and_its_own_page_is_linked(admin_client: Client) -> None:
    conversation = talk("ada", "x" * (TRANSCRIPT_CHARACTERS + 7))
    page = read(admin_client, conversation)
    assert "x" * TRANSCRIPT_CHARACTERS in page
    assert "x" * (TRANSCRIPT_CHARACTERS + 1) not in page
    assert "7 more characters" in page
    assert address("chatmessage", f"{conversation.messages.get().pk}/change/") in page


def test_an_empty_conversation_says_so(admin_client: Client) -> None:
    assert "Nothing has been said yet." in read(admin_client, talk("ada"))


def test_more_messages_take_no_more_queries_on_a_conversations_page(admin_client: Client) -> None:
    short, long = talk("ada", *"ab"), talk("bob", *"abcdefghijklmnopqrst")
    for message in ChatMessage.objects.filter(role=ChatMessage.Role.ASSISTANT):
        answered(message)
    read(admin_client, short)
    with CaptureQueriesContext(connection) as few:
        read(admin_client, short)
    with CaptureQueriesContext(connection) as many:
        read(admin_client, long)
    assert len(many) == len(few)


def test_a_list_tells_how_much_was_said_and_what_last(admin_client: Client) -> None:
    talk("ada", "first words", "last words")
    talk("bob")
    page = listed(admin_client)
    assert "last words" in page
    assert "first words" not in page
    assert '<td class="field-number">2</td>' in page
    assert '<td class="field-number">0</td>' in page


def test_the_list_asks_the_index_of_messages_and_only_for_its_rows(admin_client: Client) -> None:
    for user in range(60):
        talk(f"user{user}", "question", "answer")
    listed(admin_client)
    with CaptureQueriesContext(connection) as queries:
        listed(admin_client)
    asked = [query["sql"] for query in queries if "chatstream_chatmessage" in query["sql"]]
    assert len(asked) == 1
    assert "LIMIT 50" in asked[0]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]}")
        plan = [str(row[-1]) for row in cursor.fetchall()]
    assert not [step for step in plan if "SCAN" in step and "conversation" not in step]
    assert not [step for step in plan if "TEMP B-TREE" in step]


def test_conversations_are_found_by_user_service_and_date(admin_client: Client) -> None:
    talk("ada", "words of ada")
    bob = talk("bob", "words of bob")
    Conversation.objects.filter(pk=bob.pk).update(
        service="desk", created_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    for query, found, not_found in [
        ("?q=ad", "words of ada", "words of bob"),
        ("?service=desk", "words of bob", "words of ada"),
        ("?created_at__gte=2026-01-01 00:00:00%2B00:00", "words of ada", "words of bob"),
    ]:
        page = listed(admin_client, query)
        assert found in page
        assert not_found not in page
    assert "?service=typewriter" in listed(admin_client)


@pytest.mark.django_db
def test_the_services_are_found_one_by_one() -> None:
    assert selectors.conversation_services() == []
    for service in ("typewriter", "desk", "typewriter", "assistant"):
        Conversation.objects.create(service=service, user_id=f"{Conversation.objects.count()}")
    assert selectors.conversation_services() == ["assistant", "desk", "typewriter"]


@pytest.mark.django_db
def test_messages_are_for_those_who_may_see_messages() -> None:
    conversation = talk("ada", "question", "answer")
    answered(conversation.messages.get(text="answer"))
    client = viewer(SEES_CONVERSATIONS, SEES_RUNS)
    for page in (read(client, conversation), listed(client)):
        assert "ada" in page
        for hidden in ("question", "answer", "gpt-4o", "field-number", "/chatmessage/"):
            assert hidden not in page
    assert "permission to see messages" in read(client, conversation)
    assert client.get(address("chatmessage")).status_code == 403


@pytest.mark.django_db
def test_runs_are_for_those_who_may_see_runs() -> None:
    conversation = talk("ada", "question", "answer")
    run = answered(conversation.messages.get(text="answer"))
    client = viewer(SEES_CONVERSATIONS, SEES_MESSAGES)
    message = address("chatmessage", f"{conversation.messages.get(text='answer').pk}/change/")
    page = read(client, conversation)
    assert "answer" in page
    for hidden in ("gpt-4o", "329", "/admin/realtime/"):
        assert hidden not in page
    assert "/admin/realtime/" not in client.get(message).content.decode()
    assert client.get(f"/admin/realtime/run/{run.pk}/change/").status_code == 403


@pytest.mark.django_db
def test_a_message_links_its_conversation_to_those_who_may_see_it() -> None:
    conversation = talk("ada", "question")
    path = address("chatmessage", f"{conversation.messages.get().pk}/change/")
    link = address("conversation", f"{conversation.pk}/change/")
    assert link not in viewer(SEES_MESSAGES).get(path).content.decode()


@pytest.mark.parametrize("facts", [[], "text", {"model": HOSTILE, "usage": HOSTILE}])
def test_hostile_words_stay_text_in_a_transcript(admin_client: Client, facts) -> None:
    conversation = talk(HOSTILE, HOSTILE, HOSTILE)
    ChatMessage.objects.update(error=HOSTILE)
    answered(conversation.messages.get(role=ChatMessage.Role.ASSISTANT), facts=facts)
    for page in (read(admin_client, conversation), listed(admin_client)):
        assert "<img src=x" not in page
        assert "<script>alert(1)" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
