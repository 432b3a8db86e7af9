"""Our table of scopes is Auth0's: every endpoint that the client calls is in it, with scopes that would do."""

import re

import pytest

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.demo.scopes import ALL_SCOPES
from mfa_tui.domain.scopes import ENDPOINTS, NEEDS, Holder, least, missing, possible, remedy
from tests.conformance.openapi import _document
from tests.conformance.test_client_openapi import CALLS as MANAGEMENT_CALLS
from tests.conformance.test_client_openapi import requests_of
from tests.conformance.test_users_client_openapi import CALLS as USER_CALLS

EVERY_ONE = {"GET /users/{id}/roles", "POST /users/{id}/revoke-access"}
"""Endpoints whose scopes are all needed; of others one that is listed does."""


def documented(endpoint: str) -> list[str]:
    method, path = endpoint.split()
    security = _document()["paths"][path][method.lower()]["security"]
    (scopes,) = (way["oAuth2ClientCredentials"] for way in security if "oAuth2ClientCredentials" in way)
    return list(scopes)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_scopes_of_an_endpoint_are_those_that_auth0_documents(endpoint: str) -> None:
    ours, theirs = set(ENDPOINTS[endpoint]), set(documented(endpoint))
    assert ours == theirs if endpoint in EVERY_ONE else len(ours) == 1 and ours <= theirs


async def test_every_endpoint_that_the_client_calls_is_in_the_table_and_no_other() -> None:
    patterns = {re.sub(r"\{\w+\}", "[^/]+", endpoint): endpoint for endpoint in ENDPOINTS}
    called = set()
    for calls, part in ((MANAGEMENT_CALLS, "self"), (USER_CALLS, "users")):
        for call in (call for group in calls.values() for call in group):

            def on_its_part(client: ManagementClient, call: object = call, part: str = part) -> object:
                return call(client if part == "self" else client.users)  # type: ignore[operator]

            for request in await requests_of(on_its_part):  # type: ignore[arg-type]
                path = request.url.raw_path.decode().partition("?")[0]
                if path.startswith("/api/v2/"):
                    asked = f"{request.method} {path.removeprefix('/api/v2')}"
                    fits = [endpoint for pattern, endpoint in patterns.items() if re.fullmatch(pattern, asked)]
                    assert fits, f"{asked} is not in the table"
                    called.add(min(fits, key=lambda endpoint: endpoint.count("{")))
    assert set(ENDPOINTS) - called == {"POST /jobs/users-exports", "GET /jobs/{id}"}, "these are called by jobs.py"


def test_every_endpoint_belongs_to_something_that_a_screen_does() -> None:
    assert {endpoint for need in NEEDS for endpoint in need.endpoints} == set(ENDPOINTS)


def test_reading_needs_no_scope_that_writes() -> None:
    assert {scope.split(":")[0] for scope in least(writes=False)} == {"read"}
    assert set(least(writes=False)) < set(least(writes=True)) <= ALL_SCOPES


def test_what_a_grant_lacks_is_told_with_what_brings_it() -> None:
    granted = set(least(writes=False)) - {"read:mfa_policies"}
    assert missing(granted, writes=False) == ("read:mfa_policies",)
    assert missing(granted, writes=False, mode="factors") == ()
    assert missing(granted, writes=True, mode="factors") == ("update:guardian_factors",)
    lacking = {(need.mode, need.action) for need, scopes in possible(granted) if scopes and not need.writes}
    assert lacking == {
        ("overview", "findings"),
        ("policy", "see policy, flags and Actions"),
        ("tenants", "compare, and write a baseline"),
    }


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        (Holder.CLI, 'Run: auth0 login --scopes "read:logs,read:mfa_policies,update:mfa_policies"'),
        (Holder.MACHINE, "Machine to Machine, your application: read:mfa_policies update:mfa_policies"),
        (Holder.TOKEN, "Get an access token with these scopes too: read:mfa_policies update:mfa_policies"),
        (Holder.PERSON, "use a machine-to-machine application, or auth0 login"),
    ],
)
def test_what_brings_the_scopes_depends_on_who_has_the_grant(holder: Holder, words: str) -> None:
    scopes = ("read:mfa_policies", "update:mfa_policies")
    assert words in remedy(scopes, granted={"read:logs", "other:thing"}, holder=holder)
    assert remedy((), granted=(), holder=holder) == ""
