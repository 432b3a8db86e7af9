"""Keys that come faster than the screens: each is handled where the one before it has led, and nowhere else."""

import asyncio
from collections import deque
from time import monotonic
from typing import Any

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.worker import WorkerState

PATIENCE = 0.5
"""Seconds after which a key counts as handled although its follower did not come back: its way to the app is gone."""


class KeyHandled(Message):
    """Follows a key through everything that may handle it: where this arrives, the key has been."""


class TypeAhead(App[None]):
    """An app that gives out one key, or paste, at a time.

    Textual gives keys out as they come. Those of a burst would all go to what had the focus when the first one came,
    and would run as commands there although that one has opened a dialog to type into.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._typed: deque[Key | Paste] = deque()  # and not given out yet
        self._given_out_at: float | None = None  # when the key was that is being handled
        self._seen_by: object = None  # the screen that the follower has been through
        self._rounds = 0  # that the follower has still to go

    def too_early(self, key: Key) -> bool:
        """Return whether a key is dropped, for it would confirm what was not on the screen when it was typed."""
        return False

    async def on_event(self, event: Event) -> None:
        """Put keys and pastes in line; let everything else through."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if self._given_out_at is None or monotonic() - self._given_out_at > PATIENCE:
            await self._give_out()

    async def _give_out(self) -> None:
        """Give out the next key; those before it that the app handles by itself are done at once."""
        self._given_out_at = None
        while self._typed and self._given_out_at is None:
            event, target = self._typed.popleft(), self.focused or self.screen
            if isinstance(event, Key) and self.too_early(event):
                continue
            self._seen_by, self._rounds = self.screen, 1
            await super().on_event(event)
            if event.is_forwarded and target.post_message(KeyHandled()):
                self._given_out_at = monotonic()

    async def on_key_handled(self) -> None:
        """Give out the next key, once what this one began is on the screen and has the focus."""
        if any(worker.state is WorkerState.PENDING and not worker.is_cancelled for worker in self.workers):
            await asyncio.sleep(0)  # A worker opens its dialog as it starts.
        if self._seen_by is not self.screen:
            self._seen_by, self._rounds = self.screen, 1
        if self._rounds:  # Behind what the key has sent out: that something was chosen, that a screen resumes.
            self._rounds -= 1
            if (self.focused or self.screen).post_message(KeyHandled()):
                return
        await self._give_out()
