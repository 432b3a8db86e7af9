"""Reading what tenants are compared by, and comparing: tenant with tenant, or with a baseline. Never raises `ApiError`.

Each part is one request. A part that fails carries its problem and takes nothing else with it; what could not be read
is told and never counts as equal. `align` of `domain.drift` makes the changes to stage.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, Forbidden, describe
from mfa_tui.domain.factors import Factor
from mfa_tui.domain.inventory import PARTS, POLICY_KEY, Baseline, Inventory, Value, normal
from mfa_tui.domain.policies import Policies
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.tenant import FLAGS, Configuration, Loaded, NewDeviceSettings, RiskSettings, TenantSettings
from mfa_tui.features.drift.model.drift import Drift, against_baseline, align, between
from mfa_tui.session.session import TenantSession

__all__ = ["align", "compare_sessions", "drift_of", "read_inventory"]

Values = Mapping[str, Value]

_NOT_OFFERED = ("insufficient_entitlement", "legacy_mfa_phone_provider_not_allowed")
_RETIRED = "deprecated feature"


def _factors(factors: tuple[Factor, ...]) -> Values:
    return {f"factors.{factor.name}": factor.enabled for factor in factors}


def _policy(policies: Policies) -> Values:
    return {POLICY_KEY: policies}


def _flags(settings: TenantSettings) -> Values:
    return {f"tenant.{name}": settings.flag(name) for name in FLAGS}


def _risk(settings: RiskSettings) -> Values:
    return {"risk-assessment.enabled": settings.enabled}


def _new_devices(settings: NewDeviceSettings) -> Values:
    return {"risk-assessment.new_device_days": settings.remember_for}


def _section(name: str) -> Callable[[Any], Values]:
    """Return what makes values of an answer whose fields are named as the settings of one section."""
    return lambda answer: {f"{name}.{field}": value for field, value in asdict(answer).items()}


_READERS: dict[str, tuple[Callable[[ManagementClient], Awaitable[Any]], Callable[[Any], Values]]] = {
    "factors": (lambda client: client.list_factors(), _factors),
    "policy": (lambda client: client.get_policies(), _policy),
    "tenant settings": (lambda client: client.get_tenant_settings(), _flags),
    "risk assessment": (lambda client: client.get_risk_settings(), _risk),
    "new devices": (lambda client: client.get_new_device_settings(), _new_devices),
    "phone codes": (lambda client: client.guardian.phone_codes(), _section("phone")),
    "email codes": (lambda client: client.guardian.email_codes(), _section("email")),
    "phone message types": (lambda client: client.guardian.message_types(), _section("phone")),
    "phone provider": (lambda client: client.guardian.phone_provider(), _section("phone")),
    "Twilio": (lambda client: client.guardian.twilio(), _section("phone")),
    "phone templates": (lambda client: client.guardian.phone_templates(), _section("phone")),
    "push provider": (lambda client: client.guardian.push_provider(), _section("push-notification")),
    "APNs": (lambda client: client.guardian.apns(), _section("push-notification")),
    "SNS": (lambda client: client.guardian.sns(), _section("push-notification")),
    "Duo": (lambda client: client.guardian.duo(), _section("duo")),
    "security keys": (lambda client: client.guardian.webauthn_roaming(), _section("webauthn-roaming")),
    "device biometrics": (lambda client: client.guardian.webauthn_platform(), _section("webauthn-platform")),
    "remembered browsers": (lambda client: client.guardian.remember_browser(), _section("remember-browser")),
}


async def read_inventory(
    session: TenantSession, parts: Collection[str] = PARTS, known: Configuration | None = None
) -> Inventory:
    """Return what the tenant has of these parts, all of them if nothing else is said.

    What a reading of the tenant holds already (`known`) is not asked again. The first part is asked alone: where the
    tenant cannot be reached or refuses the sign-in, the others would only repeat that.
    """
    values: dict[str, Value] = {}
    unread: dict[str, Problem] = {}
    wanted = [part for part in PARTS if part in parts]
    held = {part: answer for part, answer in (known.parts if known else {}).items() if answer != Loaded()}
    for part in [part for part in wanted if part in held]:
        answer = held[part]
        if answer.problem:
            unread[part] = answer.problem
        else:
            values |= _READERS[part][1](answer.value)
        wanted.remove(part)

    async def read(part: str) -> None:
        ask, values_of = _READERS[part]
        try:
            values.update(values_of(await ask(session.connection.client)))
        except ApiError as error:
            unread[part] = _problem(error)

    if not any(_hopeless(problem) for problem in unread.values()) and wanted:
        await read(wanted[0])
        wanted.pop(0)
    if hopeless := next((problem for problem in unread.values() if _hopeless(problem)), None):
        unread |= dict.fromkeys(wanted, hopeless)
    else:
        await asyncio.gather(*map(read, wanted))
    return Inventory(session.profile.domain, {key: normal(key, value) for key, value in values.items()}, unread)


def _problem(error: ApiError) -> Problem:
    """Return the error in words; what this tenant's plan or generation does not have is absent, and no trouble."""
    problem = describe(error)
    refused = isinstance(error, Forbidden) and (error.code in _NOT_OFFERED or _RETIRED in error.detail)
    return replace(problem, kind=Kind.ABSENT) if refused else problem


def _hopeless(problem: Problem) -> bool:
    return problem.kind in (Kind.NETWORK, Kind.AUTHENTICATION)


async def drift_of(session: TenantSession, baseline: Baseline, known: Configuration | None = None) -> Drift:
    """Compare a tenant with a baseline, reading only what the baseline is about."""
    return against_baseline(await read_inventory(session, baseline.parts, known), baseline)


async def compare_sessions(here: TenantSession, there: TenantSession) -> Drift:
    """Compare two tenants, read at the same time."""
    return between(*await asyncio.gather(read_inventory(here), read_inventory(there)))
