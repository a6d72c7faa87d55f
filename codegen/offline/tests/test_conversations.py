"""From a wish to a project, through the same client, agents and tools as with any model."""

from collections.abc import AsyncIterator

import pytest
from openai import AsyncOpenAI

from codegen.offline.kinds import KINDS
from codegen.offline.tests.conversing import (
    TOOLS,
    Developer,
    WholeFile,
    full_disk,
    offline_client,
    tool,
)
from codegen.offline.tests.projects import changed, kind, run_tests


@pytest.fixture
async def client() -> AsyncIterator[AsyncOpenAI]:
    async with offline_client() as client:
        yield client


@pytest.fixture
def developer(client: AsyncOpenAI) -> Developer:
    return Developer(client)


async def test_a_calculator_is_written_and_then_gets_powers(developer, tmp_path) -> None:
    said = await developer.ask("write a calculator")
    assert developer.project == kind("calculator").files(chinese=False)
    assert developer.called == ["list_files", *["write_file"] * 3]
    assert "built-in offline model" in said
    assert "`calculator.py`" in said

    said = await developer.ask("add a power operation")
    powers = [c for c in kind("calculator").changes(chinese=False) if c.name == "power"]
    assert developer.project == changed(kind("calculator"), powers)
    assert developer.called == [
        *("list_files", "read_file", "read_file", "edit_file", "edit_file", "write_file")
    ]
    assert "Done: powers" in said
    assert "`calculator.py`" in said
    assert run_tests(tmp_path, [developer.project])[0].complaint == ""

    before = dict(developer.project)
    said = await developer.ask("add a power operation")
    assert "there already: powers" in said
    assert "- add square roots" in said
    assert "- add a power operation" not in said
    assert developer.project == before
    assert developer.called == ["list_files", "read_file", "read_file"]


async def test_the_documents_request_is_answered_in_chinese(developer) -> None:
    said = await developer.ask("创建一个简单的Python计算器程序，支持加减乘除操作")
    assert "calculator.py" in developer.project
    assert "已按模板生成：计算器" in said
    assert "离线模型" in developer.project["README.md"]
    said = await developer.ask("加上开平方和历史记录")
    assert "已完成：开平方" in said
    assert "已完成：历史记录" in said
    assert "`sqrt(16)` 是平方根" in developer.project["README.md"]
    assert {"test_root.py", "test_history.py"} <= set(developer.project)


async def test_what_is_wished_for_at_once_is_done_at_once(developer, tmp_path) -> None:
    said = await developer.ask("Build a to-do list with due dates and priorities")
    assert "Done: due dates" in said
    assert {"test_due.py", "test_priority.py"} <= set(developer.project)
    assert run_tests(tmp_path, [developer.project])[0].complaint == ""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_what_it_offers_to_do_it_does_and_says_so(developer, kind) -> None:
    said = await developer.ask(f"写一个{kind.chinese}")
    assert developer.project == kind.files(chinese=True)
    for change in kind.changes(chinese=True):
        assert change.ask[1] in said
    for change in kind.changes(chinese=True):
        before = dict(developer.project)
        assert f"已完成：{change.chinese}" in await developer.ask(change.ask[1])
        assert developer.project != before, change.name
    before = dict(developer.project)
    assert "已经有了" in await developer.ask(change.ask[1])
    assert developer.project == before


async def test_what_it_cannot_do_it_says_and_names_what_it_can(developer) -> None:
    await developer.ask("a snake game")
    before = dict(developer.project)
    said = await developer.ask("add a second player")
    assert "do not know how" in said
    assert "make it dark" in said
    said = await developer.ask("加一个双人模式")
    assert "这个我不会" in said
    assert "改成深色" in said
    assert developer.project == before


async def test_an_unknown_kind_is_an_honest_skeleton(developer, tmp_path) -> None:
    said = await developer.ask("write a compiler for Lisp")
    assert "no template" in said
    assert "does nothing of it yet" in said
    assert "a calculator" in said
    assert "> write a compiler for Lisp" in developer.project["README.md"]
    assert run_tests(tmp_path, [developer.project])[0].complaint == ""
    assert "不会真正编写代码" in await developer.ask("写一个操作系统内核")


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("write a calculator in Rust", "You named Rust; my template is made of Python"),
        ("write a REST API in Go", "You named Go; my template is made of Python"),
        ("a calculator in JavaScript", "You named JavaScript; my template is made of Python"),
        ("a snake game in JavaScript", "the snake game for the browser.\n"),
        ("用 Vue 做一个网页", "您提到了 Vue；我的模板用的是 HTML"),
        ("用Go写一个爬虫", "您提到了 Go；我的模板用的是 Python"),
    ],
)
async def test_another_language_than_the_templates_is_not_passed_over(
    developer, wish, said
) -> None:
    assert said in await developer.ask(wish)


