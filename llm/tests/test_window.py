"""How much of a conversation a request carries."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from llm.types import Message
from llm.window import estimated_tokens, fitting

SYSTEM = {"role": "system", "content": "Be brief."}


def user(text: str) -> Message:
    return {"role": "user", "content": text}


def assistant(text: str) -> Message:
    return {"role": "assistant", "content": text}


def used_tool(result: str, call_id: str = "1") -> list[Message]:
    function = {"name": "f", "arguments": "{}"}
    calls = [{"id": call_id, "type": "function", "function": function}]
    return [
        {"role": "assistant", "content": None, "tool_calls": calls},
        {"role": "tool", "tool_call_id": call_id, "content": result},
    ]


def texts(messages: Sequence[Message]) -> list[str]:
    return [message["content"] for message in messages if message["content"]]


def test_a_text_is_estimated_on_the_high_side() -> None:
    assert estimated_tokens("") == 0
    assert estimated_tokens("four") == 1
    assert estimated_tokens("你好") == 2
    assert estimated_tokens("naïve你") == 3


def test_what_fits_goes_unchanged() -> None:
    messages = [SYSTEM, user("a"), assistant("b"), user("c"), *used_tool("d")]
    assert fitting(messages, 1000) == messages


def test_the_oldest_turns_are_left_out_and_the_instructions_stay() -> None:
    messages = [
        SYSTEM,
        user("字" * 50),
        assistant("一"),
        user("字" * 50),
        assistant("二"),
        user("q"),
    ]
    assert texts(fitting(messages, 100)) == ["Be brief.", "字" * 50, "二", "q"]
    assert texts(fitting(messages, 30)) == ["Be brief.", "q"]


def test_tools_that_are_offered_take_their_room() -> None:
    tools = [{"function": {"description": "x" * 400}}]
    messages = [user("字" * 50), assistant("一"), user("q")]
    assert len(fitting(messages, 100)) == 3
    assert len(fitting(messages, 100, tools)) == 1


def test_a_question_that_is_too_long_by_itself_goes_whole() -> None:
    assert texts(fitting([SYSTEM, user("字" * 500)], 100)) == ["Be brief.", "字" * 500]


def test_results_of_the_newest_turn_are_cut_the_oldest_first() -> None:
    messages = [user("q"), *used_tool("旧" * 500), *used_tool("新" * 300, "2")]
    kept = fitting(messages, 700)
    old, new = kept[2]["content"], kept[4]["content"]
    assert old.startswith("旧旧")
    assert old.endswith("of 500 characters left)")
    assert new == "新" * 300
    assert messages[2]["content"] == "旧" * 500


def test_nothing_at_all_is_no_trouble() -> None:
    assert fitting([], 10) == []
    assert fitting([SYSTEM], 0) == [SYSTEM]


TURNS = st.lists(
    st.tuples(st.text(max_size=80), st.lists(st.text(max_size=200), max_size=3)), min_size=1
)


@given(TURNS, st.integers(1, 400))
def test_whatever_is_left_out_calls_and_results_stay_together(
    turns: list[tuple[str, list[str]]], tokens: int
) -> None:
    messages: list[Message] = [SYSTEM]
    for number, (question, results) in enumerate(turns):
        messages.append(user(question))
        for place, result in enumerate(results):
            messages += used_tool(result, f"{number}-{place}")
    kept = fitting(messages, tokens)
    called = [call["id"] for message in kept for call in message.get("tool_calls", ())]
    answered = [message["tool_call_id"] for message in kept if message["role"] == "tool"]
    assert called == answered
    assert kept[0] == SYSTEM
    assert kept[1]["role"] == "user"
    newest = max(place for place, message in enumerate(messages) if message["role"] == "user")
    assert messages[newest] in kept
