"""What the model is told of its task. Pure."""

from codegen.tree import WorkingTree

#: Characters of files that the instructions quote; the rest the model reads by itself.
QUOTED_CHARACTERS = 12_000
LISTED_FILES = 200

_TASK = """\
You write and change the files of one software project for the user. Answer in the user's language.
Do all of what is asked: complete, working files, with a README where the project has none.
Paths are relative to the project and use `/`. Change as little as the request needs; what the
request does not speak of stays as it is. Never put a placeholder in the place of code
("rest unchanged", "其余代码不变"): such a file is refused.
"""

_WITH_TOOLS = """\
Work through the tools: write_file for new files, edit_file for parts of files that exist,
delete_file, read_file, list_files. Then say in a few sentences what you have done, without
repeating the code.
"""

_WITH_FENCES = """\
Give every file that you make or change as a fenced block whose first line names it:
```python src/app.py
(the whole content)
```
To change a part of a long file, put this into its block, once for each place:
<<<<<<< SEARCH
(lines that are in the file, exactly)
=======
(lines that take their place)
>>>>>>> REPLACE
"""


def with_tools(tree: WorkingTree) -> str:
    """Return the instructions for a model that calls tools."""
    return "\n".join([_TASK, _WITH_TOOLS, _project(tree)])


def with_fences(tree: WorkingTree) -> str:
    """Return the instructions for a model that only writes text."""
    return "\n".join([_TASK, _WITH_FENCES, _project(tree)])


def mend_request(problems: dict[str, str]) -> str:
    """Return what a model is told whose blocks could not all be applied."""
    lines = [f"- {path}: {reason}" for path, reason in problems.items()]
    return "\n".join(
        [
            "These blocks could not be applied; nothing of these files was changed:",
            *lines,
            "Send the blocks of these files again, corrected, and no others.",
        ]
    )


def _project(tree: WorkingTree) -> str:
    listed = [f"- {path} ({size} bytes)" for path, size in tree][:LISTED_FILES]
    if not listed:
        return "The project has no files yet."
    return "\n".join(["The project's files:", *listed, *_quoted(tree)])


def _quoted(tree: WorkingTree) -> list[str]:
    quoted, left = [], QUOTED_CHARACTERS
    for path, content in sorted(tree.files.items()):
        if len(content) <= left:
            left -= len(content)
            quoted.append(f"\n--- {path}\n{content}")
    return quoted
