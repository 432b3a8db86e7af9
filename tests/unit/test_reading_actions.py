"""Which Actions run is read trigger by trigger: one that cannot be read costs its own Actions, and is named."""

from pathlib import Path
from typing import Any

import pytest

from mfa_tui.domain.entries import missing
from mfa_tui.domain.problems import Kind
from mfa_tui.domain.tenant import Configuration
from tests.desk import BROKEN, refusal
from tests.rig import Answer, Tenant, session

LOGIN, RESET = "post-login", "password-reset-post-challenge"
DENIED = refusal(403, "Insufficient scope, expected any of: read:actions", "insufficient_scope")


@pytest.fixture
def tenant() -> Tenant:
    """A tenant with an Action bound at the login and one bound at a password reset, and no others."""
    made = Tenant()
    state = made.demo.state.tenant
    at_login, at_reset = (
        {**state.actions[0], "id": f"act_{trigger}", "name": trigger, "supported_triggers": [{"id": trigger}]}
        for trigger in (LOGIN, RESET)
    )
    state.actions[:] = [at_login, at_reset]
    for trigger, action in ((LOGIN, at_login), (RESET, at_reset)):
        state.bindings[trigger] = [_binding(trigger, action)]
    return made


def _binding(trigger: str, action: dict[str, Any]) -> dict[str, Any]:
    named = {"id": action["id"], "name": action["name"]}
    return {"id": f"bind_{trigger}", "trigger_id": trigger, "display_name": action["name"], "action": named}


async def read(tenant: Tenant, home: Path) -> Configuration:
    opened = session(tenant, home)
    try:
        return await opened.read()
    finally:
        await opened.aclose()


def bound(configuration: Configuration) -> list[tuple[str, bool]]:
    return [(action.trigger, action.bound) for action in configuration.actions.value or ()]


@pytest.mark.parametrize("fault", [DENIED, BROKEN])
@pytest.mark.parametrize(("unread", "left"), [(RESET, LOGIN), (LOGIN, RESET)])
async def test_a_trigger_that_cannot_be_read_costs_its_own_actions_and_is_named(
    tenant: Tenant, tmp_path: Path, fault: Answer, unread: str, left: str
) -> None:
    assert bound(await read(tenant, tmp_path)) == [(LOGIN, True), (RESET, True)]
    tenant.faults[f"GET /api/v2/actions/triggers/{unread}/bindings"] = fault
    configuration = await read(tenant, tmp_path)
    assert bound(configuration) == [(left, True)]
    assert f"what runs at {unread} could not be read" in missing(configuration.actions.value)
    assert configuration.actions.problem is not None
    assert unread in configuration.actions.problem.words


async def test_a_refused_trigger_says_which_scope_brings_its_actions(tenant: Tenant, tmp_path: Path) -> None:
    tenant.faults[f"GET /api/v2/actions/triggers/{RESET}/bindings"] = DENIED
    problem = (await read(tenant, tmp_path)).actions.problem
    assert problem is not None
    assert (problem.kind, problem.scopes) == (Kind.PERMISSION, ("read:actions",))
    assert problem.title == "Part of the list could not be read."
    assert f"what runs at {RESET} could not be read (Not allowed)." in problem.words
    assert "The token lacks read:actions." in problem.words


async def test_where_no_trigger_can_be_read_the_actions_are_not_known(tenant: Tenant, tmp_path: Path) -> None:
    tenant.faults["GET /api/v2/actions/triggers/"] = DENIED
    configuration = await read(tenant, tmp_path)
    assert configuration.actions.value is None
    assert configuration.actions.problem is not None
    assert "read:actions" in configuration.actions.problem.words


@pytest.mark.parametrize("trigger", [LOGIN, RESET])
async def test_an_action_that_names_no_trigger_runs_where_it_is_bound(
    tenant: Tenant, tmp_path: Path, trigger: str
) -> None:
    actions = tenant.demo.state.tenant.actions
    actions[:] = [{**action, "supported_triggers": []} for action in actions if action["name"] == trigger]
    actions.append({**actions[0], "id": "act_unbound"})
    assert bound(await read(tenant, tmp_path)) == [(trigger, True)]
