"""Short names for the JSON schemas that request bodies are validated with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mfa_tui.demo.http.validation import Schema

BOOLEAN: Schema = {"type": "boolean"}
INTEGER: Schema = {"type": "integer"}
OBJECT: Schema = {"type": "object"}
STRING: Schema = {"type": "string"}
STRINGS: Schema = {"type": "array", "items": STRING}


def fields(required: str = "", properties: Mapping[str, Schema] | None = None, **named: Schema) -> Schema:
    """Return an object with these properties and no others; `required` lists names, separated by spaces."""
    return {
        "type": "object",
        "properties": {**(properties or {}), **named},
        "required": tuple(required.split()),
        "additionalProperties": False,
    }


def text(longest: int | None = None, shortest: int = 0, pattern: str = "") -> Schema:
    """Return a string of a length, in characters, that matches a pattern."""
    limits: dict[str, Any] = {} if longest is None else {"maxLength": longest}
    return {"type": "string", "minLength": shortest, "pattern": pattern, **limits}


def choice(values: str) -> Schema:
    """Return a string that is one of a few, separated by spaces."""
    return {"type": "string", "enum": values.split()}


def integer(least: int, most: int | None = None) -> Schema:
    """Return an integer within limits."""
    return {"type": "integer", "minimum": least} | ({} if most is None else {"maximum": most})


def array(items: Schema, shortest: int = 0) -> Schema:
    """Return an array of items of one schema."""
    return {"type": "array", "items": items, "minItems": shortest}


def nullable(schema: Schema) -> Schema:
    """Return the schema, with null allowed."""
    allowed = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **allowed}


def mapping(values: Schema) -> Schema:
    """Return an object with names of any kind, and values of one schema."""
    return {"type": "object", "additionalProperties": values}
