"""What stands for code that is not there, and what only looks so."""

import pytest

from codegen.placeholders import placeholder

PLACEHOLDERS = [
    *("# ... rest of the code unchanged", "// ... existing code ...", "# 其余代码不变"),
    *("// rest of file remains the same", "/* ... other methods unchanged ... */", "# …其余不变"),
    *(
        "<!-- rest of the page stays the same -->",
        "# (rest of the code here)",
        "-- 其余部分保持不变",
    ),
    *("// ... (previous code)", "    # ... existing code ...", "... rest of code unchanged ..."),
    *("[rest of the code unchanged]", "# the rest is unchanged", "// 省略"),
    *("# Rest of the functions remain unchanged", "{/* ... existing code ... */}", "# 代码省略"),
    *(
        "// The rest of the code is the same",
        "# unchanged",
        "// 其他代码保持不变...",
        "; 以下代码不变",
    ),
]
CODE = [
    *("...", "    ...", "print('rest of the code unchanged')", "# Return the rest of the list"),
    *("rest = items[1:]", "# keep the other tabs in step", "def rest_unchanged():", "", "# ----"),
    *("// the previous value", "# 计算其他费用", "# handle all remaining items in the queue"),
    *("- the existing code style stays documented in CONTRIBUTING", "# TODO: other shapes"),
    *("# existing users keep their password when they sign in again, whatever it was before",),
]


@pytest.mark.parametrize("line", PLACEHOLDERS)
def test_a_placeholder_is_found_with_its_line(line) -> None:
    assert placeholder(f"import os\n{line}\nprint(1)\n") == (2, line.strip())


@pytest.mark.parametrize("line", CODE)
def test_code_and_comments_that_say_something_are_none(line) -> None:
    assert placeholder(f"import os\n{line}\nprint(1)\n") is None


def test_what_the_file_had_before_is_no_placeholder() -> None:
    text = "# the rest is unchanged\nx = 1\n"
    assert placeholder(text, before="y = 2\n  # the rest is unchanged\n") is None
