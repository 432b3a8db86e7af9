"""/api/v2/jobs: exporting all users, in steps that the tenant's clock decides; and where the file is fetched.

Auth0 keeps the file elsewhere, behind a link that lets in whoever has it for 60 seconds. Here it is on the same
host, without a token too. Unlike Auth0's it is written while it is fetched, so it shows the users as they are then.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.dice import text
from mfa_tui.demo.endpoints.users.export_rows import csv_header, csv_row, json_row
from mfa_tui.demo.endpoints.users.quick_jobs import QuickJob
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.instants import DAY_S, iso
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.connections import CONNECTIONS, Connection
from mfa_tui.demo.tenant.people import User, profile
from mfa_tui.demo.types import Json

_PENDING_S = 0.5
_PROCESSING_S = 1.0
_USERS_PER_S = 20_000
_LINK_LIFE_S = 60
_MOST_CSV_FIELDS = 30
_USERS_PER_CHUNK = 250
_CREATE = {
    "type": "object",
    "properties": {
        "connection_id": {"type": "string", "pattern": "^con_[A-Za-z0-9]{16}$"},
        "format": {"type": "string", "enum": ["json", "csv"]},
        "limit": {"type": "integer", "minimum": 1},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string", "maxLength": 100} for name in ("name", "export_as")},
                "required": ["name"],
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
# What is exported where no fields are asked for.
_FIELDS = "user_id email email_verified name given_name family_name nickname created_at updated_at"


@dataclass
class Export:
    """One job. asked: the body of the request. links: signature -> the Unix second at which the link dies."""

    id: str
    created_at: float
    asked: Json
    connection: Connection | None
    links: dict[str, float]

    @property
    def format(self) -> str:
        """What kind of file it is: csv unless asked otherwise."""
        return str(self.asked.get("format", "csv"))

    @property
    def fields(self) -> dict[str, str]:
        """Which fields are exported, each with the name that it has in the file."""
        asked: list[Json] = self.asked.get("fields") or [{"name": name} for name in _FIELDS.split()]
        return {str(field["name"]): str(field.get("export_as", field["name"])) for field in asked}

    def holds(self, user: User) -> bool:
        """Whether the user is exported."""
        return self.connection is None or self.connection.name == user.connection


@requires("read:users")
@writes("Create job to export users")
async def create_export(request: Request) -> Response:
    """POST jobs/users-exports: of one connection or all. 400 for what a CSV file cannot hold."""
    body: Json = await read_body(request, _CREATE)
    directory = directory_of(request)
    connection = next((one for one in CONNECTIONS.values() if one.id == body.get("connection_id")), None)
    if "connection_id" in body and connection is None:
        raise ApiError(400, "The connection does not exist.", "inexistent_connection")
    job = Export(f"job_{text(directory.random, 16)}", now_of(request), body, connection, {})
    if job.format == "csv":
        _check_csv(job)
    request.app.state.exports[job.id] = job
    return JsonAnswer(_shown(job) | {"status": "pending"} | body)


@requires("create:users", "read:users")
async def read_job(request: Request) -> Response:
    """GET jobs/{id}: pending, processing, completed. Each answer to a completed export has a new link."""
    if (quick := _quick_job_in(request)) is not None:
        return JsonAnswer(quick.shown | {"status": "completed"})
    job, now = _job_in(request), now_of(request)
    directory = directory_of(request)
    ready_at = job.created_at + _PROCESSING_S + len(directory.users) / _USERS_PER_S
    shown = _shown(job) | {"format": job.format}
    if now < job.created_at + _PENDING_S:
        return JsonAnswer(shown | {"status": "pending"})
    if now < ready_at:
        done = int(100 * (now - job.created_at) / (ready_at - job.created_at))
        left = int(ready_at - now) + 1
        return JsonAnswer(shown | {"status": "processing", "percentage_done": done, "time_left_seconds": left})
    signature = text(directory.random, 32)
    job.links[signature] = now + _LINK_LIFE_S
    file = f"{DEMO_DOMAIN.partition('.')[0]}.{job.format}.gz"
    location = f"{request.url.scheme}://{request.url.netloc}/exports/{job.id}/{file}?Signature={signature}"
    return JsonAnswer(shown | {"status": "completed", "percentage_done": 100, "location": location})


@requires("create:users", "read:users")
async def read_errors(request: Request) -> Response:
    """GET jobs/{id}/errors: the users that an import left out; 204 where there are none, as for every other job."""
    quick = _quick_job_in(request)
    if quick is None:
        _job_in(request)
    return JsonAnswer(quick.errors) if quick and quick.errors else NoContent()


async def download(request: Request) -> Response:
    """GET /exports/{id}/{file}?Signature=...: the gzipped file. 403 without a link that is alive."""
    job: Export | None = request.app.state.exports.get(request.path_params["id"])
    dies_at = job.links.get(request.query_params.get("Signature", "")) if job else None
    if job is None or dies_at is None or now_of(request) >= dies_at:
        return PlainTextResponse("AccessDenied: this link is wrong or has expired.", 403)
    users = [user for user in directory_of(request).users.values() if job.holds(user)]
    return StreamingResponse(_gzipped(job, users[: job.asked.get("limit")]), media_type="application/gzip")


async def _gzipped(job: Export, users: list[User]) -> AsyncIterator[bytes]:
    """Yield the file in pieces; between two of them other requests are answered."""
    packer = zlib.compressobj(wbits=31)
    fields = job.fields
    if job.format == "csv":
        yield packer.compress(csv_header(fields).encode())
    row = csv_row if job.format == "csv" else json_row
    for start in range(0, len(users), _USERS_PER_CHUNK):
        lines = "".join(row(profile(user), fields) for user in users[start : start + _USERS_PER_CHUNK])
        yield packer.compress(lines.encode())
    yield packer.flush()


def _check_csv(job: Export) -> None:
    """Raise ApiError 400. Both limits are documented; Auth0's words were not seen."""
    if len(job.fields) > _MOST_CSV_FIELDS:
        raise ApiError(400, f"A CSV export is limited to {_MOST_CSV_FIELDS} fields.", "invalid_body")
    if whole := {"app_metadata", "user_metadata"} & job.fields.keys():
        raise ApiError(400, f"A CSV export cannot include {min(whole)} as a whole.", "invalid_body")


def _shown(job: Export) -> Json:
    shown: Json = {"id": job.id, "type": "users_export", "created_at": iso(job.created_at)}
    if job.connection is not None:
        shown |= {"connection_id": job.connection.id, "connection": job.connection.name}
    return shown


def _quick_job_in(request: Request) -> QuickJob | None:
    """Return the verification email or import that the path names, for a day; None where it names none."""
    job: QuickJob | None = request.app.state.quick_jobs.get(request.path_params["id"])
    return job if job and now_of(request) < job.created_at + DAY_S else None


def _job_in(request: Request) -> Export:
    """Return the job in the path. Raises ApiError 404, also a day after it was made: Auth0 forgets it then."""
    job: Export | None = request.app.state.exports.get(request.path_params["id"])
    if job is None or now_of(request) >= job.created_at + DAY_S:
        raise ApiError(404, "The job does not exist.", "inexistent_job")
    return job


ROUTES: Routes = (
    ("POST", "/api/v2/jobs/users-exports", create_export),
    ("GET", "/api/v2/jobs/{id}", read_job),
    ("GET", "/api/v2/jobs/{id}/errors", read_errors),
    ("GET", "/exports/{id}/{file}", download),
)
