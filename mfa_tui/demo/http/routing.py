"""How each endpoint module states what it serves: its `ROUTES`, which the application collects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

Endpoint = Callable[[Request], Awaitable[Response]]
Routes = tuple[tuple[str, str, Endpoint], ...]  # method, path, endpoint
