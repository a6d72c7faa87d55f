import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import todo


class TodoCase(unittest.TestCase):
    """Gives each test a list of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "list.json"

    def run_todo(self, *arguments: str) -> str:
        """Return what the program says, errors too."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            todo.main(["--file", str(self.file), *arguments])
        return said.getvalue().strip()


class TheList(TodoCase):
    def test_it_begins_empty(self) -> None:
        self.assertEqual(self.run_todo("list"), "nothing to do")

    def test_what_was_added_is_still_there_the_next_time(self) -> None:
        self.run_todo("add", "buy milk")
        self.run_todo("add", "买菜")
        self.assertEqual(self.run_todo("list"), "[ ] 1. buy milk\n[ ] 2. 买菜")

    def test_what_is_done_is_ticked(self) -> None:
        self.run_todo("add", "buy milk")
        self.assertEqual(self.run_todo("done", "1"), "done: [x] 1. buy milk")
        self.assertEqual(self.run_todo("list"), "[x] 1. buy milk")

    def test_a_number_is_not_given_twice_while_it_is_in_use(self) -> None:
        self.run_todo("add", "one")
        self.run_todo("add", "two")
        self.run_todo("remove", "1")
        self.assertEqual(self.run_todo("add", "three"), "added: [ ] 3. three")

    def test_an_unknown_number_is_an_error_that_says_so(self) -> None:
        self.assertEqual(self.run_todo("done", "7"), "error: there is no item 7")

    def test_a_file_of_something_else_is_left_alone(self) -> None:
        self.file.write_text("not a list", encoding="utf-8")
        self.assertIn("holds no to-do list", self.run_todo("add", "x"))
        self.assertEqual(self.file.read_text(encoding="utf-8"), "not a list")


if __name__ == "__main__":
    unittest.main()
