"""What the model may do with to-dos and notes, always those of the user who asks."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ParamSpec, TypeVar

import orjson
from channels.db import database_sync_to_async
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chatstream.assistant.helper import Helper
from chatstream.assistant.notes import selectors, services
from chatstream.assistant.notes.models import MAX_TEXT, Note, Todo
from llm.tools import Tool, ToolError
from realtime.transactions import read

P = ParamSpec("P")
T = TypeVar("T")

Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*$"
    ),
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="ignore")


class NewTodo(_Arguments):
    """A to-do."""

    text: Text = Field(description="What is to be done, short, in the user's words.")
    due_on: date | None = Field(None, description="The day by which, as YYYY-MM-DD.")


class NewNote(_Arguments):
    """A note."""

    text: Text = Field(description="What to remember, in the user's words.")


class Which(_Arguments):
    """One that is there."""

    which: Text = Field(description="Its number, or words that stand in it.")


class Wanted(_Arguments):
    """Which ones."""

    words: Words = Field("", description="Only those that hold these words; empty: all.")


class WantedTodos(Wanted):
    """Which to-dos."""

    done: bool = Field(False, description="Those that are done, too.")


async def _todo_add(helper: Helper, given: NewTodo) -> str:
    todo = await _write(services.todo_add, helper.user, given.text, given.due_on)
    return _told(added=selectors.todo_facts(todo))


async def _todo_list(helper: Helper, given: WantedTodos) -> str:
    return _told(
        todos=await read(selectors.todos, helper.user, given.words, done=given.done),
        words=given.words,
    )


async def _todo_complete(helper: Helper, given: Which) -> str:
    todo = await _write(services.todo_complete, helper.user, given.which)
    return _told(completed=selectors.todo_facts(todo))


async def _todo_delete(helper: Helper, given: Which) -> str:
    todo = await _write(services.todo_delete, helper.user, given.which)
    return _told(deleted=selectors.todo_facts(todo))


async def _note_add(helper: Helper, given: NewNote) -> str:
    note = await _write(services.note_add, helper.user, given.text)
    return _told(added=selectors.note_facts(note))


async def _note_list(helper: Helper, given: Wanted) -> str:
    return _told(notes=await read(selectors.notes, helper.user, given.words), words=given.words)


async def _note_delete(helper: Helper, given: Which) -> str:
    note = await _write(services.note_delete, helper.user, given.which)
    return _told(deleted=selectors.note_facts(note))


async def _write(service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return await database_sync_to_async(service, thread_sensitive=False)(*args, **kwargs)
    except services.NotKept as refused:
        raise ToolError(str(refused), choices=[_facts(row) for row in refused.choices]) from None


def _facts(row: Any) -> dict[str, Any]:
    match row:
        case Todo():
            return selectors.todo_facts(row)
        case Note():
            return selectors.note_facts(row)
    raise TypeError(row)


def _told(**facts: Any) -> str:
    return orjson.dumps(facts).decode()


def _tool(
    name: str, description: str, arguments: type[BaseModel], handler: Any, shown: str, icon: str
) -> Tool[Helper, Any]:
    return Tool(
        name=name,
        description=description,
        arguments=arguments,
        handler=handler,
        display_name=shown,
        icon=icon,
        category="personal",
        calling_message=f"正在{shown}...",
        completed_message=f"{shown}完成",
    )


NOTE_TOOLS: tuple[Tool[Helper, Any], ...] = (
    _tool("add_todo", "Keep a to-do, or what to remind of.", NewTodo, _todo_add, "添加待办", "✅"),
    _tool(
        "list_todos", "List or search the user's to-dos.", WantedTodos, _todo_list, "查看待办", "📋"
    ),
    _tool("complete_todo", "Mark a to-do as done.", Which, _todo_complete, "完成待办", "☑️"),
    _tool("delete_todo", "Remove a to-do.", Which, _todo_delete, "删除待办", "🗑️"),
    _tool("add_note", "Keep a note.", NewNote, _note_add, "添加笔记", "📝"),
    _tool("list_notes", "List or search the user's notes.", Wanted, _note_list, "查看笔记", "🗒️"),
    _tool("delete_note", "Remove a note.", Which, _note_delete, "删除笔记", "🗑️"),
)

#: Tools after which `context_told` reads otherwise than before.
CHANGING = frozenset({"add_todo", "complete_todo", "delete_todo", "add_note", "delete_note"})
