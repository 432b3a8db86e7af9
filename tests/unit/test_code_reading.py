"""The code of Actions is read beside the event loop, and each code once."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mfa_tui.domain.actions import read_code
from mfa_tui.domain.tenant import Action, ActionVersion, Binding, BoundAction, SupportedTrigger
from mfa_tui.session.code_reading import CodeReader
from tests.rig import Tenant, session

CODE = "exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any'); }; // %d"


def action(number: int) -> Action:
    code = CODE % number
    trigger = (SupportedTrigger("post-login"),)
    return Action(f"act_{number}", f"Action {number:04}", code, True, ActionVersion(code, "node22"), trigger)


async def test_the_event_loop_goes_on_while_many_codes_are_read() -> None:
    reading = asyncio.create_task(CodeReader().actions([action(number) for number in range(300)], []))
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 300, "a reading on the loop would leave it no turn in between"
    assert {each.mfa.effect for each in reading.result()} == {"requires"}


HOSTILE = {
    "nested parentheses": "(a," * 6_500,
    "many nested parentheses": "(a," * 30_000,
    "async parentheses": "async(" * 16_000,
    "nested patterns": "let {a:" * 2_800,
    "unclosed regular expressions": "/[" * 9_000,
    "regular expressions on one line": "/a" * 45_000 + "`",
    "unclosed templates": "`${" * 6_000,
    "unclosed strings": "'" * 19_000,
    "nothing but errors": "a ] = ; ) , => [ . } " * 900,
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
async def test_the_event_loop_goes_on_while_hostile_code_is_read(code: str) -> None:
    reading = asyncio.create_task(asyncio.to_thread(read_code, code))
    longest = 0.0
    while not reading.done():
        begun, own = time.process_time(), time.thread_time()
        await asyncio.sleep(0)
        longest = max(longest, time.process_time() - begun - (time.thread_time() - own))
    assert longest < 0.1, "seconds of CPU that the reading took between two turns of the loop"
    assert reading.result().effect == "unreadable"


def test_code_as_large_as_auth0_accepts_is_read() -> None:
    step = """
async function step%d(event, options = {}) {
  const { user, request: { ip, geoip } = {} } = event;
  if (!user?.email || /^[(]?\\d+@[a-z]+\\.example$/i.test(user.email)) return null;
  try {
    const answer = await fetch(`https://api.example.com/${encodeURIComponent(user.user_id)}?ip=${ip ?? "("}`);
    return { ...answer, roles: (event.authorization?.roles || []).map((role) => role.toLowerCase()) };
  } catch (error) { console.log("failed", error.message); return options.fallback?.(error); }
}
"""
    handler = "exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any'); };"
    code = "".join(step % number for number in range(195)) + handler
    assert 90_000 < len(code) < 100_000
    assert read_code(code).effect == "requires"


async def test_a_refresh_reads_only_the_code_that_changed() -> None:
    reader, actions = CodeReader(), [action(number) for number in range(20)]
    await reader.actions(actions, [])
    assert reader.read_count == 20
    await reader.actions(actions, [])
    assert reader.read_count == 20
    changed = replace(actions[3], deployed_version=ActionVersion(CODE % 99))
    await reader.actions([*actions[:3], changed, *actions[4:]], [])
    assert reader.read_count == 21


async def test_bound_actions_stand_first_in_the_order_in_which_they_run() -> None:
    bindings = [Binding(action=BoundAction(f"act_{number}")) for number in (2, 0)]
    read = await CodeReader().actions([action(number) for number in range(4)], bindings)
    assert [(each.id, each.bound) for each in read] == [
        ("act_2", True),
        ("act_0", True),
        ("act_1", False),
        ("act_3", False),
    ]


async def test_more_actions_than_fit_on_a_page_are_all_read(tmp_path: Path) -> None:
    tenant = Tenant()
    demo = tenant.demo.state.tenant
    demo.actions += [{**demo.actions[0], "id": f"act_{number}", "name": f"More {number}"} for number in range(345)]
    opened = session(tenant, tmp_path)
    actions = (await opened.read()).actions.value or ()
    await opened.aclose()
    assert len(actions) == 350
    assert [path for _, path in tenant.seen].count("/api/v2/actions/actions") == 4
