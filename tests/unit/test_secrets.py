"""Secrets in the keyring, and what is said where there is none."""

import pytest
from keyring.backends import fail, null
from pydantic import SecretStr

from mfa_tui.tenants.secrets import KeyringUnusable, SecretStore
from tests.keyrings import BrokenKeyring, ForgetfulKeyring, LockedKeyring, MemoryKeyring, PlaintextKeyring

LONG = "".join(f"{number:04}" for number in range(1_500))
"""A token of 6,000 characters, as a tenant with many scopes issues them."""


def kept(store: SecretStore, account: str = "a") -> str | None:
    secret = store.read(account)
    return None if secret is None else secret.get_secret_value()


@pytest.mark.parametrize("secret", ["s3cret", LONG, LONG[:1_000], LONG[:1_001], "with:colon", "ünïcödé"])
def test_a_secret_of_any_length_comes_back_although_the_keyring_takes_short_ones_only(secret: str) -> None:
    keyring = MemoryKeyring(limit=1_280)
    SecretStore(keyring).write("a", SecretStr(secret))
    assert kept(SecretStore(keyring)) == secret
    assert kept(SecretStore(keyring), "b") is None


def test_a_short_secret_in_the_place_of_a_long_one_is_the_short_one_and_removing_leaves_nothing() -> None:
    keyring = MemoryKeyring()
    store = SecretStore(keyring)
    store.write("a", SecretStr(LONG))
    store.write("a", SecretStr("short"))
    assert kept(store) == "short"
    assert store.remove("a")
    assert keyring.entries == {}
    assert not store.remove("a")


@pytest.mark.parametrize(
    ("keyring", "words"),
    [
        (fail.Keyring(), "no keyring that can be used"),  # type: ignore[no-untyped-call]
        (null.Keyring(), "no keyring that can be used"),  # type: ignore[no-untyped-call]
        (LockedKeyring(), "locked. Unlock it"),
        (BrokenKeyring(), "does not work here (RuntimeError)"),
        (PlaintextKeyring(), "a file in plain text"),
        (ForgetfulKeyring(), "did not keep"),
    ],
)
def test_a_keyring_that_cannot_be_used_says_why_and_does_not_quote_the_secret(
    keyring: MemoryKeyring, words: str
) -> None:
    with pytest.raises(KeyringUnusable) as caught:
        SecretStore(keyring).write("a", SecretStr("planted-41"))
    assert words in str(caught.value)
    assert "planted-41" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_an_entry_of_somebody_else_is_not_taken_for_ours() -> None:
    with pytest.raises(KeyringUnusable, match="not written by this program"):
        SecretStore(MemoryKeyring({("mfa-tui", "a"): "hello"})).read("a")


def test_without_a_backend_the_one_of_this_machine_is_used() -> None:
    with pytest.raises(KeyringUnusable, match="no keyring"):
        SecretStore().read("a")
