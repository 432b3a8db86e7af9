"""The bodies of POST users and PATCH users/{id}."""

from __future__ import annotations

from typing import Any

from mfa_tui.demo.http.validation import Schema

_LENGTHS = {
    "given_name": 150,
    "family_name": 150,
    "name": 300,
    "nickname": 300,
    "username": 128,
}
_BOOLEANS = ("blocked", "email_verified", "phone_verified", "verify_email")


def _properties(kind: str | list[str]) -> dict[str, Any]:
    shared: dict[str, Any] = {
        name: {"type": kind, "minLength": 1, "maxLength": most} for name, most in _LENGTHS.items()
    }
    return {
        **shared,
        "email": {"type": kind, "format": "email"},
        "phone_number": {"type": kind, "pattern": r"^\+[0-9]{1,15}$"},
        "picture": {"type": kind, "format": "strict-uri"},
        "password": {"type": kind, "minLength": 1},
        "connection": {"type": "string", "minLength": 1},
        **{name: {"type": "boolean"} for name in _BOOLEANS},
        **{name: {"type": "object"} for name in ("user_metadata", "app_metadata")},
    }


CREATE: Schema = {
    "type": "object",
    "properties": _properties("string") | {"user_id": {"type": "string", "maxLength": 255, "pattern": r"^\S*$"}},
    "required": ["connection"],
    "additionalProperties": False,
}
UPDATE: Schema = {
    "type": "object",
    "properties": _properties(["string", "null"])
    | {"client_id": {"type": "string", "minLength": 1}, "verify_phone_number": {"type": "boolean"}},
    "additionalProperties": False,
}
