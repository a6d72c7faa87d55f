"""An example of every frame, typed, so that a page never shows one that cannot be."""

from chatstream import frames as typewriter
from chatstream.assistant import frames as assistant
from chatstream.assistant.folding import Facts, Snapshot, folded
from chatstream.assistant.snapshots import response_of
from chatstream.frames import TOOL_CALLED, TOOL_RETURNED
from codegen import frames as generation
from codegen import live
from config.docs import contact_examples, video_examples
from llm.errors import ModelCutOff
from realtime.entries import PRESENCE, STARTED, TEXT, TEXT_ENDED, Entry
from realtime.frames import (
    Accepted,
    Authenticate,
    AuthSuccess,
    Command,
    EventFrame,
    Resumed,
    State,
    Stop,
)
from realtime.states import RunState

RUN = "Na05YxT0jMbgjU0Q"
EPOCH = "aecf6fe453ada050"
QUESTION = "查询我的物业费账单"
PROJECT = "my-project-123"
REQUEST = "创建一个简单的Python计算器程序"

_BILLS = {
    "tool": "query_unpaid_bills",
    "call_id": "call_1",
    "display_name": "查询未缴账单",
    "icon": "🧾",
    "category": "billing",
}
_CALLING = typewriter.StatusData(message="正在查询您的未缴账单...", **_BILLS)

_FILES = {"README.md": "# A calculator\n", "calculator.py": "print(1 + 1)\n"}
_MADE = generation.tree_told(PROJECT, _FILES, version=1, changed=True, said="写好了。")

MADE_AT = "2026-01-01T12:00:00.000+00:00"
_ENVELOPE = {
    "id": "5f0c1d2e-7f0a-5b44-9d7c-1a2b3c4d5e6f",
    "sender_id": assistant.ASSISTANT,
    "receiver_id": "user123",
    "room_id": "user_user123_room",
    "timestamp": MADE_AT,
    "metadata": {},
}
_SYSTEM = {**_ENVELOPE, "sender_id": assistant.SYSTEM}
_USER_INFO: dict[str, object] = {
    "user_id": "user123",
    "username": "用户_user123",
    "email": None,
    "avatar": None,
    "roles": ["user"],
    "metadata": {},
}
_CONNECTED = {
    "message": assistant.WELCOME,
    "status": "connected",
    "connection_id": "0b8e2c3a-1111-4222-8333-444455556666",
    "user_info": _USER_INFO,
    "room_id": "user_user123_room",
    "timestamp": MADE_AT,
}
_FACTS = {
    "conversation_id": "c0ffee00c0ffee00c0ffee00c0ffee00",
    "user_id": "user123",
    "room_id": "user_user123_room",
    "query": "上海今天天气怎么样？",
}
_ASKED_TRIAGE = Snapshot(Facts.of(_FACTS), agent="Triage Agent")
_TOOL = {"tool": "get_weather", "call_id": "call_1"}
AGENTS = (
    {
        "name": "Triage Agent",
        "description": "Takes every question first.",
        "handoffs": ["Weather Agent"],
        "tools": [],
        "input_guardrails": ["Relevance Guardrail"],
    },
)

#: What the log holds after an answer with a handoff and a tool.
REPLY = (
    Entry(1, 1, RUN, STARTED, {**_FACTS, "agent": "Triage Agent", "at": 1767268800000}),
    Entry(
        1,
        2,
        RUN,
        assistant.HANDED_OFF,
        {"source": "Triage Agent", "target": "Weather Agent", "at": 1767268800400},
    ),
    Entry(
        1,
        3,
        RUN,
        assistant.TOOL_CALLED,
        {**_TOOL, "arguments": {"place": "上海"}, "at": 1767268800800},
    ),
    Entry(
        1,
        4,
        RUN,
        assistant.TOOL_RETURNED,
        {**_TOOL, "ok": True, "result": '{"sky":"晴","high":25}', "at": 1767268801200},
    ),
    Entry(1, 5, RUN, TEXT, {"text": "上海今天晴，"}),
    Entry(1, 6, RUN, TEXT, {"text": "最高25度。"}),
    Entry(1, 7, RUN, assistant.MESSAGE_ENDED, {"at": 1767268801900}),
    Entry(1, 8, RUN, TEXT_ENDED, {"characters": 13}),
    Entry(1, 9, RUN, RunState.COMPLETED, {**_FACTS, "reason": ""}),
)
_HANDED_OFF = folded(REPLY[:2]) or _ASKED_TRIAGE
_RESPONSE = response_of(_HANDED_OFF)
_PLACED = {**_ENVELOPE, "offset": 2, "run": RUN}
_REFUSED = {
    "error_code": "INVALID_MESSAGE",
    "error_message": "缺少必需字段 (Missing required field): content",
    "error": "缺少必需字段 (Missing required field): content",
    "error_type": "websocket_error",
    "timestamp": MADE_AT,
    "connection_id": "0b8e2c3a-1111-4222-8333-444455556666",
    "additional_info": {},
}
_STOPPED = assistant.completion_content(response_of(_ASKED_TRIAGE).model_dump(), stopped=True)

