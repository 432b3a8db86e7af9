"""What takes a tenant longer than one request: `ManagementClient.jobs`."""

import json
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from pydantic import SecretStr, TypeAdapter

from mfa_tui.client import errors, wire
from mfa_tui.client.api.caller import Advise, Caller, unadvised
from mfa_tui.client.api.downloads import WayTo, allowed, lines


@dataclass(frozen=True)
class Job:
    """A job as the tenant tells it. `status` is pending, processing, completed, failed, or something newer.

    `percentage_done` and `time_left_seconds` are estimates. `location` lets in whoever has it, for 60 seconds.
    """

    id: str
    status: str
    percentage_done: int | None = None
    time_left_seconds: int | None = None
    location: SecretStr | None = None
    status_details: str | None = None


_JOB = TypeAdapter(Job)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class JobsClient(Caller):
    """Typed access to the jobs of one tenant, on the same terms as `ManagementClient`."""

    def __init__(self, http: httpx.AsyncClient, way_to: WayTo, advise: Advise = unadvised) -> None:
        super().__init__(http, advise)
        self._way_to = way_to

    async def export_users(self, fields: Mapping[str, str], connection_id: str = "") -> Job:
        """POST jobs/users-exports (read:users): order a file of all users or of one connection's, as JSON lines.

        `fields` maps the fields wanted to their names in the file, such as `identities[0].connection` to `connection`.
        """
        named = [{"name": name} | ({"export_as": as_} if as_ != name else {}) for name, as_ in fields.items()]
        body = {"format": "json", "fields": named} | ({"connection_id": connection_id} if connection_id else {})
        return await self._call("POST", "jobs/users-exports", _JOB, json=body)

    async def get(self, job_id: str) -> Job:
        """GET jobs/{id} (create:users or read:users). Each answer to a completed job has a new `location`."""
        return await self._call("GET", f"jobs/{quote(job_id, safe='')}", _JOB)

    async def download(self, job: Job) -> AsyncGenerator[object, None]:
        """Yield the objects in the file of a completed job, None for a line that holds none; without our token.

        Close it: `contextlib.aclosing`. Raises an `errors.ApiError`, possibly after some objects.
        """
        if job.location is None:
            raise errors.Unreadable("The job is completed, and names no file.")
        url = allowed(job.location.get_secret_value(), self._http.base_url)
        async with aclosing(lines(url, self._way_to)) as found:
            async for line in found:
                if line.strip():
                    yield _object(line)


def _object(line: bytes) -> object:
    try:
        return json.loads(wire.mended(line) if _SURROGATE.search(line) else line)
    except (ValueError, RecursionError):
        return None
