"""The assistant's conversations in the admin, beside the typewriter chat's."""

import pytest
from django.test import Client

from chatstream.assistant.rooms import conversing, private_room, room_named
from chatstream.conversations import room_of
from chatstream.models import ChatMessage, Conversation
from chatstream.services import SERVICE, user_room
from chatstream.tests.test_admin import address
from realtime.keys import RoomKey
from realtime.models import Room


def held(service: str, name: str) -> Conversation:
    conversation = Conversation.objects.create(service=service, user_id=name)
    ChatMessage.objects.create(conversation=conversation, role="user", text=f"in {service}")
    return conversation


@pytest.mark.parametrize("key", [private_room("ada"), room_named("ada"), user_room("ada")])
def test_each_conversation_leads_to_the_room_in_which_it_is_held(
    admin_client: Client, key: RoomKey
) -> None:
    kept = (SERVICE, "ada") if key.service == SERVICE else conversing(key)
    conversation = held(*kept)
    rooms = [
        Room.objects.create(service=each.service, kind=each.kind, name=each.name)
        for each in (private_room("ada"), room_named("ada"), user_room("ada"))
    ]
    assert room_of(conversation) == key
    page = admin_client.get(address("conversation", f"{conversation.pk}/change/")).content.decode()
    assert f"in {kept[0]}" in page
    for room in rooms:
        assert (f"/admin/realtime/room/{room.pk}/change/" in page) == (room.key == key)
