"""/api/v2/stats: how many users are active, and what happened each day."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.dice import dice
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.instants import DAY_S, HOUR_S, day_of, iso
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_query
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.types import Json

_DAYS = 30
_WEEKEND = (2, 3)  # remainders of the days since Thursday 1 January 1970
_RANGE: dict[str, Schema] = {
    "from": {"type": "string", "pattern": "^[0-9]{8}$"},
    "to": {"type": "string", "pattern": "^[0-9]{8}$"},
}


@requires("read:stats")
async def count_active_users(request: Request) -> Response:
    """GET stats/active-users: a bare number, of users who logged in during the last 30 days."""
    return JsonAnswer(directory_of(request).active_users(now_of(request)))


@requires("read:stats")
async def list_daily(request: Request) -> Response:
    """GET stats/daily: one row a day of the last 30 days, narrowed by `from` and `to`, written `20250131`."""
    query = read_query(request, _RANGE)
    today = int(now_of(request) // DAY_S)
    rows = {day_of(day * DAY_S): day for day in range(today - _DAYS + 1, today + 1)}
    first, last = query.get("from", min(rows)), query.get("to", max(rows))
    options: DemoOptions = request.app.state.options
    return JsonAnswer([_row(options, day) for name, day in rows.items() if first <= name <= last])


def _row(options: DemoOptions, day: int) -> Json:
    """Return one day; a day has the same numbers whenever it is asked for."""
    random = dice(options.seed, f"day {day}")
    share = 0.12 if day % 7 in _WEEKEND else 0.45
    return {
        "date": iso(day * DAY_S),
        "created_at": iso(day * DAY_S + 6 * HOUR_S),
        "updated_at": iso(day * DAY_S + 23 * HOUR_S),
        "logins": int(options.users * share * random.uniform(0.8, 1.2)),
        "signups": random.randrange(1 + options.users // 100),
        "leaked_passwords": int(random.random() < 0.1),
    }


ROUTES: Routes = (
    ("GET", "/api/v2/stats/active-users", count_active_users),
    ("GET", "/api/v2/stats/daily", list_daily),
)
