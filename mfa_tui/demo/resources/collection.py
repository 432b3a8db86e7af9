"""Objects of one kind, with the five endpoints that most of the Management API consists of."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import now_of, tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.http.listing import CURSOR, FIELDS, PAGE, TOTALS, counted_page, listed, only_fields, taken
from mfa_tui.demo.http.routing import Endpoint
from mfa_tui.demo.http.validation import Properties, Schema, read_body, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.document import without
from mfa_tui.demo.types import Json

Style = Literal["pages", "both", "counted", "cursor", "object", "array"]
_QUERIES: dict[Style, Properties] = {
    "pages": PAGE | TOTALS | FIELDS,
    "both": PAGE | TOTALS | FIELDS | CURSOR,
    "counted": PAGE,
    "cursor": CURSOR,
    "object": {},
    "array": {},
}


@dataclass(frozen=True)
class Collection:
    """One kind of object: GET and POST of the list; GET, PATCH and DELETE of one.

    path: below /api/v2.
    resource: in the scopes, `read:RESOURCE` and so on.
    created, updated: schemas of the bodies; without one there is no such endpoint.
    missing: the words of a 404.
    name: of the array in the answer.
    code: the error code of a 404.
    style: how the list is answered: by pages, by pages or cursor, by pages as Actions are, by cursor, as an object of
        one array, or as an array.
    parent: the collection of which one object has this list; its id is in `path`, in braces.
    may_create: the verb in the scope of POST.
    key: the field that holds the id, which starts with `prefix`.
    also: another field whose value names an object in a path.
    filters: query parameters that a field must equal.
    unique: the field that no two objects share, and `conflict` the words of the 409.
    defaults: fields that an object has where none were sent.
    initial: what a new tenant has.
    write_only: names that are taken and never shown.
    merged: fields whose object PATCH merges; other fields are replaced.
    stamped: objects carry `created_at` and `updated_at`.
    statuses: of the answers to POST and PATCH.
    forgiving: DELETE of what does not exist is a 204.
    """

    path: str
    resource: str
    created: Schema | None
    updated: Schema | None
    missing: str
    code: str | None = None
    name: str = ""
    parent: Collection | None = None
    may_create: str = "create"
    style: Style = "pages"
    key: str = "id"
    prefix: str = ""
    also: str = ""
    filters: Properties = field(default_factory=dict)
    unique: str = ""
    conflict: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    initial: tuple[Json, ...] = ()
    write_only: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    stamped: bool = False
    statuses: tuple[int, int] = (201, 200)
    forgiving: bool = False

    def routes(self) -> Iterator[tuple[str, str, Endpoint]]:
        """Yield the routes of the collection."""
        every = f"/api/v2/{self.path}"
        one = f"{every}/{{{self.key}{':path' if self.also else ''}}}"
        may_read = requires(f"read:{self.resource}")
        yield "GET", every, may_read(self._list)
        yield "GET", one, may_read(self._read)
        if self.created is not None:
            logged = writes(f"Create {self.path}")
            yield "POST", every, requires(f"{self.may_create}:{self.resource}")(logged(self._create))
        if self.updated is not None:
            logged = writes(f"Update {self.path}")
            yield "PATCH", one, requires(f"update:{self.resource}")(logged(self._update))
        yield "DELETE", one, requires(f"delete:{self.resource}")(writes(f"Delete {self.path}")(self._delete))

    def of(self, request: Request) -> list[Json]:
        """Return the objects of the tenant that a request is for, oldest first; the list may be changed."""
        if self.parent is not None:
            self.parent.find(request)
        path = self.path.format(**request.path_params)
        return tenant_of(request).collections.setdefault(path, deepcopy(list(self.initial)))

    def find(self, request: Request) -> Json:
        """Return the object that the path names. Raises ApiError 404."""
        for item in self.of(request):
            if self.is_named(request, item):
                return item
        raise ApiError(404, self.missing, self.code)

    def is_named(self, request: Request, item: Json) -> bool:
        """Say whether the path names this object."""
        named: str = request.path_params[self.key]
        return named == item[self.key] or (self.also != "" and named == item.get(self.also))

    def matches(self, item: Json, query: Json) -> bool:
        """Say whether an object is in a list that is filtered by this query."""
        return all(_fits(item.get(name), query[name]) for name in self.filters if name in query)

    def add(self, request: Request, item: Json) -> Json:
        """Give an object its id and defaults, and keep it. Raises ApiError 409."""
        self.refuse_twins(request, item)
        made = {self.key: f"{self.prefix}{secrets.token_hex(8)}", **deepcopy(dict(self.defaults)), **item}
        if self.stamped:
            made["created_at"] = made["updated_at"] = iso(now_of(request))
        self.of(request).append(made)
        return made

    def refuse_twins(self, request: Request, body: Json, but: Json | None = None) -> None:
        """Raise ApiError 409 where an object other than `but` has the body's value in the field that is unique."""
        value = body.get(self.unique)
        if value is not None and any(one.get(self.unique) == value for one in self.of(request) if one is not but):
            raise ApiError(409, self.conflict)

    async def _list(self, request: Request) -> Response:
        query = read_query(request, {**_QUERIES[self.style], **self.filters})
        found = [item for item in self.of(request) if self.matches(item, query)]
        if self.style == "cursor" or (self.style == "both" and query.keys() & CURSOR.keys()):
            return JsonAnswer(taken(found, query, self.name, self.key))
        if self.style == "counted":
            return JsonAnswer(counted_page(found, query, self.name))
        if self.style == "object":
            return JsonAnswer({self.name: found})
        if self.style == "array":
            return JsonAnswer(found)
        return JsonAnswer(listed(found, query, self.name, lambda item: only_fields(item, query)))

    async def _read(self, request: Request) -> Response:
        query = read_query(request, {**FIELDS, **self.filters})
        return JsonAnswer(only_fields(self.find(request), query))

    async def _create(self, request: Request) -> Response:
        assert self.created is not None  # noqa: S101 - routed only then
        body: Json = await read_body(request, self.created)
        return JsonAnswer(self.add(request, without(body, self.write_only)), self.statuses[0])

    async def _update(self, request: Request) -> Response:
        assert self.updated is not None  # noqa: S101 - routed only then
        item = self.find(request)
        body: Json = await read_body(request, self.updated)
        self.refuse_twins(request, body, but=item)
        for name, value in without(body, self.write_only).items():
            if value is None:
                item.pop(name, None)
            elif name in self.merged:
                item[name] = {**item.get(name, {}), **value}
            else:
                item[name] = value
        if self.stamped:
            item["updated_at"] = iso(now_of(request))
        return JsonAnswer(item, self.statuses[1])

    async def _delete(self, request: Request) -> Response:
        if not self.forgiving:
            self.find(request)
        items = self.of(request)
        items[:] = [item for item in items if not self.is_named(request, item)]
        return NoContent()


def _fits(value: Any, wanted: Any) -> bool:
    return wanted in value if isinstance(value, list) else bool(value == wanted)
