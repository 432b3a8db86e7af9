"""What users are enrolled with: reading it in each of its shapes, and that every change shows everywhere."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.people import User

from .test_demo_tenant import signed_in


def who(app: Starlette, nickname: str) -> User:
    directory: Directory = app.state.directory
    return next(user for user in directory.users.values() if user.nickname == nickname)


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def types(client: httpx.AsyncClient, user: User) -> list[str]:
    return [method["type"] for method in await get(client, f"users/{user.user_id}/authentication-methods")]


async def test_jane_has_one_of_nearly_everything() -> None:
    app = create_app()
    async with signed_in(app) as client:
        jane = who(app, "jane.doe")
        methods = await get(client, f"users/{jane.user_id}/authentication-methods")
        (first,) = await get(client, f"users/{jane.user_id}/enrollments")
    by_type = {method["type"]: method for method in methods}
    assert list(by_type) == ["password", "email-verification", "totp", "phone", "push", "recovery-code"]
    assert by_type["phone"]["phone_number"] == "XXXXXXXX0101"
    assert by_type["phone"]["authentication_methods"] == [
        {"id": by_type["phone"]["id"].replace("phone", "sms"), "type": "sms"}
    ]
    assert by_type["email-verification"]["email"] == "jane****@exam*******"
    assert by_type["push"]["confirmed"] is False
    assert "last_auth_at" in by_type["totp"]
    assert first == {
        "id": by_type["totp"]["id"].removeprefix("totp|"),
        "status": "confirmed",
        "type": "authenticator",
        "auth_method": "authenticator",
        "name": "1Password",
        "enrolled_at": by_type["totp"]["enrolled_at"],
        "last_auth": by_type["totp"]["last_auth_at"],
    }


_ABOUT_PASSKEYS = {"aaguid", "credential_device_type", "credential_backed_up", "transports", "user_agent"}


async def test_passkeys_say_where_they_are_kept_and_security_keys_do_not() -> None:
    app = create_app(DemoOptions(rate_limit=None))
    kept: set[tuple[str, bool]] = set()
    async with signed_in(app) as client:
        directory: Directory = app.state.directory
        for user in directory.users.values():
            if not any(one.type.startswith(("passkey", "webauthn")) for one in directory.methods_of(user)):
                continue
            for method in await get(client, f"users/{user.user_id}/authentication-methods"):
                about = method.keys() & _ABOUT_PASSKEYS
                assert about == (_ABOUT_PASSKEYS if method["type"] == "passkey" else set()), "as documented per type"
                if method["type"].startswith("webauthn"):
                    assert {"key_id", "public_key", "relying_party_identifier"} <= method.keys()
                if about:
                    kept.add((method["credential_device_type"], method["credential_backed_up"]))
                    assert "hybrid" not in method["transports"] or method["credential_device_type"] == "multi_device"
                    assert len(method["aaguid"]) == 36
                    assert method["user_agent"].startswith("Mozilla/")
    assert kept == {("multi_device", True), ("multi_device", False), ("single_device", False)}


async def test_a_passkey_that_an_admin_adds_keeps_what_is_known_of_it() -> None:
    app = create_app(DemoOptions(rate_limit=None))
    sent = {
        "type": "passkey",
        "public_key": "a2V5",
        "aaguid": "2fc0579f-8113-47ea-b116-bb5a8db9202a",
        "relying_party_identifier": "login.acme.example",
        "credential_device_type": "single_device",
        "credential_backed_up": False,
        "transports": ["usb"],
        "user_agent": "Mozilla/5.0",
    }
    async with signed_in(app) as client:
        path = f"users/{who(app, 'jane.doe').user_id}/authentication-methods"
        made = await client.post(path, json=sent)
        read = await get(client, f"{path}/{made.json()['id']}")
        bad = [
            await client.post(path, json=sent | wrong)
            for wrong in (
                {"aaguid": "not a uuid"},
                {"credential_device_type": "synced"},
                {"relying_party_identifier": "https://a.example/"},
            )
        ]
    assert made.status_code == 201
    assert sent.items() <= made.json().items()
    assert sent.items() <= read.items()
    assert [answer.status_code for answer in bad] == [400, 400, 400]


@pytest.mark.parametrize(
    ("nickname", "enrolled", "multifactor"),
    [
        ("nothing.yet", 0, None),
        ("pending.only", 0, None),
        ("pending.several", 0, None),
        ("passkey.only", 0, None),
        ("recovery.code.only", 0, None),
        ("email.only", 0, ["guardian"]),  # e-mail is MFA, and has no enrollment
        ("key.only", 1, ["guardian"]),
        ("several.methods", 1, ["guardian"]),
        ("guardian.app", 1, ["guardian"]),
        ("legacy.duo", 0, ["duo"]),
    ],
)
async def test_only_the_first_confirmed_enrollment_is_listed(
    nickname: str, enrolled: int, multifactor: list[str] | None
) -> None:
    app = create_app()
    async with signed_in(app) as client:
        user = who(app, nickname)
        assert len(await get(client, f"users/{user.user_id}/enrollments")) == enrolled
        assert (await get(client, f"users/{user.user_id}")).get("multifactor") == multifactor


async def test_methods_that_are_linked_go_together_and_the_log_says_so() -> None:
    app = create_app()
    async with signed_in(app) as client:
        user = who(app, "linked.methods")
        push, totp, _ = await get(client, f"users/{user.user_id}/authentication-methods")
        assert push["link_id"] == totp["link_id"]
        answer = await client.delete(f"users/{user.user_id}/authentication-methods/{totp['id']}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert await types(client, user) == ["email"]
        events = await get(client, f"users/{user.user_id}/logs?per_page=2")
        (written,) = await get(client, "logs?per_page=1")
    assert [event["type"] for event in events] == ["gd_unenroll", "gd_unenroll"]
    assert {event["details"]["authenticator"]["id"] for event in events} == {push["id"], totp["id"]}
    assert (written["type"], written["user_id"]) == ("sapi", None)
    assert written["details"]["request"]["method"] == "delete"
    assert written["details"]["request"]["channel"] == "api"
    assert written["details"]["request"]["path"].endswith(f"/{totp['id'].replace('|', '%7C')}")


async def test_deleting_all_leaves_credentials_and_takes_multifactor_away() -> None:
    now = 1_750_000_000.0
    app = create_app(clock=lambda: now)
    async with signed_in(app) as client:
        jane = who(app, "jane.doe")
        now += 60
        assert (await client.delete(f"users/{jane.user_id}/authentication-methods")).status_code == 204
        assert await types(client, jane) == ["password", "email-verification"]
        after = await get(client, f"users/{jane.user_id}")
        assert await get(client, f"users/{jane.user_id}/enrollments") == []
    assert "multifactor" not in after
    assert after["multifactor_last_modified"] == after["updated_at"] == "2025-06-15T15:07:40.000Z"


async def test_authenticators_are_all_but_security_keys() -> None:
    app = create_app()
    async with signed_in(app) as client:
        sam = who(app, "several.methods")
        assert (await client.delete(f"users/{sam.user_id}/authenticators")).status_code == 204
        assert await types(client, sam) == ["password", "webauthn-roaming", "webauthn-platform"]


async def test_an_enrollment_can_be_read_and_deleted_by_its_own_id() -> None:
    app = create_app()
    async with signed_in(app) as client:
        for user in (who(app, "pending.only"), list(app.state.directory.users.values())[100]):
            methods = await get(client, f"users/{user.user_id}/authentication-methods")
            device = methods[-1]["id"].partition("|")[2]
            status = "confirmed" if methods[-1]["confirmed"] else "pending"
            assert (await get(client, f"guardian/enrollments/{device}"))["status"] == status
            assert (await client.delete(f"guardian/enrollments/{device}")).status_code == 204
            gone = await client.get(f"guardian/enrollments/{device}")
            assert gone.json()["errorCode"] == "enrollment_not_found"
            assert len(await types(client, user)) == len(methods) - 1


async def test_a_method_that_an_admin_adds_is_confirmed_at_once() -> None:
    app = create_app()
    async with signed_in(app) as client:
        user = who(app, "nothing.yet")
        path = f"users/{user.user_id}/authentication-methods"
        made = (await client.post(path, json={"type": "phone", "phone_number": "+15550100", "name": "Desk"})).json()
        assert made["phone_number"] == "XXXXX0100"
        assert "confirmed" not in made
        assert (await get(client, f"{path}/{made['id']}"))["confirmed"] is True
        assert (await get(client, f"users/{user.user_id}"))["multifactor"] == ["guardian"]
        again = await client.post(path, json={"type": "phone", "phone_number": "+15550100"})
        assert (again.status_code, again.json()["message"]) == (409, "Authentication method already exists.")
        voice = (await client.patch(f"{path}/{made['id']}", json={"preferred_authentication_method": "voice"})).json()
    assert voice["preferred_authentication_method"] == "voice"
    assert [one["type"] for one in voice["authentication_methods"]] == ["sms", "voice"]


@pytest.mark.parametrize(("type_", "missing"), [("phone", "phone_number"), ("email", "email"), ("totp", "totp_secret")])
async def test_a_method_needs_what_it_is_about(type_: str, missing: str) -> None:
    app = create_app()
    async with signed_in(app) as client:
        path = f"users/{who(app, 'nothing.yet').user_id}/authentication-methods"
        answer = await client.post(path, json={"type": type_})
    assert answer.json()["message"] == f"Payload validation error: 'Missing required property: {missing}'."


async def test_a_totp_secret_is_not_in_any_answer_or_log() -> None:
    app = create_app()
    async with signed_in(app) as client:
        path = f"users/{who(app, 'nothing.yet').user_id}/authentication-methods"
        made = await client.post(path, json={"type": "totp", "totp_secret": "JBSWY3DPEHPK3PXP"})
        seen = made.text + (await client.get(path)).text + (await client.get("logs")).text
    assert made.status_code == 201
    assert "JBSWY3DPEHPK3PXP" not in seen
    assert "*****" in seen


async def test_a_recovery_code_is_told_once_and_replaces_the_old_one() -> None:
    app = create_app()
    async with signed_in(app) as client:
        jane = who(app, "jane.doe")
        path = f"users/{jane.user_id}/authentication-methods"
        before = (await get(client, path))[-1]["id"]
        code = (await client.post(f"users/{jane.user_id}/recovery-code-regeneration")).json()["recovery_code"]
        methods = await get(client, path)
        log = (await client.get("logs")).text
    assert [method["type"] for method in methods].count("recovery-code") == 1
    assert methods[-1]["id"] != before
    assert code not in log


async def test_a_ticket_opens_once_and_for_five_days() -> None:
    now = 1_750_000_000.0
    app = create_app(clock=lambda: now)
    async with signed_in(app) as client:
        body = {"user_id": who(app, "nothing.yet").user_id, "factor": "otp"}
        first, second, third = [
            (await client.post("guardian/enrollments/ticket", json=body)).json()["ticket_url"] for _ in range(3)
        ]
        assert (await client.get(first)).text.endswith("enroll otp.")
        assert (await client.get(first)).status_code == 404
        now += 5 * 86400 - 1
        assert (await client.get(second)).status_code == 200
        now += 1
        assert (await client.get(third)).status_code == 404


async def test_there_is_no_ticket_for_duo_for_email_or_for_nobody() -> None:
    app = create_app(DemoOptions())
    async with signed_in(app) as client:
        user_id = who(app, "nothing.yet").user_id
        path = "guardian/enrollments/ticket"
        assert (await client.post(path, json={"user_id": user_id, "factor": "email"})).status_code == 400
        assert (await client.post(path, json={"user_id": user_id, "factor": "duo"})).status_code == 400
        assert (await client.post(path, json={"user_id": "auth0|nobody"})).json()["errorCode"] == "inexistent_user"
        app.state.tenant.factors["duo"] = True
        assert (await client.post(path, json={"user_id": user_id})).status_code == 400


async def test_a_legacy_provider_and_remembered_browsers_can_be_taken_away() -> None:
    app = create_app()
    async with signed_in(app) as client:
        leo, remy = who(app, "legacy.google"), who(app, "remembered")
        assert (await client.delete(f"users/{leo.user_id}/multifactor/google-authenticator")).status_code == 204
        assert "multifactor" not in await get(client, f"users/{leo.user_id}")
        assert remy.remembered_browsers == 4
        await client.post(f"users/{remy.user_id}/multifactor/actions/invalidate-remember-browser")
        assert remy.remembered_browsers == 0