_ASSISTANT: tuple[Command | EventFrame, ...] = (
    assistant.Chat(type="chat", content="你好，今天天气怎么样？", timestamp="2024-01-01T12:00:00Z"),
    assistant.Ping(type="ping"),
    assistant.Pong(type="pong"),
    assistant.Connect(content=_CONNECTED, **_SYSTEM),
    assistant.AiResponse(content=_RESPONSE, **_PLACED),
    assistant.AiCompletion(content=_STOPPED, **_PLACED),
    assistant.AiError(
        content={"error": assistant.FAILED, "details": ModelCutOff.default_reason},
        code="failed",
        **_PLACED,
    ),
    assistant.AssistantError(content=_REFUSED, code="invalid_message", retryable=False, **_SYSTEM),
    assistant.ServerPing(content={"timestamp": MADE_AT}, **_SYSTEM),
    assistant.ServerPong(content={"timestamp": MADE_AT}, **_SYSTEM),
    assistant.Broadcast(type="notice", content="今晚维护", **{**_SYSTEM, "offset": 10}),
    assistant.AiStarted(
        content={
            "conversation_id": _FACTS["conversation_id"],
            "current_agent": "Triage Agent",
            "query": _FACTS["query"],
        },
        **_PLACED,
    ),
    assistant.AiDelta(content="上海今天晴，", offset=5, run=RUN),
    assistant.AiEvent(content=_HANDED_OFF.events[0], **_PLACED),
    assistant.AiEnded(
        content={"message": assistant.DONE, "is_finished": True, "stopped": False}, **_PLACED
    ),
    assistant.PresenceTold(
        offset=11, people=({"name": "用户_user123", "connections": 2},), total=1
    ),
    _RESPONSE,
)

_EXAMPLES: tuple[Command | EventFrame, ...] = (
    Stop(type="stop"),
    Authenticate(type="auth", ticket="dXNlcjEyMw:1vMxyz:signature"),
    Resumed(recovered=True, epoch=EPOCH, offset=22),
    State(offset=0, state={"user_id": "user123", "messages": [], "run": None, "queue": []}),
    Accepted(client_message_id="q-1", run=RUN, offset=0, repeat=False),
    AuthSuccess(user_id="user123"),
    typewriter.Query(query=QUESTION, client_message_id="q-1"),
    typewriter.TokenAuth(type="auth", token="a-token-of-yours"),  # noqa: S106
    typewriter.Status(status="tool_calling", data=_CALLING, offset=2, run=RUN),
    typewriter.Chunk(content="您有", offset=4, run=RUN),
    typewriter.Error(content=typewriter.EMPTY_QUERY, code="invalid_field", retryable=False),
    _CALLING,
    generation.ProjectChat(type="chat", content=REQUEST, client_message_id="c-1"),
    generation.GetFile(type="get_file", path="calculator.py"),
    generation.ProjectStatus(status="connected", message=generation.CONNECTED),
    generation.ProjectWarning(message=generation.NO_KEY),
    generation.ProjectInfo(project_id=PROJECT, files=("calculator.py", "README.md"), version=1),
    generation.CodeGenerated(**_MADE, offset=4, run=RUN),
    generation.FileContent(path="calculator.py", content="print(1 + 1)\n"),
    generation.ProjectError(
        message=generation.EMPTY_CONTENT, code="invalid_field", retryable=False
    ),
    live.SaidText(content="写好", offset=2, run=RUN),
    live.FileStarted(path="calculator.py", action="write", offset=3, run=RUN),
    live.FileDelta(path="calculator.py", content="print(", offset=4, run=RUN),
    live.FileEnded(path="calculator.py", action="write", ok=True, bytes=13, offset=7, run=RUN),
    live.Presence(people=(live.Person(name="ada", connections=2),), total=1, offset=12),
    live.Person(name="ada", connections=2),
    generation.ProjectFile(path="calculator.py", content="print(1 + 1)\n", bytes=13),
    *contact_examples.EXAMPLES,
    *video_examples.EXAMPLES,
)


