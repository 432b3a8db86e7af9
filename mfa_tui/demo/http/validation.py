"""Checks of path, query and body, in the words of the JSON Schema validator that Auth0 uses.

Schemas are plain data: the part of JSON Schema that this slice of the API needs. Auth0 also appends a
property's description in brackets to the message; the demo leaves that out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from mfa_tui.demo.http.errors import ApiError

Schema = Mapping[str, Any]
Properties = Mapping[str, Schema]

_FORMATS = {
    "email": re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"),
    "hostname": re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*"),
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "strict-uri": re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+"),
}
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


async def read_body(request: Request, schema: Schema) -> Any:
    """Return the JSON body. Raises ApiError 400 where it is not JSON, or not what the schema wants."""
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        raise ApiError(400, "Invalid request payload JSON format") from None
    return read_values(body, schema)


def read_values(body: Any, schema: Schema) -> Any:
    """Return the values of a body. Raises ApiError 400 where they are not what the schema wants."""
    if problem := find_problem(body, schema):
        raise ApiError(400, f"Payload validation error: {problem}.", "invalid_body")
    return body


def read_query(request: Request, properties: Properties, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the query parameters, read as the types that the schema names. Raises ApiError 400."""
    given = request.query_params
    query = {name: _typed(given.getlist(name), properties.get(name, {}).get("type")) for name in given}
    if problem := find_problem(query, {"properties": properties, "required": required, "additionalProperties": False}):
        raise ApiError(400, f"Query validation error: {problem}.", "invalid_query_string")
    return query


def read_path(request: Request, name: str, allowed: list[str]) -> str:
    """Return a path parameter that must be one of a few values. Raises ApiError 400."""
    value: str = request.path_params[name]
    if problem := find_problem(value, {"enum": allowed}, name):
        raise ApiError(400, f"Path validation error: {problem}.", "invalid_uri")
    return value


def read_user_id(request: Request, name: str = "id") -> str:
    """Return the user id in the path. Raises ApiError 400, in words that are not those of the schema validator."""
    user_id: str = request.path_params[name]
    if "|" not in user_id:
        raise ApiError(400, f"Object didn't pass validation for format user-id: {user_id}", "invalid_uri")
    return user_id


def _typed(given: list[str], wanted: str | None) -> Any:
    if wanted == "array":  # `a,b` and `name=a&name=b` are both written
        return [part for text in given for part in text.split(",")]
    text = given[-1]
    if wanted == "boolean" and text in ("true", "false"):
        return text == "true"
    if wanted == "integer" and text.removeprefix("-").isdecimal():
        return int(text)
    return text


def find_problem(value: Any, schema: Schema, where: str = "") -> str | None:
    """Return the first thing that is wrong with the value, or None."""
    on = f" on property {where}" if where else ""
    found = _JSON_TYPES.get(type(value), "null")
    wanted = schema.get("type")
    if wanted is not None and not _is_a(found, wanted):
        return f"'Expected type {wanted} but found type {found}'{on}"
    if "anyOf" in schema and all(find_problem(value, each, where) for each in schema["anyOf"]):
        return f"'Data does not match any schemas from \"anyOf\"'{on}"
    if "enum" in schema and value not in schema["enum"]:
        return f"'No enum match for: {value}'{on}"
    if found in ("integer", "number"):
        if value < schema.get("minimum", value):
            return f"'Value {value} is less than minimum {schema['minimum']}'{on}"
        if value > schema.get("maximum", value):
            return f"'Value {value} is greater than maximum {schema['maximum']}'{on}"
    if found == "string":
        if len(value) < schema.get("minLength", 0):
            return f"'String is too short ({len(value)} chars), minimum {schema['minLength']}'{on}"
        if len(value) > schema.get("maxLength", len(value)):
            return f"'String is too long ({len(value)} chars), maximum {schema['maxLength']}'{on}"
        if not re.search(schema.get("pattern", ""), value):
            return f"'String does not match pattern: {schema['pattern']}'{on}"
        if "format" in schema and not _FORMATS[schema["format"]].fullmatch(value):
            return f"'Object didn't pass validation for format {schema['format']}: {value}'{on}"
    if found == "array":
        if len(value) < schema.get("minItems", 0):
            return f"'Array is too short ({len(value)}), minimum {schema['minItems']}'{on}"
        if len(value) > schema.get("maxItems", len(value)):
            return f"'Array is too long ({len(value)}), maximum {schema['maxItems']}'{on}"
        inside = [(item, schema.get("items", {}), f"{where}.{i}") for i, item in enumerate(value)]
        return _first_problem(inside)
    if found == "object":
        properties = schema.get("properties", {})
        if missing := [name for name in schema.get("required", ()) if name not in value]:
            return f"'Missing required property: {missing[0]}'{on}"
        if len(value) < schema.get("minProperties", 0):
            return f"'Too few properties defined ({len(value)}), minimum {schema['minProperties']}'{on}"
        unknown = [name for name in value if name not in properties]
        others = schema.get("additionalProperties", True)
        if unknown and others is False:
            return f"'Additional properties not allowed: {','.join(unknown)}'{on}"
        rest = others if isinstance(others, Mapping) else {}
        inside = [(item, properties.get(name, rest), f"{where}.{name}") for name, item in value.items()]
        return _first_problem(inside)
    return None


def _first_problem(inside: list[tuple[Any, Schema, str]]) -> str | None:
    return next((p for item, schema, where in inside if (p := find_problem(item, schema, where.lstrip(".")))), None)


def _is_a(found: str, wanted: str | list[str]) -> bool:
    allowed = [wanted] if isinstance(wanted, str) else wanted
    return found in allowed or (found == "integer" and "number" in allowed)
