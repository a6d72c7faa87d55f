"""The dialect's words as plain functions: sizes of frames, and what is read of hostile ones."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import frames
from realtime.entries import STARTED, TEXT, TEXT_ENDED, Entry
from realtime.errors import RealtimeError
from realtime.states import RunState

MOST_BYTES = 768_000

CONTENTS = st.builds(
    lambda text, times: text * times,
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=4),
    st.integers(0, 60_000),
)


def generated(files: dict[str, str], said: str = "") -> frames.CodeGenerated:
    told = frames.tree_told("p" * 255, files, version=1, changed=True, said=said)
    [frame] = frames.render(Entry(1, 7, "r", RunState.COMPLETED, {"reason": "", "made": told}))
    assert isinstance(frame, frames.CodeGenerated)
    return frame


@given(st.dictionaries(st.text("abc/", min_size=1, max_size=9), CONTENTS, max_size=12))
def test_a_frame_has_all_files_and_their_contents_as_far_as_it_holds_them(files) -> None:
    frame = generated(files)
    assert len(frame.encoded().encode()) <= MOST_BYTES
    assert [file.path for file in frame.files] == sorted(files)
    assert [file.bytes for file in frame.files] == [len(files[p].encode()) for p in sorted(files)]
    whole = [file.content == files[file.path] for file in frame.files]
    full = whole.index(False) if False in whole else len(whole)
    assert all(file.content == "" for file in frame.files[full:])
    if sum(len(orjson.dumps(text)) for text in files.values()) < 690_000:
        assert full == len(files)


@pytest.mark.parametrize("size", [1, 1_399, 10_000])
def test_the_fullest_project_fits_into_a_frame(size) -> None:
    files = {f"{number:03}/" + "字" * 339: "\x01" * size for number in range(500)}
    frame = generated(files, said="\x01" * 1_000_000)
    assert len(frame.encoded().encode()) <= MOST_BYTES


@pytest.mark.parametrize("kind", [TEXT, TEXT_ENDED, frames.TOOL_CALLED, frames.TOOL_RETURNED])
def test_what_is_said_on_the_way_is_no_frame(kind) -> None:
    assert list(frames.render(Entry(1, 1, "r", kind, {"text": "x"}))) == []


@pytest.mark.parametrize(
    ("state", "reason", "message"),
    [
        (RunState.FAILED, "没钱", "生成代码时出错: 没钱"),
        (RunState.INTERRUPTED, "restart", "生成代码时出错: restart"),
        (RunState.STOPPED, "", "生成代码时出错: 已停止 (stopped)"),
    ],
)
def test_a_turn_that_did_not_complete_is_one_error(state, reason, message) -> None:
    entry = Entry(1, 3, "r", state, {"reason": reason, "said": "half"})
    [error] = frames.render(entry)
    assert error.model_dump(exclude_none=True) == {
        **{"type": "error", "message": message, "code": state},
        **{"offset": 3, "run": "r", "said": "half"},
    }


def test_who_asks_from_which_socket_is_told_to_nobody() -> None:
    [frame] = frames.render(Entry(1, 1, "r", STARTED, {"prompt": "x", "socket": "secret"}))
    assert "secret" not in frame.encoded()


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = st.sampled_from(["type", "content", "path", "base", "client_message_id", "x"])
TYPES = st.sampled_from(["chat", "get_file"])


@given(st.dictionaries(KEYS, JSON), st.one_of(TYPES, JSON))
def test_any_object_is_a_command_or_is_refused_in_documented_words(sent, kind) -> None:
    sent = {**sent, "type": kind}
    try:
        command = frames.parse(sent)
    except RealtimeError as error:
        *_, told = frames.render_error(error, sent)
        assert told.encoded()
        assert isinstance(told, frames.ProjectError)
    else:
        assert isinstance(command, frames.ProjectChat | frames.GetFile)
