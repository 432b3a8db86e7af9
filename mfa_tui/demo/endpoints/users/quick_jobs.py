"""Jobs that are completed by the first request for them: verification emails and imports of users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.dice import text
from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.types import Json


@dataclass(frozen=True)
class QuickJob:
    """One job. created_at: a Unix second. shown: what its answers hold beside the status. errors: one for each user."""

    created_at: float
    shown: Json
    errors: list[Json]


def add_quick_job(
    request: Request,
    type_: str,
    facts: Json | None = None,
    summary: Json | None = None,
    errors: list[Json] | None = None,
) -> Json:
    """Keep a job that is done; return it as the answer to its order has it, pending and without its summary."""
    now = now_of(request)
    job: dict[str, Any] = {"id": f"job_{text(directory_of(request).random, 16)}", "type": type_}
    job |= {"created_at": iso(now), **(facts or {})}
    request.app.state.quick_jobs[job["id"]] = QuickJob(now, {**job, **(summary or {})}, errors or [])
    return job | {"status": "pending"}
