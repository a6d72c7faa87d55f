"""Tickets, owners, addresses and depth: the parts of access that need no socket."""

import pytest
import time_machine
from django.contrib.auth.models import User

from realtime.access import Actor, owns, ticket_for
from realtime.access.doors import chosen_subprotocol, shown_ticket
from realtime.access.limits import address_key
from realtime.access.tickets import ticket_read
from realtime.codec import decoded
from realtime.errors import (
    BudgetSpent,
    FrameTooBig,
    NotAllowed,
    NotAuthenticated,
    NotJson,
    RealtimeError,
    TooMany,
)
from realtime.keys import MAX_NAME_LENGTH, RoomKey
from realtime.redaction import TICKET_PREFIX

ROOM = RoomKey("typewriter", "user", "小明/../ada")
TOKEN_CHARACTERS = set("!#$%&'*+-.^_`|~") | set(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


def test_a_ticket_says_who_speaks_in_which_room_and_until_when() -> None:
    with time_machine.travel(1_000_000, tick=False):
        ticket, until = ticket_for(Actor("eve", user="7", fingerprint="f"), ROOM, minutes=2)
        assert ticket_read(ticket, ROOM) == Actor(
            "eve", user="7", fingerprint="f", since=1_000_000, until=1_000_120
        )
    assert until == 1_000_120


@pytest.mark.parametrize("name", ["ada", "字" * MAX_NAME_LENGTH, "a b:c.d", "🙂"])
def test_a_ticket_can_travel_as_a_subprotocol_and_in_a_line_of_a_header(name) -> None:
    ticket, _ = ticket_for(Actor(name), RoomKey("typewriter", "user", name))
    assert set(ticket) <= TOKEN_CHARACTERS
    assert ticket.startswith(TICKET_PREFIX)
    assert len(ticket) < 6_000  # uvicorn takes 8 kB a line


@pytest.mark.parametrize("seconds", [0, 119.9])
def test_a_ticket_is_good_for_its_minutes(seconds) -> None:
    with time_machine.travel(1_000_000, tick=False) as clock:
        ticket, _ = ticket_for(Actor("ada"), ROOM, minutes=2)
        clock.shift(seconds)
        assert ticket_read(ticket, ROOM).name == "ada"
        clock.shift(120)
        with pytest.raises(NotAuthenticated):
            ticket_read(ticket, ROOM)


@pytest.mark.parametrize(
    "room",
    [
        RoomKey("typewriter", "user", "ada"),
        RoomKey("other", "user", ROOM.name),
        RoomKey("typewriter", "project", ROOM.name),
    ],
)
def test_a_ticket_is_for_one_room(room) -> None:
    ticket, _ = ticket_for(Actor("ada"), ROOM)
    with pytest.raises(NotAllowed):
        ticket_read(ticket, room)


def test_another_secret_key_reads_no_ticket_and_a_rotated_one_does(settings) -> None:
    ticket, _ = ticket_for(Actor("ada"), ROOM)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 8
    with pytest.raises(NotAuthenticated):
        ticket_read(ticket, ROOM)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert ticket_read(ticket, ROOM).name == "ada"


def test_what_is_signed_for_another_purpose_is_no_ticket() -> None:
    from django.core.signing import Signer

    facts = [list(ROOM), "ada", "", "", 0, 9e12]
    for signer in (Signer(sep="."), Signer(salt="other", sep=".")):
        with pytest.raises(NotAuthenticated):
            ticket_read(TICKET_PREFIX + signer.sign_object(facts), ROOM)


@pytest.mark.parametrize(
    ("authorization", "subprotocols", "query", "expected"),
    [
        ("Bearer tw1_a", ["tw1_b"], {"ticket": "tw1_c"}, "tw1_a"),
        ("bearer  tw1_a ", [], {}, "tw1_a"),
        ("Basic abc", ["x", "tw1_b"], {"ticket": "tw1_c"}, "tw1_b"),
        ("Bearer", [], {"token": "tw1_d", "ticket": "tw1_c"}, "tw1_c"),
        (None, ["chat"], {"token": "tw1_d"}, "tw1_d"),
        (None, ["chat"], {"ticket": ""}, None),
    ],
)
def test_a_ticket_is_found_where_it_is_shown(authorization, subprotocols, query, expected) -> None:
    assert shown_ticket(authorization, subprotocols, query) == expected


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ([], None),
        (["chat"], None),
        (["tokenwire", "tw1_a"], "tokenwire"),
        (["tw1_a", "tokenwire"], "tokenwire"),
        (["tw1_a"], "tw1_a"),
    ],
)
def test_the_subprotocol_that_is_answered_is_not_the_ticket_if_it_can_be_another(
    offered, expected
) -> None:
    assert chosen_subprotocol(offered) == expected


def test_users_own_the_rooms_that_bear_their_name_and_unknown_kinds_have_no_owner() -> None:
    ada = User(username="ada")
    assert owns(ada, RoomKey("typewriter", "user", "ada"))
    assert not owns(ada, RoomKey("typewriter", "user", "Ada"))
    assert not owns(ada, RoomKey("typewriter", "secret", "ada"))
    assert not owns(ada, RoomKey("nothing", "user", "ada"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("", "", True),
    ],
)
def test_an_ipv6_network_counts_as_one_address(one, other, same) -> None:
    assert (address_key(one) == address_key(other)) is same


@pytest.mark.parametrize("depth", [1, 2, 5, 31, 32, 33, 40, 1000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_is_taken_up_to_the_limit(depth, opening) -> None:
    closing = {"[": "]", '{"a":': "}"}[opening]
    inner = depth - 1
    text = '{"q":' + opening * inner + "1" + closing * inner + ',"s":"[[[[{{{{"}'
    if depth <= 32:
        assert decoded(text, max_bytes=100_000, max_depth=32)
    else:
        with pytest.raises(NotJson):
            decoded(text, max_bytes=100_000, max_depth=32)


def test_a_wide_frame_is_not_a_deep_one() -> None:
    text = '{"q":[' + ",".join(["[]"] * 1000) + "]}"
    assert decoded(text, max_bytes=100_000, max_depth=3)


@pytest.mark.parametrize(
    "error",
    [TooMany("messages", 2.1), BudgetSpent(86_400), FrameTooBig(262_144), RealtimeError("字" * 99)],
)
def test_a_close_reason_fits_into_a_close_frame_and_ends_with_its_hint(error) -> None:
    assert len(error.close_reason.encode()) <= 123
    if error.retry_after is not None:
        assert error.close_reason.endswith(f"; retry after {error.retry_after} s")
