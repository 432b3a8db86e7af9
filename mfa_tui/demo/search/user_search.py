"""GET users as a search engine: what can be searched and sorted, how far one may page, and what takes too long.

Auth0's search lags a few seconds behind writes; the demo's does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mfa_tui.demo.http.errors import ApiError
from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.search.lucene import Query, QueryError, parse, terms_of
from mfa_tui.demo.search.matching import Index, fits
from mfa_tui.demo.tenant.connections import connection_of
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

MOST_RESULTS = 1000
# A search that is not done in two seconds is given up. A wildcard in front reads every value of the field.
_TIMEOUT_US = 2_000_000
_WILDCARD_IN_FRONT_US_PER_USER = 250

_FIELDS: dict[str, Callable[[User], Any]] = {
    "user_id": lambda user: user.user_id,
    "email": lambda user: user.email,
    "email_verified": lambda user: user.email_verified,
    "name": lambda user: user.name,
    "given_name": lambda user: user.given_name,
    "family_name": lambda user: user.family_name,
    "nickname": lambda user: user.nickname,
    "username": lambda user: user.username,
    "phone_number": lambda user: user.phone_number,
    "picture": lambda user: user.picture,
    "blocked": lambda user: user.blocked,
    "last_ip": lambda user: user.last_ip,
    "logins_count": lambda user: user.logins_count,
    "created_at": lambda user: iso(user.created_at),
    "updated_at": lambda user: iso(user.updated_at),
    "last_login": lambda user: user.last_login and iso(user.last_login),
    "email.domain": lambda user: user.email and user.email.rpartition("@")[2],
}
_SEVERAL: dict[str, Callable[[User], Iterable[str]]] = {
    "organization_id": lambda user: user.organization_ids,
    "identities.connection": lambda user: (name for name, _ in user.identities),
    "identities.user_id": lambda user: (id_there for _, id_there in user.identities),
    "identities.provider": lambda user: (connection_of(name).provider for name, _ in user.identities),
}


def _values(user: User, field: str) -> Iterable[Any]:
    """Return the values of a field. A field that cannot be searched, such as `multifactor`, has none."""
    if one := _FIELDS.get(field):
        value = one(user)
        return () if value is None else (value,)
    if several := _SEVERAL.get(field):
        return several(user)
    root, _, path = field.partition(".")
    if root in ("app_metadata", "user_metadata") and path:
        return _inside(user.app_metadata if root == "app_metadata" else user.user_metadata, path.split("."))
    return ()


def _inside(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield the scalars at a path into metadata; lists on the way are ignored, as documented."""
    if isinstance(value, list):
        for item in value:
            yield from _inside(item, path)
    elif path and isinstance(value, dict):
        yield from _inside(value.get(path[0]), path[1:])
    elif not path and value is not None:
        if isinstance(value, dict):
            yield from value
        else:
            yield value


_INDEX = Index(
    _values,
    usual=("email", "name", "given_name", "family_name", "nickname", "username", "user_id", "phone_number"),
    any_case=frozenset({"email", "name", "given_name", "family_name", "nickname"}),
    dates=frozenset({"created_at", "updated_at", "last_login"}),
    exact_only="user_metadata.",
)


def search(users: dict[str, User], asked: Json) -> list[User]:
    """Return every user that fits `q`, sorted as asked; without `sort` in the order of the tenant.

    Raises ApiError: 400 for a page beyond the first 1000, for a query and for an order that cannot be read; 503 for
    a search that would take too long.
    """
    _check_page(asked)
    found = list(users.values())
    if text := asked.get("q", "").strip():
        query = _parsed(text)
        _check_cost(query, len(users))
        test = fits(query, _INDEX)
        found = [user for user in found if test(user)]
    if "sort" in asked:
        key, descending = _order(asked["sort"])
        found.sort(key=key, reverse=descending)
    return found


def _check_page(asked: Json) -> None:
    per_page = asked.get("per_page", 50)
    if (asked.get("page", 0) + 1) * per_page > MOST_RESULTS:
        raise ApiError(
            400,
            f"You can only page through the first {MOST_RESULTS} records. See "
            "https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation",
            "invalid_paging",
        )


def _parsed(text: str) -> Query:
    try:
        return parse(text)
    except QueryError as error:  # the code is Auth0's; its words were not seen
        raise ApiError(400, f"Query validation error: {error} on property q.", "invalid_query_string") from None


def _check_cost(query: Query, users: int) -> None:
    in_front = sum(term.text.startswith("*") and not term.phrase for term in terms_of(query))
    if in_front * users * _WILDCARD_IN_FRONT_US_PER_USER > _TIMEOUT_US:
        raise ApiError(
            503,
            "The query exceeded the timeout. Please try refining your search criteria. "
            "See https://auth0.com/docs/best-practices/search-best-practices",
        )


def _order(sort: str) -> tuple[Callable[[User], tuple[bool, Any]], bool]:
    field, _, order = sort.rpartition(":")
    if field not in _FIELDS or order not in ("1", "-1"):
        raise ApiError(
            400,
            f"Query validation error: 'String '{sort}' does not match pattern. Must follow the format field:order, "
            "where order is 1 or -1' on property sort.",
            "invalid_query_string",
        )
    value_of = _FIELDS[field]

    def key(user: User) -> tuple[bool, Any]:
        value = value_of(user)
        return (value is not None, "" if value is None else value)

    return key, order == "-1"
