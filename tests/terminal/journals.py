"""What a journal says of the requests that a killed program was in the middle of, beside what the tenant was asked."""

from collections.abc import Sequence
from typing import Any

from tests.rig import Tenant

Entries = Sequence[dict[str, Any]]


def unconcluded(entries: Entries) -> dict[str, tuple[str, str]]:
    """Return the user and the method of each intent that has no outcome, by the intent's id."""
    outcomes = {entry["id"] for entry in entries if entry["entry"] == "outcome"}
    return {
        entry["id"]: (entry["user_id"], entry.get("method_id") or entry.get("detail", ""))
        for entry in entries
        if entry["entry"] == "intent" and entry["id"] not in outcomes
    }


def assert_told_as_it_was(tenant: Tenant, entries: Entries, open_: dict[str, tuple[str, str]]) -> None:
    """Assert that every intent is concluded: those that were `open_` as done if the next program found it gone."""
    signed_in = max(number for number, (_, path) in enumerate(tenant.seen) if path == "/oauth/token")
    asked_again = {path for method, path in tenant.seen[signed_in:] if method == "DELETE"}
    told = {entry["id"]: entry["result"] for entry in entries if entry["entry"] == "outcome"}
    assert told == {
        entry["id"]: "done" for entry in entries if entry["entry"] == "intent" and entry["id"] not in open_
    } | {
        id_: "not done" if f"/api/v2/users/{user}/authentication-methods/{method}" in asked_again else "done"
        for id_, (user, method) in open_.items()
    }
