"""ManagementClient: one typed method an endpoint of Auth0's Management API v2, and nothing else."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

import httpx
from pydantic import PlainValidator, TypeAdapter

from mfa_tui.client import errors, wire
from mfa_tui.client.api.caller import Advise, Caller, segment, unadvised
from mfa_tui.client.api.entries import Listed
from mfa_tui.client.api.guardian import GuardianClient
from mfa_tui.client.api.jobs import JobsClient
from mfa_tui.client.api.pages import PER_PAGE, all_after, all_pages, counted_pages, readable
from mfa_tui.client.api.users import UsersClient
from mfa_tui.client.transports.network import network
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.factors import Factor, parse_factor
from mfa_tui.domain.policies import Policies
from mfa_tui.domain.tenant import (
    LOGIN,
    Action,
    Application,
    Binding,
    LegacyRule,
    NewDeviceSettings,
    RiskSettings,
    TenantSettings,
)

T = TypeVar("T")


@dataclass(frozen=True)
class _Enabled:
    enabled: bool


@dataclass(frozen=True)
class _ActionsPage:
    actions: Listed[Action]
    total: int = 0


@dataclass(frozen=True)
class _BindingsPage:
    bindings: Listed[Binding]


@dataclass(frozen=True)
class _Named:
    name: str


@dataclass(frozen=True)
class _ConnectionsPage:
    connections: Listed[_Named]
    next: str | None = None


_FACTORS = TypeAdapter(Listed[Annotated[Factor, PlainValidator(parse_factor)]])
_ENABLED = TypeAdapter(_Enabled)
_POLICIES: TypeAdapter[Policies] = TypeAdapter(Policies)
_SETTINGS = TypeAdapter(TenantSettings)
_ACTIONS = TypeAdapter(_ActionsPage)
_BINDINGS = TypeAdapter(_BindingsPage)
_RULES = TypeAdapter(Listed[LegacyRule])
_RISK = TypeAdapter(RiskSettings)
_NEW_DEVICE = TypeAdapter(NewDeviceSettings)
_CONNECTIONS = TypeAdapter(_ConnectionsPage)
_APPLICATION = TypeAdapter(Application)
_APPLICATIONS = TypeAdapter(Listed[Application])

LARGEST_JWKS = 64 * 1024
"""Bytes."""


class ManagementClient(Caller):
    """Typed access to one tenant over an injected `httpx.AsyncClient` whose base URL ends in `/api/v2/`.

    Every method raises an `errors.ApiError`; which requests are allowed, repeated, paced and recorded is the
    business of the client's transports. How factors are set up is in `guardian`, what concerns the tenant's users in
    `users`, what takes longer than a request in `jobs`; `way_to` gives the transport to the host where a job's file
    lies.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        way_to: Callable[[httpx.URL], httpx.AsyncBaseTransport] = network,
        advise: Advise = unadvised,
    ) -> None:
        super().__init__(http, advise)
        self.guardian = GuardianClient(http, advise)
        self.users = UsersClient(http, advise)
        self.jobs = JobsClient(http, way_to, advise)

    async def list_factors(self) -> Entries[Factor]:
        """GET guardian/factors (read:guardian_factors)."""
        return readable(await self._call("GET", "guardian/factors", _FACTORS))

    async def set_factor(self, name: str, enabled: bool) -> bool:
        """PUT guardian/factors/{name} (update:guardian_factors); return what the tenant says it is now."""
        body = {"enabled": enabled}
        return (await self._call("PUT", f"guardian/factors/{segment(name)}", _ENABLED, json=body)).enabled

    async def get_policies(self) -> Policies:
        """GET guardian/policies (read:mfa_policies)."""
        return await self._call("GET", "guardian/policies", _POLICIES)

    async def set_policies(self, policies: Policies) -> Policies:
        """PUT guardian/policies (update:mfa_policies): a bare array that replaces the old one."""
        return await self._call("PUT", "guardian/policies", _POLICIES, json=list(policies))

    async def get_tenant_settings(self) -> TenantSettings:
        """GET tenants/settings (read:tenant_settings), only the fields that concern MFA."""
        fields = "friendly_name,customize_mfa_in_postlogin_action,acr_values_supported,flags"
        return await self._call(
            "GET", "tenants/settings", _SETTINGS, params={"fields": fields, "include_fields": "true"}
        )

    async def set_mfa_flag(self, name: str, value: bool) -> TenantSettings:
        """PATCH tenants/settings (update:tenant_settings) with one of `domain.tenant.FLAGS`; others stay."""
        top_level = name == "customize_mfa_in_postlogin_action"
        body = {name: value} if top_level else {"flags": {name: value}}
        return await self._call("PATCH", "tenants/settings", _SETTINGS, json=body)

    async def list_actions(self) -> Entries[Action]:
        """GET actions/actions (read:actions), all pages, deployed and not, with their code."""

        async def fetch(page: int, per_page: int) -> tuple[Entries[Action], int]:
            params = {"page": page, "per_page": per_page}
            found = await self._call("GET", "actions/actions", _ACTIONS, params=params)
            return found.actions, found.total

        return await counted_pages(fetch)

    async def list_rules(self) -> Entries[LegacyRule]:
        """GET rules (read:rules), all pages."""

        async def fetch(page: int) -> Entries[LegacyRule]:
            params: dict[str, str | int] = {"fields": "id,name,enabled,script", "include_fields": "true"}
            return await self._call("GET", "rules", _RULES, params={**params, "page": page, "per_page": PER_PAGE})

        return await all_pages(fetch)

    async def list_bindings(self, trigger: str = LOGIN) -> Entries[Binding]:
        """GET actions/triggers/{trigger}/bindings (read:actions), all pages, in running order."""
        path = f"actions/triggers/{segment(trigger)}/bindings"

        async def fetch(page: int) -> Entries[Binding]:
            params = {"page": page, "per_page": PER_PAGE}
            return (await self._call("GET", path, _BINDINGS, params=params)).bindings

        return await all_pages(fetch)

    async def get_risk_settings(self) -> RiskSettings:
        """GET risk-assessments/settings (read:attack_protection)."""
        return await self._call("GET", "risk-assessments/settings", _RISK)

    async def get_new_device_settings(self) -> NewDeviceSettings:
        """GET risk-assessments/settings/new-device (read:attack_protection)."""
        return await self._call("GET", "risk-assessments/settings/new-device", _NEW_DEVICE)

    async def get_application(self, client_id: str) -> Application:
        """GET clients/{id} (read:clients or read:client_summary), only id and name."""
        params = {"fields": "client_id,name", "include_fields": "true"}
        return await self._call("GET", f"clients/{segment(client_id)}", _APPLICATION, params=params)

    async def list_applications(self) -> Entries[Application]:
        """GET clients (read:clients), all pages, without secrets and without the global client of the tenant."""

        async def fetch(page: int) -> Entries[Application]:
            fields = "client_id,name,app_type,callbacks"
            params: dict[str, str | int] = {"fields": fields, "include_fields": "true", "is_global": "false"}
            return await self._call(
                "GET", "clients", _APPLICATIONS, params={**params, "page": page, "per_page": PER_PAGE}
            )

        return await all_pages(fetch)

    async def list_connections(self, name: str = "") -> Entries[str]:
        """GET connections (read:connections), all of them; only their names. With `name` only the one of that name.

        By cursor: a tenant with 1,000 connections or more refuses the later pages.
        """

        async def fetch(cursor: str) -> tuple[Entries[_Named], str]:
            params: dict[str, str | int] = {"fields": "name", "include_fields": "true", "take": PER_PAGE}
            params |= ({"from": cursor} if cursor else {}) | ({"name": name} if name else {})
            answer = await self._call("GET", "connections", _CONNECTIONS, params=params)
            return answer.connections, answer.next or ""

        found = await all_after(fetch)
        return Entries((connection.name for connection in found), found.unreadable, gap=found.gap)

    async def get_signing_keys(self) -> str:
        """GET /.well-known/jwks.json of the tenant (RFC 7517), without a token; return the JSON text.

        Raises `errors.Unreadable` beyond 64 KiB: a JWK Set of a tenant has one to three keys.
        """
        response = await self._send("GET", "../../.well-known/jwks.json", auth=None, timeout=5.0)
        wire.check(response.status_code, response.headers, response.content, time.time())
        if len(response.content) > LARGEST_JWKS:
            raise errors.Unreadable("The key set is larger than 64 KiB.")
        return response.text

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()
