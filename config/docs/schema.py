"""docs/protocol/schema.json: all frames of all dialects as JSON Schema."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import DefsRef, GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from config.docs.frames import DIALECTS, SHARED, Dialect
from realtime.frames import Command, EventFrame

_Frame = type[Command] | type[EventFrame]
_ModelField = (
    core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField
)  # as the overridden method has it


class WireSchema(GenerateJsonSchema):
    """What is on the wire: on the way out, a field that is None is left out and all others sent.

    Frames are left open: keys may come to be sent, and a client passes over what it does not know.
    """

    def field_is_required(self, field: _ModelField, total: bool) -> bool:
        schema = field["schema"]
        if schema["type"] != "default":
            return True
        return self.mode == "serialization" and schema.get("default") is not None

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        if self.mode == "serialization":
            return self.generate_inner(schema["schema"])
        return super().nullable_schema(schema)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default", ...) is None:
            del made["default"]
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_file() -> str:
    """Return the file: each frame under `$defs`, each direction of a dialect by its name."""
    frames = [(frame, wire_mode(frame)) for dialect in [SHARED, *DIALECTS] for frame in dialect.all]
    refs, definitions = WireSchema().generate_definitions(
        [(frame, mode, frame.__pydantic_core_schema__) for frame, mode in frames]
    )
    for definition in definitions.values():
        definition.pop("additionalProperties", None)
    by_frame = {frame: refs[frame, mode] for frame, mode in frames}
    for dialect in DIALECTS:
        for direction, said in _directions(dialect).items():
            definitions[DefsRef(f"{dialect.name}.{direction}")] = {
                "anyOf": [by_frame[f] for f in said]
            }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Frames of Tokenwire",
        "description": "Of a dialect: #/$defs/<dialect>.commands and #/$defs/<dialect>.events.",
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def wire_mode(frame: _Frame) -> JsonSchemaMode:
    """Commands are described as they are read, events as they are written."""
    return "validation" if issubclass(frame, Command) else "serialization"


def _directions(dialect: Dialect) -> dict[str, Iterable[_Frame]]:
    return {
        "commands": [*dialect.commands, *SHARED.commands],
        "events": [*dialect.events, *SHARED.events],
    }
