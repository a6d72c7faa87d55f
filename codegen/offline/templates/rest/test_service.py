import json
import threading
import unittest
import urllib.error
import urllib.request
from unittest import mock

import service
from service import MAX_BODY, Notes, Request, Response, respond


class NotesCase(unittest.TestCase):
    """Gives each test a service of its own."""

    def setUp(self) -> None:
        self.notes = Notes()

    def ask(self, method: str, path: str, data: object = None, **more: dict[str, str]) -> Response:
        body = b"" if data is None else json.dumps(data).encode()
        return respond(self.notes, Request(method, path, body=body, **more))


class TheService(NotesCase):
    def test_a_note_can_be_written_and_read(self) -> None:
        created = self.ask("POST", "/notes", {"text": "买菜"})
        self.assertEqual((created.status, created.headers), (201, {"Location": "/notes/1"}))
        self.assertEqual(self.ask("GET", "/notes/1").data, {"id": 1, "text": "买菜"})
        self.assertEqual(self.ask("GET", "/notes").data, [{"id": 1, "text": "买菜"}])

    def test_a_note_can_be_replaced(self) -> None:
        self.ask("POST", "/notes", {"text": "a"})
        self.assertEqual(self.ask("PUT", "/notes/1", {"text": "b"}).status, 200)
        self.assertEqual(self.ask("GET", "/notes/1").data, {"id": 1, "text": "b"})

    def test_what_is_not_there_is_404(self) -> None:
        for path in ("/", "/notes/7", "/notes/x", "/notes/1/more"):
            with self.subTest(path):
                self.assertEqual(self.ask("GET", path).status, 404)

    def test_a_method_that_is_not_known_is_405_and_names_the_others(self) -> None:
        refused = self.ask("PATCH", "/notes")
        self.assertEqual((refused.status, refused.headers), (405, {"Allow": "GET, POST"}))

    def test_a_bad_body_is_refused_and_changes_nothing(self) -> None:
        for data in ([], {"text": 1}, {}):
            with self.subTest(data):
                self.assertEqual(self.ask("POST", "/notes", data).status, 422)
        self.assertEqual(respond(self.notes, Request("POST", "/notes", body=b"{")).status, 400)
        self.assertEqual(self.ask("POST", "/notes", {"text": "x" * MAX_BODY}).status, 413)
        self.assertEqual(self.ask("GET", "/notes").data, [])


class OverHttp(unittest.TestCase):
    def setUp(self) -> None:
        self.enterContext(mock.patch.object(service.Handler, "log_message"))
        self.server = self.enterContext(service.server("127.0.0.1", 0))
        serving = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        serving.start()
        self.addCleanup(serving.join)
        self.addCleanup(self.server.shutdown)

    def test_it_speaks_json(self) -> None:
        url = f"http://127.0.0.1:{self.server.server_port}/notes"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, json.dumps({"text": "你好"}).encode(), timeout=5) as created:
            self.assertEqual(json.load(created), {"id": 1, "text": "你好"})
        with self.assertRaises(urllib.error.HTTPError) as caught:
            opener.open(url + "/2", timeout=5)
        with caught.exception as refused:
            self.assertEqual(json.load(refused), {"error": "there is no note 2"})


if __name__ == "__main__":
    unittest.main()
