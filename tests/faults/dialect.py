"""What the clients of a service send, hear and find stored: all that an attack knows of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import orjson

from llm.scripts import CallTool, Reply
from llm.scripts.steps import Tokens
from tests.assistant import Replies, ended, is_growing
from tests.contact import Visit, client_id, stored_visit, stored_visit_count
from tests.generation import Turns, stored_turn_count, stored_turns
from tests.transcript import Answer, Transcript, stored_answers, stored_count
from tests.video import Chat, stored_chat, stored_chat_count

Frame = dict[str, Any]


class Fold(Protocol):
    """What a client makes of the frames that it hears, over all its connections."""

    epoch: str
    offset: int
    recoveries: list[bool]

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers by run: text, and how it ended."""

    @property
    def place(self) -> Mapping[str, Any]:
        """What its next URL says of where it was."""

    def hear(self, frame: Frame) -> Any:
        """Take in a frame. Raises AssertionError for one that came twice or out of order."""


@dataclass(frozen=True)
class Dialect:
    """A service as the attacks see it. `room` is a user, a project, a visitor."""

    name: str
    #: Service and kind of its rooms, as tickets name them.
    rooms: tuple[str, str]
    path: Callable[[str], str]
    #: A command that asks for an answer, and one of the error frames' types.
    ask: Callable[[str], Frame]
    fold: Callable[[], Fold]
    #: The room's stored answers by run, and how many questions are stored, from a data folder.
    stored: Callable[[Path, str], Mapping[str, Answer]]
    stored_questions: Callable[[Path, str], int]
    #: Whether a frame ends an answer, carries text of one, and says that something was refused.
    ends: Callable[[Frame], bool]
    is_text: Callable[[Frame], bool]
    is_error: Callable[[Frame], bool]
    #: Path and body of a POST that asks, with an id; None where the service has none.
    post: Callable[[str, str, str], tuple[str, Frame]] | None = None
    #: A tool that the service's model may call.
    tool: str | None = None
    #: The replies of a model that says this text, and does besides what the service is for.
    script: Callable[[Tokens], tuple[Reply, ...]] = lambda text: ((text,),)
    #: Whether frames carry an answer's text as it is written.
    streams_text: bool = True
    #: Whether each frame tells all of it so far.
    cumulative: bool = False
    #: Which part of each attack's small form `make test` runs on it; 0: none.
    small_share: float = 1.0
    #: Guarantees whose small forms it does not run: tests of its own attack what is its own there.
    small_without: tuple[str, ...] = ()
    #: Whether signed-in users have rooms, which are named like them.
    signs_in: bool = True
    #: What the engine calls a room.
    room_name: Callable[[str], str] = str


TYPEWRITER = Dialect(
    name="typewriter",
    rooms=("typewriter", "user"),
    path=lambda user: f"/ws/chat/{quote(user)}",
    ask=lambda question: {"query": question},
    fold=Transcript,
    stored=stored_answers,
    stored_questions=lambda folder, user: stored_count(folder, user, "user"),
    ends=lambda frame: (
        "run" in frame and (frame["type"] == "error" or frame.get("status") == "completed")
    ),
    is_text=lambda frame: frame["type"] == "chunk" and bool(frame["content"]),
    is_error=lambda frame: frame["type"] == "error" and "run" not in frame,
    post=lambda user, question, message_id: (
        "/chat",
        {"user_id": user, "query": question, "client_message_id": message_id},
    ),
    tool="query_unpaid_bills",
)

#: A file that takes some hundred events to write, with all that JSON escapes.
_FILE = orjson.dumps(
    {"path": "src/字.py", "content": "".join(f'{n} = "\\{n} 字 😀"\n' for n in range(150))}
).decode()


def _after_a_file(text: Tokens) -> tuple[Reply, ...]:
    return (CallTool("write_file", _FILE, pieces=300, delay=text.delay / 2),), (text,)


#: It asks for files as they are written: that is all that a plain socket hears, and more.
GENERATION = Dialect(
    name="generation",
    rooms=("codegen", "project"),
    path=lambda project: f"/ws/{quote(project)}?stream=files",
    ask=lambda request: {"type": "chat", "content": request},
    fold=Turns,
    stored=stored_turns,
    stored_questions=stored_turn_count,
    ends=lambda frame: "run" in frame and frame["type"] in ("code_generated", "error"),
    is_text=lambda frame: frame["type"] == "text",
    is_error=lambda frame: frame["type"] == "error" and "run" not in frame,
    tool="list_files",
    script=_after_a_file,
)

ASSISTANT = Dialect(
    name="assistant",
    rooms=("assistant", "user"),
    path=lambda user: f"/ws?{urlencode({'user_id': user})}",
    ask=lambda question: {"type": "chat", "content": question},
    fold=Replies,
    stored=lambda folder, user: stored_answers(folder, user, "assistant"),
    stored_questions=lambda folder, user: stored_count(folder, user, "user", "assistant"),
    ends=ended,
    is_text=is_growing,
    is_error=lambda frame: frame["type"] == "error" and "run" not in frame,
    tool="transfer_to_weather_agent",
    cumulative=True,
    small_share=0.5,
)

#: The same with its finer frames. Below them is the same fold, which `make test` has attacked.
ASSISTANT_DELTAS = replace(
    ASSISTANT,
    name="deltas",
    path=lambda user: f"/ws?{urlencode({'user_id': user, 'stream': 'delta'})}",
    cumulative=False,
    small_share=0.0,
)

#: Rooms are visitors, whose ids are UUIDs. With deltas, so that an answer's text streams.
CONTACT = Dialect(
    name="contact",
    rooms=("contact", "visitor"),
    path=lambda visitor: f"/contact?client_id={client_id(visitor)}&stream=delta",
    ask=lambda message: {"type": "chat_message", "message": message},
    fold=Visit,
    stored=stored_visit,
    stored_questions=stored_visit_count,
    ends=lambda frame: "run" in frame and frame["type"] in ("answer_ended", "error"),
    is_text=lambda frame: frame["type"] == "delta",
    is_error=lambda frame: frame["type"] == "error" and "run" not in frame,
    small_share=0.5,
    small_without=("G2",),  # tests/test_serve_contact.py kills a process in an answer
    signs_in=False,
    room_name=client_id,
)

#: The chat beside the jobs, with its text as it is written. Its runs are the engine's, which other
#: dialects attack in full; what is its own, the jobs, G17 attacks.
VIDEO = Dialect(
    name="video",
    rooms=("video", "code"),
    path=lambda code: f"/api/ws/video-generation?{urlencode({'code': code, 'stream': 'progress'})}",
    ask=lambda content: {"content": content},
    fold=Chat,
    stored=stored_chat,
    stored_questions=stored_chat_count,
    ends=lambda frame: "run" in frame and frame["type"] in ("text", "error"),
    is_text=lambda frame: frame["type"] == "delta",
    is_error=lambda frame: frame["type"] == "error" and "run" not in frame,
    tool="list_videos",
    small_share=0.2,
    signs_in=False,
)
