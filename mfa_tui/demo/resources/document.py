"""Settings that exist once in a tenant: a JSON document that is read whole and updated in part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.routing import Endpoint
from mfa_tui.demo.http.validation import Schema, read_body
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.types import Json


@dataclass(frozen=True)
class Document:
    """One settings document and its two endpoints, GET and PATCH.

    path: below /api/v2. resource: in its scopes, `read:RESOURCE` and `update:RESOURCE`. schema: of the body of PATCH.
    initial: what a new tenant has. write_only: names that are taken at any depth and never shown.
    """

    path: str
    resource: str
    schema: Schema
    initial: Mapping[str, Any] = field(default_factory=dict)
    write_only: tuple[str, ...] = ()

    def routes(self) -> Iterator[tuple[str, str, Endpoint]]:
        """Yield the document's two routes."""
        changed = writes(f"Update {self.path}")
        yield "GET", f"/api/v2/{self.path}", requires(f"read:{self.resource}")(self._read)
        yield "PATCH", f"/api/v2/{self.path}", requires(f"update:{self.resource}")(changed(self._update))

    def of(self, request: Request) -> Json:
        """Return the document of the tenant that a request is for; it may be changed."""
        return tenant_of(request).documents.setdefault(self.path, deepcopy(dict(self.initial)))

    async def _read(self, request: Request) -> Response:
        return JsonAnswer(self.of(request))

    async def _update(self, request: Request) -> Response:
        body: Json = await read_body(request, self.schema)
        document = self.of(request)
        merge(document, without(body, self.write_only))
        return JsonAnswer(document)


def merge(document: Json, changes: Json) -> None:
    """Change a document in place: objects are merged, other values replaced, and null takes a value away."""
    for name, value in changes.items():
        if value is None:
            document.pop(name, None)
        elif isinstance(value, dict) and isinstance(document.get(name), dict):
            merge(document[name], value)
        else:
            document[name] = value


def without(value: Any, names: tuple[str, ...]) -> Any:
    """Return a JSON value without the fields of these names, at any depth."""
    if isinstance(value, dict):
        return {name: without(item, names) for name, item in value.items() if name not in names}
    if isinstance(value, list):
        return [without(item, names) for item in value]
    return value
