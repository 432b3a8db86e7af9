"""The error answers of the Authentication API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthError(Exception):
    """An answer `{error, error_description, error_uri?}` of the Authentication API (RFC 6749 section 5.2)."""

    def __init__(self, status: int, error: str, description: str, uri: str | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}
        if uri is not None:
            self.body["error_uri"] = uri


async def answer_oauth_error(_request: Request, error: Exception) -> Response:
    """Answer an OAuthError that an endpoint raised."""
    assert isinstance(error, OAuthError)  # noqa: S101 - registered for this class only
    return JSONResponse(error.body, error.status, NOT_STORED)
