"""Secrets in the keyring of the operating system, and plain words where there is none that can be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Imported when a secret is needed: it looks for backends, which takes a while.
    from keyring.backend import KeyringBackend
    from pydantic import SecretStr

SERVICE = "mfa-tui"
PIECE = 1_000
"""Characters. Windows keeps at most 2,560 bytes in one credential, as UTF-16; an access token may be longer."""
MOST_PIECES = 64


class KeyringUnusable(Exception):
    """No keyring, or one that refuses; the words say why, and never quote what was to be kept."""


class BrokenEntry(KeyringUnusable):
    """The keyring works, and its entry for this account cannot be used."""


class SecretStore:
    """The user's keyring. Without a `backend` it is the one that the `keyring` library finds on this machine."""

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        self._backend = backend

    def read(self, account: str) -> SecretStr | None:
        """Return the secret of an account, or None. Raises `KeyringUnusable`."""
        from pydantic import SecretStr

        count, text = self._head(account)
        if not count:
            return None
        for number in range(1, count):
            text += self.entry(SERVICE, _piece(account, number)) or ""
        return SecretStr(text)

    def write(self, account: str, secret: SecretStr) -> None:
        """Keep a secret, in pieces where it is long. Raises `KeyringUnusable`, also where it is not found again."""
        text = secret.get_secret_value()
        pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)] or [""]
        if len(pieces) > MOST_PIECES:
            raise KeyringUnusable("this is too long for a secret")
        backend = self._usable(writing=True)
        with _in_words():
            for number, piece in enumerate(pieces[1:], start=1):
                backend.set_password(SERVICE, _piece(account, number), piece)
            backend.set_password(SERVICE, account, f"{len(pieces)}:{pieces[0]}")
        found = self.read(account)
        if found is None or found.get_secret_value() != text:
            raise KeyringUnusable("the keyring did not keep what it was given")

    def remove(self, account: str) -> bool:
        """Forget the secret of an account; tell whether there was one. Raises `KeyringUnusable`."""
        backend = self._usable()
        names = [account, *(_piece(account, number) for number in range(1, MOST_PIECES))]
        for number, name in enumerate(names):
            with _in_words():
                if backend.get_password(SERVICE, name) is None:
                    return number > 0
                backend.delete_password(SERVICE, name)
        return True

    def holds(self, account: str) -> bool:
        """Tell whether there is a secret of an account that can be read."""
        try:
            return self._head(account)[0] > 0
        except KeyringUnusable:
            return False

    def broken(self, account: str) -> str:
        """Return what is wrong with the entry of an account; empty where it is fine, missing or not readable now."""
        try:
            self._head(account)
        except BrokenEntry as broken:
            return str(broken)
        except KeyringUnusable:
            pass
        return ""

    def _head(self, account: str) -> tuple[int, str]:
        """Return the number of pieces that an account's secret is kept in, and the first; 0 where there is none."""
        head = self.entry(SERVICE, account)
        if not head:
            return 0, ""
        count, _, text = head.partition(":")
        if not count.isdecimal() or not 0 < int(count) <= MOST_PIECES:
            raise BrokenEntry("the keyring's entry was not written by this program")
        return int(count), text

    def entry(self, service: str, account: str) -> str | None:
        """Return one entry as it is, of this or of another program. Raises `KeyringUnusable`."""
        backend = self._usable()
        with _in_words():
            return backend.get_password(service, account)

    def _usable(self, *, writing: bool = False) -> KeyringBackend:
        """Return a backend that really keeps secrets."""
        import keyring
        from keyring.backends import fail, null

        if self._backend is None:
            with _in_words():
                self._backend = keyring.get_keyring()
        if isinstance(self._backend, fail.Keyring | null.Keyring):
            raise KeyringUnusable("this machine has no keyring that can be used")
        # keyrings.alt can be installed beside it, and then is chosen without a question.
        if writing and "plaintext" in type(self._backend).__name__.lower():
            raise KeyringUnusable("the keyring of this machine is a file in plain text, where no secret is put")
        return self._backend


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn whatever a backend raises into words. They differ by platform, and some quote what they were given."""
    try:
        yield
    except Exception as error:
        from keyring.errors import KeyringLocked

        if isinstance(error, KeyringLocked):
            raise KeyringUnusable("the keyring is locked. Unlock it and try again") from None
        raise KeyringUnusable(f"the keyring does not work here ({type(error).__name__})") from None


def _piece(account: str, number: int) -> str:
    return f"{account} #{number}"
