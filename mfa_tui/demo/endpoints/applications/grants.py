"""/api/v2/grants: what users allowed applications. Acme's applications are its own, which need no consent."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer, NoContent
from mfa_tui.demo.http.listing import PAGE_FROM_1, TOTALS, listed
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import STRING
from mfa_tui.demo.http.validation import read_query
from mfa_tui.demo.resources.audit import writes


@requires("read:grants")
async def list_grants(request: Request) -> Response:
    """GET grants: there are none."""
    query = read_query(request, PAGE_FROM_1 | TOTALS | dict.fromkeys(("user_id", "client_id", "audience"), STRING))
    return JsonAnswer(listed([], query, "grants", dict))


@requires("delete:grants")
@writes("Delete a grant by user_id")
async def delete_by_user(request: Request) -> Response:
    """DELETE grants?user_id=."""
    read_query(request, {"user_id": STRING}, required=("user_id",))
    return NoContent()


@requires("delete:grants")
@writes("Delete a grant by id")
async def delete_grant(_request: Request) -> Response:
    """DELETE grants/{id}: as documented, no error for one that does not exist."""
    return NoContent()


ROUTES: Routes = (
    ("GET", "/api/v2/grants", list_grants),
    ("DELETE", "/api/v2/grants", delete_by_user),
    ("DELETE", "/api/v2/grants/{id}", delete_grant),
)
