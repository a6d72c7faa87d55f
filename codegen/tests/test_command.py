"""`manage.py test_websocket`, with servers that do what they should, and others."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from websockets.sync.server import ServerConnection, serve

FILES = [{"path": "src/a.py", "content": "A = '甲'\n"}, {"path": "b.txt", "content": ""}]


@contextmanager
def server(answer: Callable[[ServerConnection, dict[str, Any]], None]) -> Iterator[str]:
    """Serve as the original did; give its address."""

    def talk(socket: ServerConnection) -> None:
        socket.send('{"type":"status","status":"connected","message":"hello"}')
        for text in socket:
            answer(socket, {**json.loads(text), "address": socket.request and socket.request.path})

    with serve(talk, "127.0.0.1", 0) as started:
        thread = threading.Thread(target=started.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{started.socket.getsockname()[1]}/"
        finally:
            started.shutdown()
            thread.join()


def says(*frames: dict[str, Any]) -> Callable[[ServerConnection, dict[str, Any]], None]:
    def answer(socket: ServerConnection, asked: dict[str, Any]) -> None:
        if asked["type"] == "get_file":
            frame = {"type": "file_content", "path": asked["path"], "content": "late"}
            return socket.send(json.dumps(frame))
        for frame in frames:
            socket.send(json.dumps(frame))

    return answer


def test_it_saves_what_it_receives_and_names_it(tmp_path: Path, capsys) -> None:
    generated = {"type": "code_generated", "project_id": "a/b", "files": FILES}
    with server(says({"type": "status", "status": "processing", "message": "…"}, generated)) as url:
        call_command(
            "test_websocket", "--server", url, "--project", "a/b", "--output", str(tmp_path)
        )
    said = capsys.readouterr()
    assert "status: …" in said.err
    assert "Generated: 2 files" in said.err
    assert said.out.splitlines() == [
        str(tmp_path / "a%2fb" / name) for name in ("b.txt", "src/a.py")
    ]
    assert (tmp_path / "a%2fb/src/a.py").read_text("utf-8") == "A = '甲'\n"
    frames = (tmp_path / "a%2fb.frames.jsonl").read_text("utf-8").splitlines()
    assert json.loads(frames[-1]) == generated


def test_it_asks_for_files_that_a_full_frame_left_out(tmp_path: Path, capsys) -> None:
    files = [{**FILES[1], "bytes": 4}]
    with server(says({"type": "code_generated", "project_id": "p", "files": files})) as url:
        call_command("test_websocket", "--server", url, "--project", "p", "--output", str(tmp_path))
    assert (tmp_path / "p/b.txt").read_text() == "late"


def test_it_asks_for_what_it_is_told_to(tmp_path: Path, capsys) -> None:
    asked: list[dict[str, Any]] = []

    def answer(socket: ServerConnection, command: dict[str, Any]) -> None:
        asked.append(command)
        socket.send('{"type":"code_generated","project_id":"x","files":[]}')

    with server(answer) as url:
        call_command(
            *("test_websocket", "--server", url, "--project", "项目 1", "--prompt", "做"),
            *("--output", str(tmp_path)),
        )
    address = "/ws/%E9%A1%B9%E7%9B%AE%201"
    assert asked == [{"type": "chat", "content": "做", "address": address}]


EVIL = [{"path": "../../evil", "content": "x"}]


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        ({"type": "error", "message": "生成代码时出错: 没钱"}, "生成代码时出错: 没钱"),
        ({"type": "code_generated", "project_id": "p", "files": EVIL}, "cannot be kept"),
        ({"type": "code_generated", "project_id": "p"}, "not understood"),
        ({"no": "type"}, "no frame of ours"),
        ({"type": "status", "message": "silence"}, "nothing came for"),
    ],
)
def test_it_fails_where_no_code_came(tmp_path: Path, frame, why) -> None:
    output = tmp_path / "deep/down"
    with server(says(frame)) as url, pytest.raises(CommandError, match=why):
        call_command(
            *("test_websocket", "--server", url, "--output", str(output), "--timeout", "0.5"),
        )
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("url", ["ws://127.0.0.1:9", "http://127.0.0.1:9", "nonsense"])
def test_it_fails_where_nobody_serves(tmp_path: Path, url) -> None:
    with pytest.raises(CommandError, match="No code"):
        call_command("test_websocket", "--server", url, "--output", str(tmp_path))
