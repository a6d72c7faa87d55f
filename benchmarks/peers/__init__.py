"""What is measured, side by side: Tokenwire, and what a team would write instead of it.

A peer is a command that serves, and a dialect: the paths, and the frames that clients of it know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import orjson

from benchmarks.loads import Load

DONE = b"[DONE]"


@dataclass(frozen=True)
class Dialect:
    """How a peer's clients speak. Paths may hold `{room}`."""

    chat: str
    room: str
    echo: str
    ping: bytes
    work: str
    question: Callable[[Load], bytes]
    #: The model's text in a frame, "" in frames that hold none.
    text: Callable[[bytes], str]
    ends: Callable[[bytes], bool]


@dataclass(frozen=True)
class Peer:
    """One server: its name in the tables, and the arguments of Python that serve it on a port."""

    name: str
    command: tuple[str, ...]
    dialect: Dialect
    settings: Mapping[str, str] = field(default_factory=dict)
    #: Whether it needs a prepared data folder, or a Redis.
    database: bool = False
    redis: bool = False


def _our_text(payload: bytes) -> str:
    frame = orjson.loads(payload)
    return str(frame["content"]) if frame["type"] == "chunk" else ""


def _plain_text(payload: bytes) -> str:
    return "" if payload == DONE else payload.decode()


def _tutorials_text(payload: bytes) -> str:
    return _plain_text(orjson.loads(payload)["message"].encode())


def _completions_text(payload: bytes) -> str:
    """The whole answer's, which the last snapshot holds: the others hold parts of it."""
    frame = orjson.loads(payload)
    finished = frame["type"] == "ai_response" and "is_finished" in frame["content"]
    return str(frame["content"]["raw_response"]) if finished else ""


def _deltas_text(payload: bytes) -> str:
    frame = orjson.loads(payload)
    return str(frame["content"]) if frame["type"] == "ai_delta" else ""


OURS = Dialect(
    chat="/ws/chat/{room}",
    room="/ws/chat/{room}",
    echo="/ws/chat/{room}",
    ping=b'{"type":"auth","token":"t"}',
    work="/ws/work/",
    question=lambda load: orjson.dumps({"query": load.question}),
    text=_our_text,
    ends=lambda payload: b'"completed"' in payload or b'"type":"error"' in payload,
)
SNAPSHOTS = Dialect(
    chat="/ws?user_id={room}",
    room="/ws?user_id={room}",
    echo="/ws?user_id={room}",
    ping=b'{"type":"ping"}',
    work="/ws/work/",
    question=lambda load: orjson.dumps({"type": "chat", "content": load.question}),
    text=_completions_text,
    ends=lambda payload: b'"is_finished":true' in payload or b'"type":"ai_error"' in payload,
)
DELTAS = replace(SNAPSHOTS, chat="/ws?user_id={room}&stream=delta", text=_deltas_text)
PLAIN = Dialect(
    chat="/ws",
    room="/room",
    echo="/echo",
    ping=b"hello",
    work="/work",
    question=lambda load: load.question.encode(),
    text=_plain_text,
    ends=lambda payload: payload == DONE,
)
TUTORIALS = Dialect(
    chat="/ws/chat/{room}/",
    room="/ws/chat/{room}/",
    echo="/ws/echo/",
    ping=b'{"message":"hello"}',
    work="/ws/work/",
    question=lambda load: orjson.dumps({"message": load.question}),
    text=_tutorials_text,
    ends=lambda payload: DONE in payload,
)

_UVICORN = ("-m", "uvicorn", "--log-level", "critical")
_TUTORIAL = (*_UVICORN, "--lifespan", "off", "benchmarks.peers.channels_tutorial:application")
_BARE = ("-m", "benchmarks.peers.bare_websockets")

TOKENWIRE = Peer("Tokenwire", ("manage.py", "serve"), OURS, database=True)
BESIDE_ORM = Peer(
    TOKENWIRE.name,
    TOKENWIRE.command,
    OURS,
    {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.tokenwire_settings"},
    database=True,
)
ASSISTANT_SNAPSHOTS = replace(TOKENWIRE, dialect=SNAPSHOTS)
ASSISTANT_DELTAS = replace(TOKENWIRE, name="Tokenwire, ?stream=delta", dialect=DELTAS)
FASTAPI = Peer("FastAPI relay", (*_UVICORN, "benchmarks.peers.fastapi_relay:app"), PLAIN)
CHANNELS = Peer("Channels tutorial, in memory", _TUTORIAL, TUTORIALS)
CHANNELS_REDIS = Peer("Channels tutorial, Redis", _TUTORIAL, TUTORIALS, redis=True)
BARE = Peer("bare websockets", _BARE, PLAIN)
BARE_PLAIN = Peer("bare websockets, no deflate", (*_BARE, "--plain"), PLAIN)
