"""Names of rooms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatstream.assistant.rooms import (
    SHARED,
    USER,
    conversing,
    private_room,
    room_id_of,
    room_named,
    room_of,
)

names = st.text(min_size=1)


@given(names)
def test_a_private_room_is_found_by_the_name_that_clients_know(user_id) -> None:
    room = private_room(user_id)
    assert room_named(room_id_of(room)) == room
    assert room_of(*conversing(room)) == room


@given(names)
def test_every_name_is_a_room_and_no_two_names_are_one(name) -> None:
    room = room_named(name)
    assert room_id_of(room) == name
    assert room.kind in (USER, SHARED)
    assert room_of(*conversing(room)) == room


@pytest.mark.parametrize("name", ["user__room", "user_room", "room", "user_x", "USER_x_room"])
def test_what_is_no_users_room_is_shared(name) -> None:
    assert room_named(name).kind == SHARED


def test_the_typewriter_chats_conversations_are_not_the_assistants() -> None:
    assert room_of("typewriter", "ada") is None
