"""Judge requests and responses by Auth0's own OpenAPI document of the Management API.

The document is not part of this repository: it is looked for in `shared/auth0/` beside it, and the tests that
need it are skipped where it is missing. Paths are given as they are sent, such as `/api/v2/guardian/factors`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SHARED = Path(__file__).parents[2].parent / "shared" / "auth0"
API = "/api/v2"
_DOCUMENT = SHARED / "management-api.large.openapi.json"
_BASE = "urn:management-api"


def check_request(method: str, path: str, query: Mapping[str, str], body: Any) -> list[str]:
    """Return what is wrong with a request, nothing if it is as documented. A body of None is no body."""
    found = _operation(method, path)
    if found is None:
        return [f"{method} is not documented for this path"]
    template, values = found
    operation = f"/paths/{_escaped(template)}/{method.lower()}"
    problems = []
    given: dict[tuple[str, str], Any] = {("path", name): value for name, value in values.items()}
    given |= {("query", name): value for name, value in query.items()}
    for i, parameter in enumerate(_at(operation).get("parameters", [])):
        name, schema = parameter["name"], f"{operation}/parameters/{i}/schema"
        if (parameter["in"], name) in given:
            problems += _problems(_typed(given.pop((parameter["in"], name)), schema), schema, name)
        elif parameter.get("required") and parameter["in"] in ("path", "query"):
            problems.append(f"{name}: is required")
    problems += [f"{name}: is no documented {where} parameter" for where, name in given]
    content = _at(operation).get("requestBody", {}).get("content")
    if content is not None:
        problems += _problems(body, f"{operation}/requestBody/content/application~1json/schema", "body")
    elif body is not None:
        problems.append("body: none is documented")
    return problems


def check_response(method: str, path: str, status: int, body: Any) -> list[str]:
    """Return what is wrong with a response, nothing if it is as documented."""
    found = _operation(method, path)
    if found is None:
        return [f"{method} is not documented for this path"]
    response = f"/paths/{_escaped(found[0])}/{method.lower()}/responses/{status}"
    try:
        documented = _at(response)
    except KeyError:
        return [f"status {status} is not documented"]
    if "content" not in documented or status == 204:
        return []  # Auth0 documents no error bodies, and in one place a body for 204, which cannot have one
    return _problems(body, f"{response}/content/application~1json/schema", "body")


def documented(method: str, path: str) -> str | None:
    """Return the path template of an operation, None where Auth0's document has no such operation."""
    found = _operation(method, path)
    return found[0] if found else None


@cache
def _document() -> dict[str, Any]:
    if not _DOCUMENT.exists():
        pytest.skip("Auth0's OpenAPI document is not in shared/auth0/ beside this repository")
    document: dict[str, Any] = json.loads(_DOCUMENT.read_text())
    return document


@cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(_document(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_BASE, resource)
    return registry


def _operation(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """Return the documented path that fits, literal ones first, and the values of its parameters."""
    wanted = path.removeprefix(API)
    for template in sorted(_document()["paths"], key=lambda template: template.count("{")):
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
        fits = re.fullmatch(pattern, wanted)
        if fits and method.lower() in _document()["paths"][template]:
            return template, fits.groupdict()
    return None


def _at(pointer: str) -> Any:
    node: Any = _document()
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        node = node[int(part) if isinstance(node, list) else part]
    return node


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _problems(value: Any, pointer: str, where: str) -> list[str]:
    # A reference is a URI: the braces of a path template must be escaped in it.
    fragment = pointer.replace("{", "%7B").replace("}", "%7D")
    validator = OAS31Validator({"$ref": f"{_BASE}#{fragment}"}, registry=_registry())
    return [
        f"{'.'.join([where, *map(str, error.absolute_path)])}: {error.message}"
        for error in validator.iter_errors(value)
    ]


def _typed(text: str, pointer: str) -> Any:
    """Read a path or query parameter as the type that its schema names."""
    wanted = _at(pointer).get("type")
    if wanted == "boolean" and text in ("true", "false"):
        return text == "true"
    if wanted == "integer" and text.removeprefix("-").isdecimal():
        return int(text)
    return text