async def test_a_file_that_somebody_has_changed_is_not_guessed_at(developer) -> None:
    await developer.ask("write a calculator")
    before = developer.project["calculator.py"].replace("    ast.Div: operator.truediv,\n", "")
    developer.project["calculator.py"] = before
    said = await developer.ask("add a power operation and square roots")
    assert "could not do this: powers" in said
    assert "`calculator.py` is no longer" in said
    assert "Done: square roots" in said
    assert "ast.Pow" not in developer.project["calculator.py"]
    assert "test_power.py" not in developer.project


async def test_a_file_of_somebody_else_is_not_written_over_by_a_change(developer) -> None:
    await developer.ask("write a calculator")
    developer.project["test_power.py"] = "# mine\n"
    before = dict(developer.project)
    assert "`test_power.py` is no longer" in await developer.ask("add powers")
    assert developer.project == before


async def test_a_project_of_somebody_else_is_left_alone(developer) -> None:
    developer.project.update({"main.py": "print(1)\n", "README.md": "# Mine\n"})
    before = dict(developer.project)
    for wish in ("make it dark", "write a chess engine", "加上登录", "remove the history"):
        await developer.ask(wish)
        assert developer.project == before, wish


async def test_the_same_kind_again_is_not_written_over(developer) -> None:
    await developer.ask("write a calculator")
    await developer.ask("add a history")
    before = dict(developer.project)
    assert "already" in await developer.ask("write a calculator")
    assert developer.project == before


async def test_another_kind_is_written_beside_and_both_can_be_changed(developer, tmp_path) -> None:
    await developer.ask("write a calculator")
    said = await developer.ask("write a to-do list")
    assert "have been replaced: `README.md`" in said
    assert {"calculator.py", "todo.py"} <= set(developer.project)
    await developer.ask("add a search")
    assert "Done: powers" in await developer.ask("add powers, please")
    assert run_tests(tmp_path, [developer.project])[0].complaint == ""


async def test_taking_away_is_not_mistaken_for_adding(developer) -> None:
    await developer.ask("write a calculator")
    before = dict(developer.project)
    assert "not take them away" in await developer.ask("remove the history")
    assert "不会去掉" in await developer.ask("去掉历史记录")
    assert developer.project == before


async def test_greetings_are_left_to_small_talk_and_questions_write_nothing(developer) -> None:
    for text in ("你好", "Hello!", "thanks"):
        await developer.ask(text)
        assert developer.called == []
    assert "cannot answer questions" in await developer.ask("How does a calculator work?")
    assert developer.project == {}


async def test_a_tool_that_fails_is_not_talked_over(client) -> None:
    tools = [tool("write_file", full_disk, WholeFile), *TOOLS[1:]]
    developer = Developer(client, tools)
    said = await developer.ask("write a calculator")
    assert "too many files" in said
    assert "Written" not in said


async def test_where_files_cannot_be_written_nothing_is_claimed(client) -> None:
    developer = Developer(client, TOOLS[1:])
    assert "Written" not in await developer.ask("write a calculator")
    developer = Developer(client, [TOOLS[0], *TOOLS[2:]])
    await developer.ask("write a calculator")
    assert "Done" not in await developer.ask("add powers")


async def test_a_title_is_text_wherever_it_goes(developer) -> None:
    await developer.ask('make a web page called "<script>alert(1)</script> & Co"')
    page = developer.project["index.html"]
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co"
    assert f"<title>{escaped}</title>" in page
    assert f"<h1>{escaped}</h1>" in page
    assert "<script>alert" not in "".join(developer.project.values())
    await developer.ask("标题改成《我的店》")
    assert "<title>我的店</title>" in developer.project["index.html"]
    assert developer.project["README.md"].startswith("# 我的店\n")
