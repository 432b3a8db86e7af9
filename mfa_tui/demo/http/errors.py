"""The error answers of the Management API, in Auth0's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class JsonAnswer(JSONResponse):
    """JSON with the content type that the Management API sends."""

    media_type = "application/json; charset=utf-8"


class NoContent(Response):
    """204. As recorded, it names a content type although it has no content."""

    media_type = JsonAnswer.media_type

    def __init__(self) -> None:
        super().__init__(status_code=204)


class ApiError(Exception):
    """An answer `{statusCode, error, message, errorCode?, attributes?}` of the Management API."""

    def __init__(
        self,
        status: int,
        message: str,
        error_code: str | None = None,
        *,
        attributes: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.body: dict[str, Any] = {
            "statusCode": status,
            "error": HTTPStatus(status).phrase,
            "message": message,
        }
        if error_code is not None:
            self.body["errorCode"] = error_code
        if attributes is not None:
            self.body["attributes"] = dict(attributes)

    def answer(self) -> Response:
        """Return the HTTP response."""
        return JsonAnswer(self.body, self.status, self.headers)


def missing_authentication() -> ApiError:
    """401: no bearer token came with the request."""
    return ApiError(401, "Missing authentication", headers={"WWW-Authenticate": "Bearer"})


def malformed_authorization() -> ApiError:
    """400, not 401: the Authorization header does not hold one three-part token."""
    return ApiError(400, "Bad HTTP authentication header format", "Bearer")


def unauthorized(message: str) -> ApiError:
    """401: a token came, and it is not good. Auth0 repeats the reason in `attributes`, without errorCode."""
    challenge = {"WWW-Authenticate": f'Bearer error="{message}"'}
    return ApiError(401, message, attributes={"error": message}, headers=challenge)


def insufficient_scope(expected: Iterable[str], of_them: str = "any") -> ApiError:
    """403: the token does not hold the scopes that would do: `any` or `all` of those expected."""
    return ApiError(403, f"Insufficient scope, expected {of_them} of: {','.join(expected)}", "insufficient_scope")


def insufficient_entitlement() -> ApiError:
    """403: the subscription lacks the feature. The code is Auth0's; its exact words were not seen."""
    return ApiError(403, "The requestor is not entitled to perform this operation.", "insufficient_entitlement")


def legacy_phone_provider() -> ApiError:
    """403: the tenant has the Unified Phone Experience, and the older endpoints for phone providers are closed."""
    return ApiError(
        403,
        "Insufficient privileges to use this deprecated feature. "
        "To handle Phone Provider/Templates refer to Tenant Phone Settings",
        "legacy_mfa_phone_provider_not_allowed",
    )


def inexistent_user() -> ApiError:
    """404: nobody has this user id."""
    return ApiError(404, "The user does not exist.", "inexistent_user")


def too_many_requests(retry_after_s: int) -> ApiError:
    """429: the bucket is empty for `retry_after_s` more seconds."""
    headers = {"Retry-After": str(retry_after_s)}
    return ApiError(429, "Global limit has been reached", "too_many_requests", headers=headers)


async def answer_api_error(_request: Request, error: Exception) -> Response:
    """Answer an ApiError that an endpoint raised."""
    assert isinstance(error, ApiError)  # noqa: S101 - registered for this class only
    return error.answer()


async def answer_not_found(_request: Request, error: Exception) -> Response:
    """Answer an unknown path, and a known path with the wrong verb, which Auth0 does not tell apart."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    return ApiError(404, "Not Found").answer()
