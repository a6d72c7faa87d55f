"""A client of code generation, for `manage.py test_websocket`: asks once, keeps what comes."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.sync.connection import Connection

#: A frame of ours has at most 768 kB; other servers may send more.
MAX_FRAME_BYTES = 16 * 1024 * 1024

Frame = dict[str, Any]


class GenerationFailed(Exception):
    """No code came: the text says why."""


@dataclass
class Received:
    """What a server has sent: all frames, and the files by the paths that it gave them."""

    frames: list[Frame] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def generated(
    server: str,
    project: str,
    prompt: str,
    *,
    seconds: float,
    ticket: str,
    tell: Callable[[str], None],
) -> Received:
    """Ask a server for code and wait for it. Raises GenerationFailed."""
    address = f"{server.rstrip('/')}/ws/{quote(project, safe='')}"
    received = Received()
    with _failures(address, seconds):
        headers = {"Authorization": f"Bearer {ticket}"} if ticket else None
        with connect(
            address, additional_headers=headers, max_size=MAX_FRAME_BYTES, open_timeout=seconds
        ) as socket:
            tell(f"Connected to {address}")
            socket.send(json.dumps({"type": "chat", "content": prompt}))
            _read(socket, received, seconds, tell)
    return received


def _read(
    socket: Connection, received: Received, seconds: float, tell: Callable[[str], None]
) -> None:
    for frame in _frames(socket, received, seconds):
        tell(_worded(frame))
        if frame["type"] == "error":
            raise GenerationFailed(str(frame.get("message")))
        if frame["type"] == "code_generated":
            break
    for file in frame["files"]:
        path, content = str(file["path"]), file["content"]
        if content == "" and file.get("bytes"):
            content = _asked_for(socket, received, path, seconds)
        received.files[path] = str(content)


def _asked_for(socket: Connection, received: Received, path: str, seconds: float) -> str:
    """Ask for a file whose content was left out of a full frame."""
    socket.send(json.dumps({"type": "get_file", "path": path}))
    for frame in _frames(socket, received, seconds):
        if frame["type"] == "file_content" and frame["path"] == path:
            return str(frame["content"])
        if frame["type"] == "error":
            raise GenerationFailed(str(frame.get("message")))
    raise GenerationFailed("the connection ended")


def _frames(socket: Connection, received: Received, seconds: float) -> Iterator[Frame]:
    while True:
        frame = json.loads(socket.recv(timeout=seconds))
        if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
            raise GenerationFailed(f"no frame of ours: {str(frame)[:80]}")
        received.frames.append(frame)
        yield frame


def _worded(frame: Frame) -> str:
    match frame["type"]:
        case "project_info":
            return f"The project has {len(frame['files'])} files"
        case "code_generated":
            said = f"{frame['message']}\n" if frame.get("message") else ""
            return f"{said}Generated: {len(frame['files'])} files"
        case kind:
            return f"{kind}: {frame.get('message', '')}"


@contextmanager
def _failures(address: str, seconds: float) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise GenerationFailed(f"nothing came for {seconds:g} s") from None
    except (OSError, WebSocketException) as error:
        raise GenerationFailed(f"{address}: {error}") from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise GenerationFailed(f"what came is not understood: {error!r}") from None
