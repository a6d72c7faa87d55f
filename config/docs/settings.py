"""docs/settings.md: every environment variable, by the class that declares it."""

import inspect
import json
import re
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from config.docs.markdown import page, table, type_in_words
from config.environment import BASE_DIR, Environment

_INTRO = """\
Everything that can be set is an environment variable; there is no other place. A blank variable
counts as not set, lists are separated by commas, and a wrong value is reported at the start or by
`manage.py check`.

`HOST`, `PORT` and `DATA_DIR` also work in front of make: `PORT=9000 make run`."""


def settings_page() -> str:
    """Return the page."""
    return page("Settings", _INTRO, *(_section(cls) for cls in declaring_classes()))


def declaring_classes() -> list[type[BaseSettings]]:
    """Return the classes that declare settings, the project's own first."""
    return [cls for cls in Environment.__mro__ if issubclass(cls, BaseSettings) and _own(cls)]


def _own(cls: type[BaseSettings]) -> list[str]:
    if cls is BaseSettings:
        return []
    return [name for name in inspect.get_annotations(cls) if name in Environment.model_fields]


def _section(cls: type[BaseSettings]) -> str:
    words = re.findall("[A-Z][a-z]+", cls.__name__)
    source = Path(inspect.getfile(cls)).relative_to(BASE_DIR)
    properties: dict[str, Any] = Environment.model_json_schema()["properties"]
    rows = [_row(name, Environment.model_fields[name], properties[name]) for name in _own(cls)]
    return "\n\n".join(
        [
            f"## {' '.join(words).capitalize()}",
            f"Declared in `{source.as_posix()}`.",
            table(("variable", "type", "default", "what it does"), rows),
        ]
    )


def _row(name: str, field: FieldInfo, schema: dict[str, Any]) -> tuple[str, str, str, str]:
    secret = field.annotation is SecretStr
    kind = "secret" if secret else type_in_words(schema)
    default = "not shown" if secret else _default(field.default)
    return f"`{name.upper()}`", kind, default, field.description or ""


def _default(value: object) -> str:
    if isinstance(value, tuple):
        value = ",".join(map(str, value))
    text = str(value) if isinstance(value, str | Path) else json.dumps(value)
    return f"`{text}`" if text else "empty"
