"""The pages: a visitor's for everybody, the inbox for staff alone, wherever access is open."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import AsyncClient
from django.urls import reverse

from contact.rooms import visitor_room
from realtime.access import ticket_read
from realtime.transactions import read

PAGE, INBOX = "/contact", "/contact/inbox"


@pytest.fixture(params=["open", "ticket"])
def access(request: pytest.FixtureRequest, settings) -> str:
    settings.REALTIME = settings.REALTIME.model_copy(update={"access": request.param})
    return str(request.param)


async def test_each_visitor_gets_an_identity_of_their_own(
    running_engine, async_client: AsyncClient, access
) -> None:
    seen = set()
    for _ in range(2):
        page = await async_client.get(PAGE)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        passed = r'<script id="(client-id|ticket)" type="application/json">"([^"]+)"'
        facts = dict(re.findall(passed, text_of(page)))
        assert ticket_read(facts["ticket"], visitor_room(facts["client-id"])).name
        seen.add(facts["client-id"])
    assert len(seen) == 2


async def test_the_inbox_is_for_staff_and_says_so_to_others(
    running_engine, async_client: AsyncClient, access
) -> None:
    nobody = await async_client.get(INBOX)
    assert f"{reverse('login')}?next={INBOX}" in text_of(nobody)
    assert "inbox/page.js" not in text_of(nobody)
    user = await read(get_user_model().objects.create_user, "olga")
    await async_client.aforce_login(user)
    refused = await async_client.get(INBOX)
    assert (refused.status_code, "inbox/page.js" in text_of(refused)) == (403, False)
    assert await links(async_client) == {PAGE}
    await read(get_user_model().objects.filter(pk=user.pk).update, is_staff=True)
    page = await async_client.get(INBOX)
    assert (page.status_code, "inbox/page.js" in text_of(page)) == (200, True)
    assert "no-store" in page["Cache-Control"]
    assert await links(async_client) == {PAGE, INBOX}


async def links(client: AsyncClient) -> set[str]:
    """Return where the header of a page leads."""
    return set(re.findall(r'href="(/contact[^"]*)"', text_of(await client.get(PAGE))))


def text_of(page: Any) -> str:
    return str(page.content.decode())
