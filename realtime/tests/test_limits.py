"""Rates: how many may be sent, how long it takes until one more may, who is remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.access.limits import Rate

AMOUNTS = st.integers(1, 50)
WINDOWS = st.sampled_from([1.0, 10.0, 60.0])


@given(AMOUNTS, WINDOWS)
def test_the_whole_amount_may_come_at_once_and_not_one_more(amount: int, seconds: float) -> None:
    rate = Rate(amount, seconds)
    assert [rate.wait("ada", 5.0) for _ in range(amount)] == [0.0] * amount
    wait = rate.wait("ada", 5.0)
    assert 0 < wait <= seconds / amount * 1.001
    assert rate.wait("bob", 5.0) == 0


@given(AMOUNTS, WINDOWS, st.lists(st.floats(0, 5), max_size=200))
def test_nobody_sends_more_than_the_amount_twice_in_a_window(
    amount: int, seconds: float, pauses: list[float]
) -> None:
    rate, now, sent = Rate(amount, seconds), 0.0, []
    for pause in pauses:
        now += pause * seconds / amount
        if rate.wait("ada", now) == 0:
            sent.append(now)
    for begin in sent:
        assert sum(begin <= at < begin + seconds for at in sent) <= 2 * amount


@given(AMOUNTS, WINDOWS)
def test_who_waits_as_long_as_was_said_may_send_again(amount: int, seconds: float) -> None:
    rate = Rate(amount, seconds)
    for _ in range(amount):
        rate.wait("ada", 0.0)
    wait = rate.wait("ada", 0.0)
    assert rate.wait("ada", wait * 0.99) > 0
    assert rate.wait("ada", wait * 1.0001) == 0


@pytest.mark.parametrize("amount", [1, 60])
def test_a_steady_pace_is_never_refused(amount: int) -> None:
    rate = Rate(amount, 10.0)
    assert all(rate.wait("ada", number * 10.001 / amount) == 0 for number in range(1_000))


def test_senders_who_are_gone_are_forgotten() -> None:
    rate = Rate(60, 10.0)
    for number in range(50_000):
        rate.wait(f"socket {number}", number / 100)
    assert len(rate) < 5_000
