from llm.agents.messages import chat_messages

USER = {"role": "user", "content": "hi"}


def call(call_id: str, arguments: str = "{}") -> dict[str, str]:
    return {"type": "function_call", "call_id": call_id, "name": "f", "arguments": arguments}


def result(call_id: str, output: str = "x") -> dict[str, str]:
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def said(text: str) -> dict[str, object]:
    content = [{"type": "output_text", "text": text}]
    return {"type": "message", "role": "assistant", "content": content}


def roles(*items: dict[str, object] | dict[str, str]) -> list[str]:
    return [message["role"] for message in chat_messages(None, items)]


def test_instructions_come_first() -> None:
    assert chat_messages("Be kind.", [USER])[0] == {"role": "system", "content": "Be kind."}
    assert chat_messages("", [USER]) == [USER]


def test_calls_belong_to_what_was_said_with_them() -> None:
    messages = chat_messages(None, [USER, said("wait"), call("1"), call("2")])
    assert [call["id"] for call in messages[1]["tool_calls"]] == ["1", "2"]
    assert messages[1]["content"] == "wait"


def test_calls_without_a_word_are_a_message_of_their_own() -> None:
    assert chat_messages(None, [USER, call("1")])[1]["content"] is None


def test_each_round_has_its_own_message() -> None:
    assert roles(USER, call("1"), result("1"), call("2"), result("2")) == [
        *("user", "assistant", "tool"),
        *("assistant", "tool"),
    ]


def test_history_is_passed_on_as_it_is_and_never_given_calls() -> None:
    history = [USER, {"role": "assistant", "content": "hello"}, USER]
    assert chat_messages(None, history) == history
    assert "tool_calls" not in chat_messages(None, [*history[:2], call("1")])[1]


def test_arguments_that_are_no_object_go_back_as_none() -> None:
    for arguments in ("", "{", "[]", "7", "null"):
        function = chat_messages(None, [call("1", arguments)])[0]["tool_calls"][0]["function"]
        assert function["arguments"] == "{}"
