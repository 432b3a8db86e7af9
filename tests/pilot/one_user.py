"""One user of the demo tenant on the screen, for stories about what an admin does to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from mfa_tui.app.app import MfaApp
from mfa_tui.demo.tenant.people import User as DemoUser
from mfa_tui.features.users.screens.users import UsersScreen
from tests.rig import Tenant, paste, press, program, screen_text, settle, words_on


@dataclass
class OneUser:
    """The program with one user open. `copied` is what was written to the terminal."""

    app: MfaApp
    pilot: Pilot[Any]
    tenant: Tenant
    nickname: str
    home: Path
    copied: list[str] = field(default_factory=list)

    @property
    def person(self) -> DemoUser:
        users: dict[str, DemoUser] = self.tenant.demo.state.directory.users
        return next(user for user in users.values() if (user.email or "").startswith(f"{self.nickname}@"))

    @property
    def methods(self) -> list[str]:
        return [method.type for method in self.tenant.demo.state.directory.methods_of(self.person)]

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def words(self) -> str:
        return words_on(self.app)

    @property
    def told(self) -> str:
        """Return the message that is shown for a moment."""
        return " ".join(notification.message for notification in self.app._notifications)

    @property
    def written(self) -> str:
        """Return everything that the program has written to disk."""
        return "".join(path.read_text() for path in self.home.rglob("*") if path.is_file())

    async def press(self, *keys: str) -> None:
        await press(self.pilot, *keys)

    async def give_address(self) -> None:
        """Give what the review asks for, in one go."""
        await paste(self.pilot, self.person.email or self.person.user_id)


@asynccontextmanager
async def one_user(
    home: Path,
    nickname: str,
    *,
    tenant: Tenant | None = None,
    size: tuple[int, int] = (120, 36),
    writable: bool = True,
    ascii_only: bool = False,
) -> AsyncIterator[OneUser]:
    """Yield the program with somebody of the cast open, found by the first part of their address."""
    tenant = tenant or Tenant()
    app = program(tenant, home, screen="users", writable=writable, ascii_only=ascii_only)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        one = OneUser(app, pilot, tenant, nickname, home)
        driver: Any = app._driver
        write = driver.write

        def heard(data: str) -> None:
            one.copied.append(data)
            write(data)

        driver.write = heard
        assert isinstance(app.screen, UsersScreen)
        app.screen.find(one.person.user_id)
        await settle(pilot)
        yield one
