"""What a request is about: the tenant that it is for, its people, log and logins, and its present."""

from __future__ import annotations

from starlette.requests import Request

from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.events import Log
from mfa_tui.demo.tenant.logins import Logins
from mfa_tui.demo.tenant.state import Tenant


def tenant_of(request: Request) -> Tenant:
    """Return the tenant that this request is for."""
    tenant: Tenant = request.app.state.tenant
    return tenant


def directory_of(request: Request) -> Directory:
    """Return the people of the tenant that this request is for."""
    directory: Directory = request.app.state.directory
    return directory


def log_of(request: Request) -> Log:
    """Return the log of the tenant that this request is for."""
    log: Log = request.app.state.log
    return log


def now_of(request: Request) -> float:
    """Return the tenant's present, a Unix second."""
    now: float = request.app.state.clock()
    return now


def logins_of(request: Request) -> Logins:
    """Return the logins of the tenant that this request is for."""
    logins: Logins = request.app.state.logins
    return logins
