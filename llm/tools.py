"""Tools: what a model may ask an app to do.

What a model sends is hostile until its argument model has checked it, and whatever happens while
a tool runs is told to the model as text, so that it can put it right or say so. Nothing raises.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from secrets import token_hex
from typing import Any, Generic, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

logger = logging.getLogger(__name__)

Context = TypeVar("Context")
Arguments = TypeVar("Arguments", bound=BaseModel)

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ToolError(Exception):
    """Raised by a handler to tell the model why it cannot: the text is meant to be read.

    `more` are facts that help it: they stand beside the error in what it is told.
    """

    def __init__(self, text: str, /, **more: object) -> None:
        self.more = more
        super().__init__(text)


class BadArgumentsError(Exception):
    """The model's arguments are not what the tool takes; `told` is the JSON it is answered."""

    def __init__(self, told: str) -> None:
        self.told = told
        super().__init__(told)


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What the model is told, and whether the tool did its work."""

    text: str
    ok: bool

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Tool(Generic[Context, Arguments]):
    """Something that a model can do, and the words in which clients hear of it.

    `handler` gets the context that the app gave to `converse` and the checked arguments, and
    returns the text that the model reads (JSON, by custom). It must stand being cancelled: at
    `timeout` seconds, and when its run is stopped.
    """

    name: str
    description: str
    arguments: type[Arguments]
    handler: Callable[[Context, Arguments], Awaitable[str]]
    display_name: str
    icon: str
    category: str
    calling_message: str
    completed_message: str
    timeout: float = 20.0

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a tool's name is 1 to 64 of A-Z a-z 0-9 _ -, not {self.name!r}")

    @cached_property
    def wire(self) -> dict[str, Any]:
        """The tool as a request's `tools` lists it."""
        return function_wire(self.name, self.description, self.arguments.model_json_schema())


def function_wire(name: str, description: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Something callable as a request's `tools` lists it; `parameters` is a JSON schema.

    Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools
    """
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


def parse_arguments(tool: Tool[Any, Arguments], arguments_json: str) -> Arguments:
    """Check what the model sent; "" counts as no arguments. Raises BadArgumentsError."""
    try:
        return tool.arguments.model_validate_json(arguments_json or "{}")
    except ValidationError as error:
        problems = [
            {"field": ".".join(map(str, problem["loc"])), "problem": problem["msg"]}
            for problem in error.errors(include_url=False, include_context=False)
        ]
        raise BadArgumentsError(error_text("invalid arguments", problems=problems)) from None


async def run_tool(
    tool: Tool[Context, Arguments], context: Context, given: Arguments
) -> ToolOutcome:
    """Run the handler within its time. Anything but being cancelled becomes an outcome."""
    limit = asyncio.timeout(tool.timeout)
    try:
        async with limit:
            return ToolOutcome(await tool.handler(context, given), ok=True)
    except ToolError as error:
        return ToolOutcome(error_text(str(error), **error.more), ok=False)
    except Exception as error:
        error_id = token_hex(4)
        if isinstance(error, TimeoutError) and limit.expired():
            logger.warning("tool %s took over %s s [%s]", tool.name, tool.timeout, error_id)
            return ToolOutcome(error_text("the tool took too long", id=error_id), ok=False)
        logger.exception("tool %s failed [%s]", tool.name, error_id)
        return ToolOutcome(error_text("the tool failed", id=error_id), ok=False)


async def call(tool: Tool[Context, Any], context: Context, arguments_json: str) -> ToolOutcome:
    """Check what the model sent, run the tool, and say what came of it; never raises."""
    try:
        given = parse_arguments(tool, arguments_json)
    except BadArgumentsError as refused:
        return ToolOutcome(refused.told, ok=False)
    return await run_tool(tool, context, given)


def error_text(error: str, **more: object) -> str:
    """An error in the words of tools: `{"error": "…", …}`."""
    return orjson.dumps({"error": error, **more}).decode()
