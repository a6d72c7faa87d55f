"""Plain functions: per cents, estimates, states, orders, addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.errors import InvalidField
from video.errors import LinkExpired, NoSuchFile, WrongState
from video.estimates import FIRST_GUESS, pace_of, remaining, waiting
from video.links import file_address, file_named, link_check
from video.orders import language_of, ordered
from video.pipeline import Stage
from video.stages import PARTS, WORK, per_cent, stage_after
from video.states import ENDED, JobState, check_transition

STAGES = st.sampled_from(WORK)


@given(STAGES, st.integers(-5, 500), st.integers(-5, 400))
def test_a_stage_never_leaves_its_part_of_the_whole(stage, done, planned) -> None:
    _, above, upto = PARTS[stage]
    assert above < per_cent(stage, done, planned) <= upto


@given(STAGES, st.integers(1, 400), st.integers(0, 400), st.integers(0, 400))
def test_more_done_is_never_less_progress(stage, planned, one, more) -> None:
    assert per_cent(stage, one, planned) <= per_cent(stage, one + more, planned)


def test_a_stage_follows_the_last_finished_one_and_none_the_last() -> None:
    assert [stage_after(finished) for finished in range(7)] == [*Stage, Stage.DONE]


def test_what_was_measured_takes_the_place_of_the_first_guess() -> None:
    pace = pace_of([(3, 30.0, 15.0), (3, 10.0, 10.0)])
    assert pace == {**FIRST_GUESS, Stage.CLIPS: 1.5}
    assert remaining(pace, 10.0, Stage.COMPOSITION) == 2
    assert remaining(pace, 10.0, Stage.CLIPS, 0.5) == round(10 * (0.75 + 0.05 + 0.2))
    assert waiting([10.0, 20.0], 2) == 15.0
    assert waiting([10.0], 0) == 10.0


@given(STAGES, st.floats(0, 1), st.floats(2, 120))
def test_what_is_left_grows_less(stage, share, film) -> None:
    assert 0 <= remaining(FIRST_GUESS, film, stage, share) <= remaining(FIRST_GUESS, film)


@pytest.mark.parametrize("got", JobState)
def test_what_has_ended_can_at_most_be_tried_again(got) -> None:
    for wanted in JobState:
        if got in ENDED and (wanted != JobState.QUEUED or got == JobState.COMPLETED):
            with pytest.raises(WrongState, match=f"{got} cannot become {wanted}"):
                check_transition(got, wanted)


def test_an_order_is_held_against_the_limits() -> None:
    order = ordered(" 一只猫 ", "1:1", None, "", None)
    assert (order.prompt, order.seconds, order.language) == ("一只猫", 15.0, "zh")
    assert language_of("a cat") == "en"
    for prompt, seconds in (("", 5.0), (" ", 5.0), ("x" * 4001, 5.0), ("x", 1.9), ("x", 121.0)):
        with pytest.raises(InvalidField):
            ordered(prompt, "1:1", seconds, "", None)
    with pytest.raises(InvalidField):
        ordered("x", "1:1", float("nan"), "", None)


@given(st.text(max_size=60))
def test_a_token_that_was_not_signed_here_opens_nothing(token) -> None:
    with pytest.raises(LinkExpired):
        link_check(1, "film.mp4", token)


@given(st.text(max_size=80) | st.none() | st.integers() | st.lists(st.text(max_size=3)))
def test_a_path_names_a_task_and_one_of_its_files_or_nothing(path) -> None:
    try:
        task_id, name = file_named(path)
    except NoSuchFile:
        return
    assert file_named(f"{task_id}/{name}") == (task_id, name)


def test_an_address_is_the_same_for_a_while_and_names_its_file() -> None:
    address = file_address("http://a", 5, "film.mp4")
    assert address == file_address("http://a", 5, "film.mp4")
    assert file_named(address) == (5, "film.mp4")
    link_check(5, "film.mp4", address.partition("token=")[2])
