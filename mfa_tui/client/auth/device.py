"""Logging in as a person: the device authorization grant (RFC 8628), and refresh tokens that rotate."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

import httpx
from pydantic import SecretStr, TypeAdapter

from mfa_tui.client import errors, wire
from mfa_tui.client.auth import refusals
from mfa_tui.client.auth.tokens import RenewedToken, Send, Tokens, read_tokens
from mfa_tui.client.transports.retry import Sleep

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SLOWER = 5.0
"""Seconds that `slow_down` adds to the interval (RFC 8628 section 3.5)."""
LONGEST_INTERVAL = 60.0


class Vault(Protocol):
    """Where the refresh token of a login is kept, shared with other runs of this program. Its methods do not raise."""

    async def read(self) -> SecretStr | None:
        """Return the newest refresh token."""

    async def keep(self, token: SecretStr) -> None:
        """Keep a refresh token in the place of the one before."""

    async def forget(self) -> None:
        """Drop a refresh token that the tenant does not know any more."""

    def alone(self) -> AbstractAsyncContextManager[None]:
        """Keep other runs from renewing the same login meanwhile, as far as that is possible."""


@dataclass(frozen=True)
class _CodeAnswer:
    device_code: str
    user_code: str
    verification_uri: str
    expires_in: float
    verification_uri_complete: str = ""
    interval: float = 5.0


@dataclass(frozen=True)
class DeviceCode:
    """What the user has to open and to compare. Foreign text: show it through `domain.text.clean`.

    `short_uri` is the address without the code in it, empty where there is none: the code is typed there.
    `expires_at` is epoch seconds, `interval` the seconds between two questions.
    """

    device_code: SecretStr
    user_code: str
    verification_uri: str
    expires_at: float
    interval: float
    short_uri: str = ""


_CODE_ANSWER = TypeAdapter(_CodeAnswer)


@dataclass(frozen=True)
class DeviceLogin:
    """The login of a person through an application of the tenant: native, with the Device Code grant."""

    base_url: str
    client_id: str
    audience: str
    send: Send
    clock: Callable[[], float] = time.time
    sleep: Sleep = asyncio.sleep

    async def begin(self, scopes: Sequence[str]) -> DeviceCode:
        """POST /oauth/device/code: return what to show. Raises `ApiError`.

        `offline_access` is asked for too: where the tenant grants it, the login can be renewed.
        """
        parameters = {
            "client_id": self.client_id,
            "audience": self.audience,
            "scope": " ".join([*scopes, "offline_access"]),
        }
        response = await self._post("device/code", parameters)
        if response.status_code in (400, 401, 403):
            raise refusals.refused(response.status_code, response.headers, response.content, refusals.DEVICE)
        now = self.clock()
        answer = wire.decode(response.status_code, response.headers, response.content, _CODE_ANSWER, now)
        short = answer.verification_uri
        uri = answer.verification_uri_complete or short
        if not all(one.startswith(("https://", f"{self.base_url}/")) for one in (uri, short)):
            raise errors.Unreadable("The address to log in at is not https; that is not safe to open.")
        return DeviceCode(
            SecretStr(answer.device_code),
            answer.user_code,
            uri,
            now + answer.expires_in,
            min(max(answer.interval, 1.0), LONGEST_INTERVAL),
            short,
        )

    async def wait(self, code: DeviceCode) -> Tokens:
        """Poll POST /oauth/token until the user has decided. Raises `ApiError`; can be cancelled.

        Every `interval`, slower where the tenant says so; a dropped connection is no decision (RFC 8628 section 3.5).
        """
        interval = code.interval
        parameters = {"grant_type": GRANT, "device_code": code.device_code.get_secret_value()}
        while self.clock() < code.expires_at:
            await self.sleep(interval)
            try:
                response = await self._post("token", {**parameters, "client_id": self.client_id})
            except (errors.TimedOut, errors.Unreachable):
                interval = min(interval * 2, LONGEST_INTERVAL)
                continue
            match wire.error_fields(response.content).get("error") if response.status_code >= 400 else None:
                case "authorization_pending":
                    continue
                case "slow_down":
                    interval = min(interval + SLOWER, LONGEST_INTERVAL)
                case "expired_token":
                    break
                case "access_denied":
                    raise errors.SignInRefused(
                        "The login was cancelled in the browser.", advice="Begin again if that was not meant."
                    )
                case _:
                    return read_tokens(response, self.clock(), refusals.DEVICE)
        raise errors.SignInRefused("The code has expired before anybody confirmed it.", advice="Begin again.")

    async def _post(self, endpoint: str, parameters: dict[str, str]) -> httpx.Response:
        try:
            return await self.send(httpx.Request("POST", f"{self.base_url}/oauth/{endpoint}", data=parameters))
        except httpx.HTTPError as error:
            raise errors.from_transport(error) from None


class PersonalLogin(RenewedToken):
    """The tokens of a device login. With a `vault` that holds a refresh token it renews itself (RFC 6749 section 6).

    Where the tenant sends a new refresh token, the old one is dead, and using it twice ends the login. So one run of
    this program renews at a time: it takes the newest from the `vault`, and puts the next one there before it goes on.
    """

    def __init__(
        self,
        client_id: str,
        token_url: httpx.URL,
        send: Send,
        clock: Callable[[], float] = time.time,
        *,
        tokens: Tokens | None = None,
        vault: Vault | None = None,
    ) -> None:
        super().__init__(send, clock)
        self._client_id = client_id
        self._token_url = token_url
        self._tokens = tokens
        self._vault = vault
        self._sent: SecretStr | None = None

    @property
    def _advice(self) -> refusals.Advice:
        return refusals.DEVICE

    async def _renew(self) -> None:
        async with self._vault.alone() if self._vault is not None else nullcontext():
            await self._renew_alone()

    async def _renew_alone(self) -> None:
        try:
            await super()._renew()
        except errors.SignInRefused as refused:
            if refused.code != "invalid_grant" or self._vault is None:
                raise
            if await self._vault.read() == self._sent:
                await self._vault.forget()
                raise
            await super()._renew()  # Another run was faster, where nothing keeps runs apart; what it kept is newer.

    def _is_due(self, tokens: Tokens) -> bool:
        # What cannot be renewed is used to its very end.
        return self._vault is not None and super()._is_due(tokens)

    async def _request(self) -> httpx.Request:
        self._sent = await self._vault.read() if self._vault is not None else None
        if self._sent is None:
            raise errors.SignInRefused(
                "Your login has ended, and the tenant gave no refresh token (offline_access) to renew it with.",
                advice=refusals.LOG_IN_AGAIN,
            )
        parameters = {
            "grant_type": "refresh_token",
            "client_id": self._client_id,
            "refresh_token": self._sent.get_secret_value(),
        }
        return httpx.Request("POST", self._token_url, json=parameters)

    async def _accept(self, tokens: Tokens) -> None:
        if tokens.refresh_token is not None and self._vault is not None:
            await self._vault.keep(tokens.refresh_token)
        await super()._accept(tokens)
