import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import wordcount


class WordcountCase(unittest.TestCase):
    """Gives each test a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run_wordcount(self, *arguments: str) -> str:
        """Return what the program says, errors too."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            wordcount.main(arguments)
        return said.getvalue().strip()


class Counting(WordcountCase):
    def test_lines_words_and_characters(self) -> None:
        path = self.file("a.txt", "two words\nand three more\n")
        self.assertEqual(self.run_wordcount(path), f"{path}: 2 lines, 5 words, 25 characters")

    def test_an_empty_file_has_nothing(self) -> None:
        path = self.file("a.txt", "")
        self.assertEqual(self.run_wordcount(path), f"{path}: 0 lines, 0 words, 0 characters")

    def test_a_chinese_character_is_a_word_and_an_apostrophe_ends_none(self) -> None:
        self.assertEqual(wordcount.words("你好, don't panic"), ["你", "好", "don't", "panic"])

    def test_several_files_have_a_line_each(self) -> None:
        paths = [self.file("a.txt", "a"), self.file("b.txt", "b b")]
        self.assertEqual(len(self.run_wordcount(*paths).splitlines()), 2)

    def test_without_a_file_standard_input_is_read(self) -> None:
        with mock.patch("sys.stdin", io.StringIO("one two")):
            self.assertEqual(self.run_wordcount(), "-: 1 lines, 2 words, 7 characters")

    def test_a_file_that_is_not_there_is_an_error_and_the_others_are_counted(self) -> None:
        said = self.run_wordcount(str(self.folder / "none.txt"), self.file("a.txt", "a"))
        self.assertIn("error:", said)
        self.assertIn("1 words", said)


if __name__ == "__main__":
    unittest.main()
