"""Auth0's own Python SDK manages Actions of a demo tenant, and is refused what Auth0 refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from auth0.management.client import AsyncAuth0
from auth0.management.core.api_error import ApiError
from auth0.management.types import ActionTrigger

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions

from .conftest import ORIGIN, signed_in

POST_LOGIN = ActionTrigger(id="post-login", version="v3")
CODE = "exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any'); };"


@pytest.fixture
async def auth0() -> AsyncIterator[AsyncAuth0]:
    async with signed_in(create_app(DemoOptions(rate_limit=None))) as client:
        token = client.headers.pop("Authorization").removeprefix("Bearer ")
        yield AsyncAuth0(base_url=f"{ORIGIN}/api/v2", token=token, max_retries=0, httpx_client=client)


async def built(auth0: AsyncAuth0, name: str, **facts: Any) -> str:
    """Create an Action and poll until it is built; return its id."""
    made = await auth0.actions.create(name=name, supported_triggers=[POST_LOGIN], code=CODE, **facts)
    action_id: str | None = made.id
    assert action_id is not None
    assert made.status == "pending"
    while (await auth0.actions.get(action_id)).status != "built":
        pass
    return action_id


async def test_an_action_is_created_built_deployed_and_bound(auth0: AsyncAuth0) -> None:
    action_id = await built(auth0, "Ask for MFA", secrets=[{"name": "KEY", "value": "planted"}])
    version = await auth0.actions.deploy(action_id)
    assert (version.number, version.status) == (1, "built")
    action = await auth0.actions.get(action_id)
    assert action.all_changes_deployed
    assert action.deployed_version is not None
    assert action.deployed_version.code == CODE
    assert action.runtime == "node22"
    assert [secret.name for secret in action.secrets or []] == ["KEY"]
    bindings = auth0.actions.triggers.bindings
    before = [binding.id async for binding in await bindings.list("post-login")]
    refs: list[Any] = [{"ref": {"type": "action_id", "value": action_id}, "display_name": "First"}]
    refs += [{"ref": {"type": "binding_id", "value": binding_id}} for binding_id in before]
    await bindings.update_many("post-login", bindings=refs)
    after = [binding async for binding in await bindings.list("post-login", per_page=2)]
    assert [binding.display_name for binding in after][:2] == ["First", "Require MFA for payroll"]
    assert [binding.id for binding in after][1:] == before


async def test_an_edited_draft_runs_nowhere_until_it_is_deployed(auth0: AsyncAuth0) -> None:
    action_id = await built(auth0, "Draft")
    await auth0.actions.deploy(action_id)
    edited = await auth0.actions.update(action_id, code="// edited", name="Renamed")
    assert (edited.status, edited.all_changes_deployed, edited.name) == ("pending", False, "Renamed")
    assert edited.deployed_version is not None
    assert edited.deployed_version.code == CODE
    with pytest.raises(ApiError) as refused:
        await auth0.actions.deploy(action_id)
    assert refused.value.status_code == 400
    assert "must be in the 'built' state" in refused.value.body["message"]
    assert (await auth0.actions.get(action_id)).status == "built"
    assert (await auth0.actions.deploy(action_id)).number == 2


async def test_a_version_is_read_and_rolled_back_to(auth0: AsyncAuth0) -> None:
    action_id = await built(auth0, "Rolled back")
    await auth0.actions.deploy(action_id)
    await auth0.actions.update(action_id, code="// second")
    await auth0.actions.get(action_id)
    await auth0.actions.deploy(action_id)
    versions = [version async for version in await auth0.actions.versions.list(action_id)]
    assert [(version.number, version.deployed) for version in versions] == [(2, True), (1, False)]
    first = versions[1].id
    assert first is not None
    assert (await auth0.actions.versions.get(action_id, first)).code == CODE
    assert (await auth0.actions.versions.deploy(action_id, first)).number == 3
    action = await auth0.actions.get(action_id)
    assert (action.code, action.all_changes_deployed) == ("// second", False)
    assert action.deployed_version is not None
    assert (action.deployed_version.code, action.deployed_version.number) == (CODE, 3)


async def test_the_actions_of_the_demo_have_versions_to_roll_back_to(auth0: AsyncAuth0) -> None:
    async for action in await auth0.actions.list():
        assert action.id is not None
        assert action.deployed_version is not None
        versions = [version async for version in await auth0.actions.versions.list(action.id, per_page=3)]
        assert [version.number for version in versions] == list(range(len(versions), 0, -1))
        assert versions[0].id == action.deployed_version.id


async def test_triggers_are_listed_and_those_of_an_entity_have_no_bindings(auth0: AsyncAuth0) -> None:
    triggers = (await auth0.actions.triggers.list()).triggers or []
    policies = {trigger.id: trigger.binding_policy for trigger in triggers}
    assert policies["post-login"] == "trigger-bound"
    for trigger_id, policy in policies.items():
        if policy == "trigger-bound":
            await auth0.actions.triggers.bindings.list(trigger_id)
        else:
            with pytest.raises(ApiError) as refused:
                await auth0.actions.triggers.bindings.list(trigger_id)
            assert refused.value.status_code == 400


async def test_a_bound_action_is_deleted_only_by_force(auth0: AsyncAuth0) -> None:
    bound = await anext(aiter(await auth0.actions.triggers.bindings.list("post-login")))
    assert bound.action is not None
    assert bound.action.id is not None
    with pytest.raises(ApiError) as refused:
        await auth0.actions.delete(bound.action.id)
    assert refused.value.status_code == 409
    await auth0.actions.delete(bound.action.id, force=True)
    assert bound.id not in [one.id async for one in await auth0.actions.triggers.bindings.list("post-login")]
    with pytest.raises(ApiError) as gone:
        await auth0.actions.get(bound.action.id)
    assert gone.value.status_code == 404


async def test_what_auth0_refuses_is_refused(auth0: AsyncAuth0) -> None:
    draft = await built(auth0, "Never deployed")

    async def refusal(call: Any) -> int | None:
        with pytest.raises(ApiError) as refused:
            await call
        return refused.value.status_code

    def bind(trigger: Any, **ref: str) -> Any:
        return auth0.actions.triggers.bindings.update_many(trigger, bindings=[{"ref": ref}])

    create = auth0.actions.create
    phone = ActionTrigger(id="custom-phone-provider", version="v1")
    assert await refusal(bind("post-login", type="action_id", value=draft)) == 400
    assert await refusal(bind("post-login", type="action_name", value="No such Action")) == 400
    assert await refusal(bind("credentials-exchange", type="action_name", value="Enrich profile")) == 400
    assert await refusal(create(name="Enrich profile", supported_triggers=[POST_LOGIN])) == 409
    assert await refusal(create(name="Old", supported_triggers=[POST_LOGIN], runtime="node4")) == 400
    assert await refusal(auth0.actions.update(draft, name="Enrich profile")) == 409
    await create(name="Phone", supported_triggers=[phone])
    assert await refusal(create(name="Second phone", supported_triggers=[phone])) == 400
    assert await refusal(auth0.actions.executions.get("none")) == 404
    tested = await auth0.actions.test(draft, payload={})
    assert tested.payload == {}


async def test_no_value_of_a_secret_is_kept_or_logged() -> None:
    app = create_app(DemoOptions(rate_limit=None))
    async with signed_in(app) as client:
        sent = {
            "name": "S",
            "supported_triggers": [{"id": "post-login"}],
            "secrets": [{"name": "K", "value": "planted"}],
        }
        made = (await client.post("/api/v2/actions/actions", json=sent)).json()
        await client.patch(f"/api/v2/actions/actions/{made['id']}", json={"secrets": sent["secrets"]})
        assert "planted" not in repr(app.state.tenant)
        assert "planted" not in repr(app.state.log.events)
