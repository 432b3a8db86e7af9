"""What a method counts as, what goes with it, and how it reads on one line."""

from typing import Any

import pytest

from mfa_tui.demo.tenant.methods import CREDENTIALS
from mfa_tui.domain.user.methods import (
    AuthenticationMethod,
    Enrollment,
    Standing,
    linked_with,
    masked_email,
    masked_phone,
    parse_method,
    rows,
)

TYPES = """
    recovery-code totp push phone email email-verification webauthn-roaming webauthn-platform guardian passkey password
"""
ALL_TYPES = TYPES.split()


def method(type_: str, device: str = "dev_1", **facts: Any) -> AuthenticationMethod:
    return AuthenticationMethod(f"{type_}|{device}", type_, **facts)


@pytest.mark.parametrize("type_", ALL_TYPES)
def test_passwords_passkeys_and_verified_addresses_are_never_counted_as_mfa(type_: str) -> None:
    counted = method(type_).counts_as_mfa
    assert counted is (type_ not in CREDENTIALS and type_ != "recovery-code")
    assert method(type_).title != type_


def test_only_keys_and_biometrics_resist_phishing_and_a_passkey_is_still_not_mfa() -> None:
    assert {type_ for type_ in ALL_TYPES if method(type_).phishing_resistant} == {
        "webauthn-roaming",
        "webauthn-platform",
    }


def test_a_pending_method_counts_but_is_of_no_use_yet() -> None:
    pending = method("totp", confirmed=False)
    assert (pending.counts_as_mfa, pending.usable) == (True, False)


def test_a_type_that_auth0_adds_is_shown_as_it_names_it_and_not_counted() -> None:
    new = method("quantum-key")
    assert (new.title, new.standing, new.usable, new.factor) == ("quantum-key", Standing.UNKNOWN, False, "quantum-key")


@pytest.mark.parametrize(
    ("type_", "factor"),
    [("totp", "otp"), ("phone", "sms"), ("push", "push-notification"), ("guardian", "push-notification")],
)
def test_a_method_knows_the_factor_that_it_belongs_to(type_: str, factor: str) -> None:
    assert method(type_).factor == factor


def test_a_phone_reads_with_name_last_digits_and_channel() -> None:
    phone = method("phone", name="Work", phone_number="XXXXXXXX5501", preferred_authentication_method="voice")
    assert phone.words == "Phone “Work” …5501, by voice call"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("chuc****@exam*******", "chuc****@exam*******"),
        ("jane.doe@example.com", "j****@e******.***"),
        ("x", "****@x"),
    ],
)
def test_an_address_is_masked_also_where_the_tenant_sent_it_in_full(address: str, shown: str) -> None:
    assert masked_email(address) == shown


def test_a_number_shows_its_last_four_digits_and_a_short_one_none() -> None:
    assert (masked_phone("+12025550101"), masked_phone("112")) == ("…0101", "…")


def test_linked_methods_go_together_and_unlinked_ones_do_not() -> None:
    push, totp, other = method("push", link_id="l"), method("totp", link_id="l"), method("totp", "dev_2")
    assert linked_with(push, (push, totp, other)) == (totp,)
    assert linked_with(other, (push, totp, other)) == ()


def test_guardians_record_is_merged_into_the_row_of_its_method() -> None:
    totp = method("totp", "dev_1", last_auth_at=100.0)
    password = method("password", "dev_9")
    code = method("recovery-code", "dev_8")
    enrollment = Enrollment("dev_1", "confirmed", last_auth=200.0)
    arranged = rows((password, code, totp), (enrollment,))
    assert [row.method for row in arranged] == [totp, code, password]
    assert (arranged[0].enrollment, arranged[0].last_used, arranged[0].state) == (enrollment, 200.0, "confirmed")


def test_an_enrollment_without_a_method_has_a_row_of_its_own() -> None:
    (row,) = rows((), (Enrollment("dev_5", "pending", last_auth=None),))
    assert (row.method, row.state, row.last_used) == (None, "pending", None)


def test_an_answer_that_does_not_tell_counts_as_confirmed() -> None:
    assert parse_method({"id": "totp|dev_1", "type": "totp"}).confirmed
    assert not parse_method({"id": "totp|dev_1", "type": "totp", "confirmed": False}).confirmed


@pytest.mark.parametrize(
    ("facts", "binding"),
    [
        ({"credential_device_type": "multi_device", "credential_backed_up": True}, "synced"),
        ({"credential_device_type": "multi_device", "credential_backed_up": False}, "can be synced"),
        ({"credential_device_type": "single_device", "credential_backed_up": False}, "device-bound"),
        ({"credential_device_type": "single_device"}, "device-bound"),
        ({"credential_device_type": None, "credential_backed_up": None}, ""),
        ({}, ""),
    ],
)
def test_a_passkey_or_key_is_synced_or_bound_to_its_device(facts: dict[str, Any], binding: str) -> None:
    for type_ in ("passkey", "webauthn-roaming"):
        one = parse_method({"id": "1", "type": type_, **facts})
        assert one.binding == binding


def test_what_a_tenant_says_of_a_credential_is_kept() -> None:
    raw = {
        "id": "1",
        "type": "passkey",
        "aaguid": "fbfc3007-154e",
        "transports": ["internal", 3],
        "user_agent": "Safari",
    }
    one = parse_method(raw)
    assert (one.aaguid, one.transports, one.user_agent) == ("fbfc3007-154e", ("internal",), "Safari")
