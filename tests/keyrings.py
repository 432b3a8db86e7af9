"""Keyrings for tests: in memory, in a file for other processes, locked, and broken."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError


class MemoryKeyring(KeyringBackend):
    """Keeps what it is given, up to `limit` characters an entry, as Windows does."""

    priority = 1.0

    def __init__(self, entries: dict[tuple[str, str], str] | None = None, limit: int = 1_280) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries = entries if entries is not None else {}
        self.limit = limit
        self.written = 0

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > self.limit:
            raise PasswordSetError(f"too long: {password}")
        self.written += 1
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class LockedKeyring(MemoryKeyring):
    """A keyring whose user did not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("Failed to unlock the collection!")


class BrokenKeyring(MemoryKeyring):
    """A keyring that fails in a way of its own, and quotes what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("org.freedesktop.DBus.Error.ServiceUnknown")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")


class PlaintextKeyring(MemoryKeyring):
    """Called as the one of keyrings.alt, which writes into a file in clear."""


class ForgetfulKeyring(MemoryKeyring):
    """Says yes, and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class FileKeyring(MemoryKeyring):
    """A keyring that several processes share: the file that TEST_KEYRING names."""

    def get_password(self, service: str, username: str) -> str | None:
        self._load()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._load()
        super().set_password(service, username, password)
        self._save()

    def delete_password(self, service: str, username: str) -> None:
        self._load()
        super().delete_password(service, username)
        self._save()

    def _load(self) -> None:
        file = Path(os.environ["TEST_KEYRING"])
        rows = json.loads(file.read_text()) if file.exists() else []
        self.entries = {(service, username): password for service, username, password in rows}

    def _save(self) -> None:
        rows = [[*account, password] for account, password in self.entries.items()]
        file = Path(os.environ["TEST_KEYRING"])
        whole = file.with_name(f"{file.name}.{os.getpid()}")
        whole.write_text(json.dumps(rows))
        whole.replace(file)  # Other processes never read half of it.
