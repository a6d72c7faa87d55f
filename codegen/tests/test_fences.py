"""Files in an answer's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.edits import Edit
from codegen.fences import BrokenOff, FencedFile, fenced_files


def files(text: str) -> dict[str, str]:
    return {file.path: file.content for file in fenced_files(text)}


@pytest.mark.parametrize(
    "head",
    [
        *("```python src/app.py", "```python:src/app.py", "```src/app.py", "~~~py src/app.py"),
        *(
            '```python title="src/app.py"',
            "```python filename=src/app.py",
            "```python ./src/app.py",
        ),
        *("**src/app.py**\n```python", "### `src/app.py`\n\n```python", "File: src/app.py\n```"),
        *("1. src/app.py:\n```python", "文件：src/app.py\n```python", "src/app.py\n```"),
        *(
            "**File: `src/app.py`**\n```python",
            "- src/app.py\n```python",
            "文件名: src/app.py\n```py",
        ),
    ],
)
def test_a_block_says_its_path_in_many_ways(head) -> None:
    end = "~~~" if head.startswith("~") else "```"
    found = files(f"Here it is:\n\n{head}\nprint(1)\n{end}\nThat is all.\n")
    assert {path.removeprefix("./"): text for path, text in found.items()} == {
        "src/app.py": "print(1)\n"
    }


def test_a_comment_on_the_first_line_names_the_file_and_stays_in_it() -> None:
    assert files("```js\n// src/a.js\nlet a;\n```\n") == {"src/a.js": "// src/a.js\nlet a;\n"}


def test_a_block_without_a_path_is_an_example() -> None:
    assert files("Run it:\n```sh\npython app.py\n```\nand\n```\nx = 1\n```\n") == {}


def test_several_files_come_in_their_order() -> None:
    text = "```a.py\n1\n```\ntext\n```b.py\n2\n```\n**a.py**\n```\n3\n```\n"
    assert [(f.path, f.content) for f in fenced_files(text)] == [
        ("a.py", "1\n"),
        ("b.py", "2\n"),
        ("a.py", "3\n"),
    ]


def test_markdown_may_hold_blocks_of_its_own() -> None:
    readme = "# Run\n```sh\nmake\n```\nThen\n```\nls\n```\n"
    assert files(f"````markdown README.md\n{readme}````\n") == {"README.md": readme}
    inner = "# Run\n```sh\nmake\n```\nEnd\n"
    assert files(f"```markdown README.md\n{inner}```\n") == {"README.md": inner}


def test_hunks_are_edits_of_a_file() -> None:
    text = (
        "```python a.py\n<<<<<<< SEARCH\nA = 1\n=======\nA = 2\n>>>>>>> REPLACE\n"
        "<<<<<<< SEARCH\nB\n=======\n>>>>>>> REPLACE\n```\n"
    )
    edits = (Edit("A = 1\n", "A = 2\n"), Edit("B\n", ""))
    assert fenced_files(text) == [FencedFile("a.py", edits=edits)]


@pytest.mark.parametrize(
    "text",
    [
        "```python a.py\nprint(",
        "```a.py\n1\n```\n```python b.py\nx = 1\n",
        "```a.py\n<<<<<<< SEARCH\nA\n=======\nB\n```\n",
    ],
)
def test_a_text_that_ends_in_a_file_has_broken_off(text) -> None:
    with pytest.raises(BrokenOff):
        fenced_files(text)


@given(st.text(alphabet="`~ \nab./#*<>=S", max_size=200))
def test_any_text_is_read(text) -> None:
    try:
        paths = [file.path for file in fenced_files(text)]
    except BrokenOff as broken:
        paths = [broken.path]
    assert all(paths)


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=40)


@given(st.lists(LINE.filter(lambda line: not line.strip().startswith(("```", "<<<", ">>>")))))
def test_a_files_content_is_what_stands_between_the_fences(lines) -> None:
    content = "".join(f"{line}\n" for line in lines)
    assert files(f"Text\n\n```python src/a.py\n{content}```\nEnd") == {"src/a.py": content}
