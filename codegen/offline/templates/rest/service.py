"""A REST service for notes, on Python's standard library alone.

    python service.py --port 8080

    GET  /notes        all notes
    POST /notes        {"text": "…"} becomes a note
    GET  /notes/1      one note
    PUT  /notes/1      {"text": "…"} takes its place

`respond` is the service: a request in, a response out. `Handler` carries both over HTTP.
"""

import argparse
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

MAX_BODY = 100_000


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    status: int
    data: object
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The request cannot be answered as it is; `response` says why."""

    def __init__(self, status: int, error: str, **headers: str) -> None:
        super().__init__(error)
        self.response = Response(status, {"error": error}, headers)


class Notes:
    """The notes, in memory. Requests come in threads, hence the lock."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._last = 0
        self._lock = Lock()

    def all(self) -> list[dict[str, object]]:
        with self._lock:
            return [{"id": number, "text": text} for number, text in self._texts.items()]

    def add(self, text: str) -> dict[str, object]:
        with self._lock:
            self._last += 1
            self._texts[self._last] = text
            return {"id": self._last, "text": text}

    def get(self, number: int) -> dict[str, object]:
        with self._lock:
            self._check(number)
            return {"id": number, "text": self._texts[number]}

    def replace(self, number: int, text: str) -> dict[str, object]:
        with self._lock:
            self._check(number)
            self._texts[number] = text
            return {"id": number, "text": text}

    def _check(self, number: int) -> None:
        if number not in self._texts:
            raise Refused(404, f"there is no note {number}")


def list_notes(notes: Notes, request: Request) -> Response:
    listed = notes.all()
    headers: dict[str, str] = {}
    return Response(200, listed, headers)


def create_note(notes: Notes, request: Request) -> Response:
    note = notes.add(text_of(request))
    return Response(201, note, {"Location": f"/notes/{note['id']}"})


def read_note(notes: Notes, request: Request, number: int) -> Response:
    return Response(200, notes.get(number))


def replace_note(notes: Notes, request: Request, number: int) -> Response:
    return Response(200, notes.replace(number, text_of(request)))


def text_of(request: Request) -> str:
    """Return the text in a request's body. Raises Refused."""
    if len(request.body) > MAX_BODY:
        raise Refused(413, f"the body is longer than {MAX_BODY} bytes")
    try:
        data = json.loads(request.body)
    except ValueError:
        raise Refused(400, "the body is no JSON") from None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise Refused(422, 'the body must be like {"text": "…"}')
    return str(data["text"])


ROUTES: dict[str, dict[str, Callable[..., Response]]] = {
    "/notes": {
        "GET": list_notes,
        "POST": create_note,
    },
    "/notes/{number}": {
        "GET": read_note,
        "PUT": replace_note,
    },
}


def respond(notes: Notes, request: Request) -> Response:
    """Answer a request, whatever it is."""
    try:
        return answer(notes, request)
    except Refused as refused:
        return refused.response


def answer(notes: Notes, request: Request) -> Response:
    """Find who answers, and let it. Raises Refused."""
    for pattern, methods in ROUTES.items():
        found = re.fullmatch(pattern.replace("{number}", "([0-9]{1,15})"), request.path)
        if found and request.method in methods:
            return methods[request.method](notes, request, *map(int, found.groups()))
        if found:
            raise Refused(405, "not this method", Allow=", ".join(methods))
    raise Refused(404, f"there is nothing at {request.path}")


class Handler(BaseHTTPRequestHandler):
    """Carries requests and responses over HTTP."""

    notes: Notes
    timeout = 30

    def do_GET(self) -> None:
        self.send(respond(self.notes, self.request_of(self.body())))

    do_POST = do_PUT = do_DELETE = do_GET

    def body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        known = re.fullmatch("[0-9]{1,9}", length)
        return self.rfile.read(min(int(length), MAX_BODY + 1)) if known else b""

    def request_of(self, body: bytes) -> Request:
        url = urlsplit(self.path)
        headers = {name.lower(): text for name, text in self.headers.items()}
        return Request(self.command, url.path, dict(parse_qsl(url.query)), headers, body)

    def send(self, response: Response) -> None:
        body = json.dumps(response.data, ensure_ascii=False).encode()
        self.send_response(response.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, text in response.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


def server(host: str, port: int) -> ThreadingHTTPServer:
    """Return a server with notes of its own; port 0: any that is free."""
    handler = type("NotesHandler", (Handler,), {"notes": Notes()})
    return ThreadingHTTPServer((host, port), handler)


def main() -> None:
    parser = argparse.ArgumentParser(description="A REST service for notes.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    with server(options.host, options.port) as serving:
        print(f"http://{options.host}:{serving.server_port}/notes")
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