def example_of(frame: type[Command] | type[EventFrame]) -> str:
    """Return a frame of this class as JSON. Raises LookupError where nobody wrote one."""
    for example in (*_EXAMPLES, *_ASSISTANT):
        if type(example) is frame:
            if isinstance(example, EventFrame):
                return example.encoded()
            return example.model_dump_json(exclude_none=True)
    raise LookupError(f"config/docs/examples.py has no example of {frame.__qualname__}")


#: What the log holds after an answer with one tool, and after two that did not complete.
ANSWER = (
    Entry(1, 1, RUN, STARTED, {"query": QUESTION}),
    Entry(1, 2, RUN, TOOL_CALLED, {"message": "正在查询您的未缴账单...", **_BILLS}),
    Entry(1, 3, RUN, TOOL_RETURNED, {"message": "账单查询完成", **_BILLS}),
    Entry(1, 4, RUN, TEXT, {"text": "您有"}),
    Entry(1, 5, RUN, TEXT, {"text": " 3 笔未缴账单。"}),
    Entry(1, 6, RUN, TEXT_ENDED, {"characters": 12}),
    Entry(1, 7, RUN, RunState.COMPLETED, {"reason": ""}),
)
STOPPED = (
    Entry(1, 5, RUN, TEXT_ENDED, {"characters": 2}),
    Entry(1, 6, RUN, RunState.STOPPED, {"reason": ""}),
)
FAILED = (
    Entry(1, 5, RUN, TEXT_ENDED, {"characters": 2}),
    Entry(1, 6, RUN, RunState.FAILED, {"reason": ModelCutOff.default_reason}),
)

#: What the log holds after a turn that made a version, and after one that was stopped.
TURN = (
    Entry(1, 1, RUN, STARTED, {"prompt": REQUEST, "socket": "f00d"}),
    Entry(1, 2, RUN, generation.TOOL_CALLED, {"tool": "write_file", "call_id": "call_1"}),
    Entry(1, 3, RUN, TEXT_ENDED, {"characters": 4}),
    Entry(1, 4, RUN, RunState.COMPLETED, {"reason": "", "made": _MADE}),
)
#: The same for who asks for files; between two turns somebody has come.
_WRITTEN = {"path": "calculator.py", "action": "write"}
_ENDED = {**_WRITTEN, "ok": True, "bytes": 13, "content": None, "reason": None}
TURN_LIVE = (
    Entry(1, 1, RUN, STARTED, {"prompt": REQUEST, "socket": "f00d"}),
    Entry(1, 2, RUN, TEXT, {"text": "写好"}),
    Entry(1, 3, RUN, live.FILE_STARTED, _WRITTEN),
    Entry(1, 4, RUN, live.FILE_TEXT, {"path": "calculator.py", "text": "print("}),
    Entry(1, 5, RUN, live.FILE_TEXT, {"path": "calculator.py", "text": "1 + 1)\n"}),
    Entry(1, 7, RUN, live.FILE_ENDED, _ENDED),
    Entry(1, 9, RUN, TEXT, {"text": "了。"}),
    Entry(1, 11, RUN, RunState.COMPLETED, {"reason": "", "made": _MADE}),
    Entry(1, 12, None, PRESENCE, {"people": [{"name": "ada", "connections": 2}], "total": 1}),
)
STOPPED_TURN = (Entry(1, 4, RUN, RunState.STOPPED, {"reason": "", "said": "我先写"}),)
