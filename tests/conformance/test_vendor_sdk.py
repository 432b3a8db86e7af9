"""Auth0's own Python SDK against a demo tenant on a real socket: it must not notice the difference."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from auth0.management.client import AsyncAuth0, Auth0
from auth0.management.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    TooManyRequestsError,
    UnauthorizedError,
)

from mfa_tui.demo.options import DEMO_CLIENT_ID, DemoOptions, RateLimit

from .conftest import token_request

Served = Callable[[DemoOptions], str]


def token(origin: str, scope: str | None = None) -> str:
    """Ask as the SDK's own token provider does, which knows no address but https."""
    answer = httpx.post(f"{origin}/oauth/token", data=token_request(origin, scope))
    access_token: str = answer.raise_for_status().json()["access_token"]
    return access_token


@pytest.fixture
def origin(served: Served) -> str:
    return served(DemoOptions())


@pytest.fixture
def auth0(origin: str) -> Iterator[Auth0]:
    with httpx.Client() as client:
        yield Auth0(base_url=f"{origin}/api/v2", token=token(origin), max_retries=0, httpx_client=client)


@pytest.fixture
async def async_auth0(origin: str) -> AsyncIterator[AsyncAuth0]:
    async with httpx.AsyncClient() as client:
        yield AsyncAuth0(base_url=f"{origin}/api/v2", token=token(origin), max_retries=0, httpx_client=client)


def test_the_sdk_reads_and_sets_factors_and_policies(auth0: Auth0) -> None:
    assert [factor.name for factor in auth0.guardian.factors.list() if factor.enabled] == ["sms", "email"]
    assert auth0.guardian.factors.set("otp", enabled=True).enabled is True
    assert {f.name: f.enabled for f in auth0.guardian.factors.list()}["otp"] is True
    assert auth0.guardian.policies.list() == ["all-applications"]
    assert auth0.guardian.policies.set(request=[]) == []
    assert auth0.guardian.policies.list() == []


def test_the_sdk_reads_and_updates_tenant_settings(auth0: Auth0) -> None:
    settings = auth0.tenants.settings.get()
    assert settings.friendly_name == "Acme Corp (demo)"
    assert settings.customize_mfa_in_postlogin_action is False
    assert settings.flags is not None
    assert settings.flags.mfa_show_factor_list_on_enrollment is False
    assert auth0.tenants.settings.update(customize_mfa_in_postlogin_action=True) is not None
    assert auth0.tenants.settings.get().customize_mfa_in_postlogin_action is True


def test_the_sdk_reads_actions_and_what_is_bound(auth0: Auth0) -> None:
    actions = list(auth0.actions.list(trigger_id="post-login", per_page=2))
    assert len(actions) == 5
    first = actions[0]
    assert first.id is not None
    assert auth0.actions.get(first.id).code == first.code
    bound = [binding.display_name for binding in auth0.actions.triggers.bindings.list("post-login")]
    assert bound[:2] == ["Require MFA for payroll", "Step-up on acr_values"]


def test_the_sdk_reads_and_updates_risk_settings(auth0: Auth0) -> None:
    assert auth0.risk_assessments.settings.get().enabled is False
    assert auth0.risk_assessments.settings.update(enabled=True).enabled is True
    assert auth0.risk_assessments.settings.new_device.get().remember_for == 30
    assert auth0.risk_assessments.settings.new_device.update(remember_for=7).remember_for == 7


def test_the_sdk_reads_and_sets_how_factors_are_set_up(auth0: Auth0) -> None:
    factors = auth0.guardian.factors
    assert factors.phone.get_message_types().message_types == ["sms"]
    assert factors.phone.set_message_types(message_types=["sms", "voice"]).message_types == ["sms", "voice"]
    assert factors.phone.get_selected_provider().provider == "twilio"
    assert factors.phone.get_twilio_provider().from_ == "+15550100"
    assert factors.sms.get_templates().verification_message == factors.phone.get_templates().verification_message
    assert factors.push_notification.set_provider(provider="sns").provider == "sns"
    assert factors.push_notification.get_apns_provider().enabled is False
    assert factors.duo.settings.update(host="other.duo.example").host == "other.duo.example"
    assert factors.duo.settings.get().skey is not None


def test_the_sdk_reads_applications(auth0: Auth0) -> None:
    names = [client.name for client in auth0.clients.list(per_page=4)]
    assert len(names) == 9
    assert names[-1] == "All Applications"
    assert auth0.clients.get(DEMO_CLIENT_ID).name == "MFA dashboard (M2M)"


async def test_the_async_sdk_sees_the_same(async_auth0: AsyncAuth0) -> None:
    factors = await async_auth0.guardian.factors.list()
    assert [factor.name for factor in factors if factor.enabled] == ["sms", "email"]
    assert await async_auth0.guardian.policies.list() == ["all-applications"]
    assert (await async_auth0.tenants.settings.get()).friendly_name == "Acme Corp (demo)"
    actions = [action.name async for action in await async_auth0.actions.list()]
    assert actions[0] == "Require MFA for payroll"
    with pytest.raises(ForbiddenError):
        await async_auth0.guardian.policies.set(request=["confidence-score"])


def test_the_sdk_tells_a_missing_scope(origin: str) -> None:
    narrow = token(origin, "read:guardian_factors")
    with httpx.Client() as client, pytest.raises(ForbiddenError) as refused:
        Auth0(base_url=f"{origin}/api/v2", token=narrow, httpx_client=client).guardian.policies.list()
    assert refused.value.body == {
        "statusCode": 403,
        "error": "Forbidden",
        "message": "Insufficient scope, expected any of: read:mfa_policies",
        "errorCode": "insufficient_scope",
    }


def test_the_sdk_tells_a_missing_add_on(auth0: Auth0) -> None:
    with pytest.raises(ForbiddenError) as refused:
        auth0.guardian.policies.set(request=["confidence-score"])
    assert refused.value.body["errorCode"] == "insufficient_entitlement"


def test_the_sdk_tells_a_bad_request(auth0: Auth0) -> None:
    with pytest.raises(BadRequestError) as refused:
        auth0.risk_assessments.settings.new_device.update(remember_for=0)
    assert refused.value.body["errorCode"] == "invalid_body"


def test_the_sdk_tells_what_does_not_exist(auth0: Auth0) -> None:
    with pytest.raises(NotFoundError) as refused:
        auth0.clients.get("none")
    assert refused.value.body["errorCode"] == "inexistent_client"


def test_the_sdk_tells_a_bad_token(origin: str) -> None:
    with httpx.Client() as client, pytest.raises(UnauthorizedError) as refused:
        Auth0(base_url=f"{origin}/api/v2", token="a.b.c", httpx_client=client).clients.get("any")
    assert refused.value.body["message"] == "Invalid token"


def test_the_sdk_tells_that_it_was_too_fast_and_what_is_left(served: Served) -> None:
    origin = served(DemoOptions(rate_limit=RateLimit(per_second=0.01, burst=1)))
    with httpx.Client() as client:
        auth0 = Auth0(base_url=f"{origin}/api/v2", token=token(origin), max_retries=0, httpx_client=client)
        auth0.clients.get(DEMO_CLIENT_ID)
        with pytest.raises(TooManyRequestsError) as refused:
            auth0.clients.get(DEMO_CLIENT_ID)
    assert refused.value.body["errorCode"] == "too_many_requests"
    assert refused.value.headers is not None
    assert refused.value.headers["x-ratelimit-remaining"] == "0"
    assert refused.value.headers["retry-after"] == "100"
