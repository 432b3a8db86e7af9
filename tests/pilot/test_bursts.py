"""Keys that come faster than the screens: over a slow line, from a paste, from a practised hand."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

import mfa_tui
from mfa_tui.commands.registry import commands_for
from mfa_tui.domain.changes import Kind, Target
from mfa_tui.features.reset.screens.reset_review import ResetReviewScreen
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.ui.dialogs.dialog import Dialog
from tests.pilot.one_user import one_user
from tests.rig import Tenant, burst, press, profile, program, screen_text, settle, words_on


async def test_what_is_typed_right_after_the_filter_key_is_typed_into_the_filter(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("space")
        await pilot.press("slash", "x", "q")
        await settle(pilot)
        assert app.is_running
        assert app.screen.query_one("#filter", Input).value == "xq"
        assert len(app.view.draft) == 1


async def test_what_is_typed_right_after_the_palette_key_is_typed_into_the_palette(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("colon", "q", "u", "i", "t")
        await settle(pilot)
        assert app.is_running
        assert app.screen.query_one(Input).value == "quit"


async def test_an_address_typed_right_after_the_reset_key_is_typed_into_its_dialog(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await burst(one.pilot, "R", "type phone.only@example.com", "enter")
        assert isinstance(one.app.screen, ResetReviewScreen)
        assert one.app.screen.query_one("#name", Input).value == "phone.only@example.com"
        assert one.app.focused is one.app.screen.query_one("#apply")
        assert one.tenant.writes == [], "what deletes is a key of its own"


async def test_keys_before_a_dialog_is_there_never_run_as_commands_of_the_screen(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await burst(one.pilot, "n", "m", "d", "o", "f")
        assert "New recovery code for Jane Doe" in words_on(one.app)
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)
        assert one.tenant.writes == []


@pytest.mark.parametrize("key", [one.keys[0] for one in commands_for("user") if one.mutates])
async def test_keys_typed_before_a_dialog_of_the_user_page_was_drawn_confirm_nothing(tmp_path: Path, key: str) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        one.person.blocked_ips = ("203.0.113.200",)
        await one.press("r")
        await burst(one.pilot, key, "tab", "enter", "tab", "space", "tab", "enter", "enter", "tab", "enter")
        assert one.tenant.writes == []


async def test_keys_typed_before_a_reset_ended_do_none_of_its_follow_ups(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.press("R")
        await one.give_address()
        await one.press("enter")
        await burst(one.pilot, "enter", "o", "tab", "enter", "f", "tab", "enter", "i", "tab", "enter")
        assert [(method, path.split("/")[-2]) for method, path in one.tenant.writes] == [
            ("DELETE", "authentication-methods")
        ]
        assert one.tenant.demo.state.directory.access_of(one.person).sessions != []


@pytest.mark.parametrize("keys", [["space", "a"], ["space", "a", "tab", "enter", "u"]])
async def test_keys_typed_before_a_review_was_drawn_apply_nothing(tmp_path: Path, keys: list[str]) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, *keys[:-1])
        sent = len(tenant.writes)
        await burst(pilot, keys[-1], "tab", "enter", "enter")
        assert len(tenant.writes) == sent
        assert "Press it again to confirm." in words_on(app)
        await press(pilot, "enter")
        assert len(tenant.writes) > sent, "what is seen can be confirmed"


async def test_keys_typed_before_the_question_was_drawn_unlock_nothing(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await burst(pilot, "W", "tab", "enter", "right", "space")
        assert not app.view.writable


def dialogs(kind: type[Dialog[Any]]) -> Iterator[type[Dialog[Any]]]:
    for each in kind.__subclasses__():
        yield each
        yield from dialogs(each)


def test_no_dialog_has_a_rule_of_its_own_for_keys_that_come_too_early() -> None:
    for module in pkgutil.walk_packages(mfa_tui.__path__, "mfa_tui."):
        if {"screens", "dialogs"} & set(module.name.split(".")):
            importlib.import_module(module.name)
    found = list(dialogs(Dialog))
    assert len(found) >= 20
    assert [each for each in found if each.too_early is not Dialog.too_early] == []


async def test_filter_and_palette_take_what_is_typed_with_their_key(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await burst(pilot, "slash", "type aquq")
        assert app.screen.query_one("#filter", Input).value == "aquq"
        await burst(pilot, "escape", "colon", "type factors")
        assert app.screen.query_one(Input).value == "factors"


async def test_a_key_sees_what_the_key_before_it_has_done(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("space", "space")
        await settle(pilot)
        assert app.view.draft == ()
        await pilot.press("space", "a")
        await settle(pilot)
        assert "1 change to" in screen_text(app)


async def test_the_tenants_name_is_typed_whatever_has_the_focus(tmp_path: Path) -> None:
    from mfa_tui.tenants.profile import Label

    app = program(Tenant(), tmp_path, screen="factors", who=profile(Label.PRODUCTION))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "a")
        assert app.focused is not None
        assert app.focused.id == "cancel"
        await pilot.press("a", "c", "m", "e", "minus", "d", "e", "m", "o")
        await settle(pilot)
        assert app.screen.query_one("#name", Input).value == "acme-demo"
        assert not app.screen.query_one("#apply").disabled


async def test_in_a_terminal_too_small_to_see_no_key_does_anything(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "space")
        await pilot.resize_terminal(40, 10)
        await settle(pilot)
        await press(pilot, "x", "j", "space", "a", "u", "W")
        assert not app.screen.is_modal
        assert len(app.view.draft) == 1


async def test_an_undo_can_be_undone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "a", "tab", "enter")
        for expected in (False, True, False):
            await press(pilot, "u", "tab", "enter")
            assert tenant.factors["otp"] is expected


async def test_an_undo_that_somebody_else_has_done_is_not_offered_again(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "space", "a", "tab", "enter")
        tenant.factors["otp"] = False
        await press(pilot, "u", "tab", "enter")
        assert "It is already so" in words_on(app)
        await press(pilot, "escape", "u")
        assert "Nothing was applied" in screen_text(app)


async def test_the_review_of_many_changes_shows_its_buttons_and_its_errors_in_a_small_terminal(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for _ in range(8):
            await press(pilot, "space", "j")
        await press(pilot, "3", "k", "space", "a")
        text = screen_text(app)
        for part in ("9 changes to", "Duo is on beside other factors", "Cancel", "Apply", "esc cancels"):
            assert part in text


async def test_a_policy_whose_actions_are_unread_does_not_claim_that_nothing_asks(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /api/v2/actions": (403, "text/html", b"")})
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "g")
        assert "Whether an Action requires or skips MFA is not known" in words_on(app)
        assert "No bound Action asks" not in words_on(app)


async def test_taking_back_what_was_applied_is_judged_by_what_is_now(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors.update(sms=False, email=False)
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "j", "space", "a")
        tenant.faults["PUT /api/v2/guardian/factors/push"] = (400, "application/json", b"{}")
        await press(pilot, "tab", "enter", "tab", "tab", "enter")
        assert "Undo: 1 change" in screen_text(app)
        assert "This can lock users out." in screen_text(app)
        assert app.screen.query_one("#apply").disabled


async def test_after_a_retry_the_whole_plan_can_be_undone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "j", "space", "a")
        tenant.faults["PUT /api/v2/guardian/factors/push"] = (400, "application/json", b"{}")
        await press(pilot, "tab", "enter")
        tenant.faults.clear()
        await press(pilot, "tab", "enter", "tab", "enter")
        assert tenant.factors["otp"]
        assert tenant.factors["push-notification"]
        await press(pilot, "u", "tab", "enter")
        assert not tenant.factors["otp"]
        assert not tenant.factors["push-notification"]


async def test_a_tenant_that_moved_on_since_the_review_is_not_written_to(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "a")
        tenant.factors["sms"] = False  # what is staged is otp, not this
        await press(pilot, "tab", "enter")
        assert "The tenant changed since the review" in words_on(app)
    assert tenant.writes == []


async def test_a_plan_that_breaks_down_lets_the_admin_out_and_says_what_is_unknown(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors[".."] = False
    tenant.factors["x" * 70_000] = False
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for name in ("..", "x" * 70_000):
            app.stage(Target(Kind.FACTOR, name), True)
        await press(pilot, "a", "tab", "enter")
        assert "not applied" in words_on(app)
        await press(pilot, "escape")
        assert not app.screen.is_modal
    assert tenant.writes == []


async def test_what_could_lock_users_out_unseen_is_confirmed_by_name(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /api/v2/actions": (403, "text/html", b"")})
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "j", "j", "j", "j", "j", "j", "space", "a")
        assert "could not be read, so a lock-out could not be seen" in words_on(app)


async def test_waits_that_no_clock_can_show_crash_nothing(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /api/v2/guardian/policies": (429, "text/html", b"")}, headers={"retry-after": "1e18"})
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "G", "k")
        assert app.is_running
        assert "rate limit is used up" in words_on(app)
