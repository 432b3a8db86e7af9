"""The command palette: every command by name or alias, from the registry."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from mfa_tui.commands.registry import Command, commands_for, usable_everywhere
from mfa_tui.domain.text import clean
from mfa_tui.ui.mode_screen import ModeScreen
from mfa_tui.ui.widgets import tones


class CommandProvider(Provider):
    """Offers the commands of the screen below; one that cannot run now says why instead of running."""

    async def discover(self) -> Hits:
        """Offer everything."""
        for command in self._commands():
            yield DiscoveryHit(self._title(command), partial(self._run, command), command.title, self._help(command))

    async def search(self, query: str) -> Hits:
        """Offer what matches by title or alias; an exact alias comes first."""
        verb, _, who = query.strip().partition(" ")
        if verb.lower() == "user" and who.strip():
            yield Hit(3.0, f"Find user {clean(who.strip(), 60)}", partial(self._find_user, who.strip()), help="Search")
        if verb.lower() == "tenant" and who.strip():
            yield Hit(3.0, self._tenant_title(who.strip()), partial(self._take_tenant, who.strip()), help="Tenants")
        matcher = self.matcher(query)
        for command in self._commands():
            exact = query.strip().lower() in command.aliases
            score = 2.0 if exact else max(matcher.match(text) for text in (command.title, *command.aliases))
            if score > 0:
                yield Hit(
                    score,
                    self._title(command),
                    partial(self._run, command),
                    command.title,
                    self._help(command),
                )

    def _commands(self) -> list[Command]:
        screen = self.screen
        scope = screen.SCOPE if isinstance(screen, ModeScreen) else "everywhere"
        own = commands_for(scope) if scope != "everywhere" else ()
        return [*own, *usable_everywhere(scope)]

    @staticmethod
    def _title(command: Command) -> Content:
        aliases = f"  :{' :'.join(command.aliases)}" if command.aliases else ""
        return Content.assemble(command.title, (f"  {command.label}", f"bold {tones.KEY}"), (aliases, tones.MUTED))

    def _help(self, command: Command) -> str:
        reason = self.screen.reason(command) if isinstance(self.screen, ModeScreen) else ""
        return f"Not now: {reason}" if reason else command.help

    async def _find_user(self, who: str) -> None:
        """Search on Users, whatever is open there, and open the user if there is one only."""
        from mfa_tui.app.leaving import running
        from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen
        from mfa_tui.features.users.screens.users import UsersScreen

        if not isinstance(self.screen, ModeScreen):
            return
        app = self.screen.app
        resets = [worker.node for worker in running(app, "bulk") if isinstance(worker.node, BulkScreen)]
        if any(reset.view is app.view for reset in resets):  # Its screen would have to go, and what resets with it.
            app.toast("Users are being reset, and 4 shows it: x stops that, then search.", "warning")
            return
        await app.run_action("mode('users')")
        while not isinstance(app.screen, UsersScreen):
            app.pop_screen()
        app.screen.find(who)

    def _connected(self, name: str) -> str:
        """Return the name of the connected tenant that is meant, by name or domain; empty where none is."""
        if not isinstance(self.screen, ModeScreen):
            return ""
        profiles = [view.profile for view in self.screen.app.tenants]
        exactly = [one.name for one in profiles if one.name == name]
        named = [one.name for one in profiles if one.name.casefold() == name.casefold()]
        at = [one.name for one in profiles if one.domain == name.casefold()]
        return next(iter((*exactly, *named, *at)), "")

    def _tenant_title(self, name: str) -> str:
        connected = self._connected(name)
        return f"Use tenant {clean(connected, 60)}" if connected else f"Connect to tenant {clean(name, 60)}"

    async def _take_tenant(self, name: str) -> None:
        """Take a connected tenant into use; connect to one that is not yet, on Tenants, where its words are."""
        from mfa_tui.features.connect.screens.tenants import TenantsScreen

        screen, connected = self.screen, self._connected(name)
        if connected and isinstance(screen, ModeScreen):
            await screen.app.use(connected)
            return
        await self.app.run_action("mode('tenants')")
        while not isinstance(self.app.screen, TenantsScreen):
            self.app.pop_screen()
        self.app.screen.connect_to(name)

    async def _run(self, command: Command) -> None:
        screen = self.screen
        if not isinstance(screen, ModeScreen):
            return
        reason = screen.reason(command)
        if reason:
            screen.app.toast(reason, "warning")
        else:
            await self.app.run_action(command.id, self.app if command.scope == "everywhere" else screen)
