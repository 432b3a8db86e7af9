"""Profiles, methods and sessions are read however odd they are; only what has no id is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.domain import json_fields as loose
from mfa_tui.domain.user.methods import parse_enrollment, parse_method
from mfa_tui.domain.user.sessions import parse_block, parse_refresh_token, parse_session
from mfa_tui.domain.user.users import PROFILE_FIELDS, Identity, parse_user

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_a_profile_says_what_matters_for_mfa() -> None:
    user = parse_user(
        {
            "user_id": "auth0|1",
            "email": "jane@example.com",
            "email_verified": True,
            "name": "Jane Doe",
            "identities": [
                {"connection": "Staff", "provider": "auth0", "user_id": "1", "isSocial": False},
                {"connection": "google-oauth2", "provider": "google-oauth2", "user_id": 117, "isSocial": True},
            ],
            "created_at": "2026-01-02T03:04:05.678Z",
            "last_login": "2026-01-03T00:00:00.000Z",
            "logins_count": 7,
            "multifactor": ["guardian", "duo"],
        }
    )
    assert user.connections == ("Staff", "google-oauth2")
    assert user.identities[1] == Identity("google-oauth2", "google-oauth2", "117", True)
    assert user.created_at == 1767323045.678
    assert user.legacy_providers == ("duo",)
    assert (user.label, user.typed_to_confirm, user.blocked) == ("Jane Doe", "jane@example.com", False)


def test_a_bare_profile_is_a_user_of_whom_little_is_known() -> None:
    user = parse_user({"user_id": "auth0|1"})
    assert (user.label, user.typed_to_confirm, user.connection) == ("auth0|1", "auth0|1", "")
    assert user.multifactor is None


def test_what_makes_no_sense_is_as_good_as_not_there() -> None:
    user = parse_user(
        {
            "user_id": "auth0|1",
            "email": None,
            "email_verified": "true",
            "name": {"first": "Jane"},
            "identities": "none",
            "created_at": {},
            "last_login": "yesterday",
            "logins_count": "7",
            "blocked": "no",
            "multifactor": "guardian",
        }
    )
    assert (user.email, user.name, user.identities, user.created_at, user.last_login) == ("", "", (), None, None)
    assert (user.email_verified, user.blocked, user.logins_count) == (True, False, 0)
    assert user.multifactor == ("guardian",)


@given(st.fixed_dictionaries({"user_id": st.text(min_size=1)}, optional=dict.fromkeys(PROFILE_FIELDS[1:], JSON)))
def test_no_profile_with_an_id_is_refused(profile: dict[str, Any]) -> None:
    assert parse_user(profile).user_id == profile["user_id"]


@given(
    st.dictionaries(
        st.sampled_from(["confirmed", "created_at", "authentication_methods", "device", "clients", "authentication"]),
        JSON,
    )
)
def test_neither_is_anything_else_with_an_id(odd: dict[str, Any]) -> None:
    raw = {"id": "1", "type": "x", "identifier": "i", **odd}
    for parse in (parse_method, parse_enrollment, parse_session, parse_refresh_token, parse_block):
        parse(raw)


@pytest.mark.parametrize("raw", [None, [], "user", {}, {"user_id": None}, {"user_id": ""}, {"user_id": {}}])
def test_what_has_no_id_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"^it "):
        parse_user(raw)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2026-01-01T00:00:00.000Z", 1767225600.0),
        ("2026-01-01T01:00:00+01:00", 1767225600.0),
        ("2026-01-01T00:00:00", 1767225600.0),
        (1767225600, 1767225600.0),
        (1767225600000, 1767225600.0),
        ("1767225600", None),
        (-1, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        (None, None),
    ],
)
def test_a_time_is_read_in_every_shape_that_auth0_sends(value: object, seconds: float | None) -> None:
    assert loose.instant(value) == seconds
