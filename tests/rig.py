"""The program over a demo tenant in this process, and the ways in which a tenant can misbehave."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from starlette.applications import Starlette
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerFailed

from mfa_tui.app.app import MfaApp
from mfa_tui.client.connection import Credentials
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DOMAIN, DemoOptions
from mfa_tui.demo.samples import sample_tokens
from mfa_tui.session.session import TenantSession, open_session
from mfa_tui.session.view import TenantView
from mfa_tui.storage.journal import Journal
from mfa_tui.tenants.profile import Label, TenantProfile

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
READ_AT = 1_795_521_871.0
"""Epoch seconds: 2026-11-24 12:04:31 UTC, when everything on the screens was read."""

Answer = tuple[int, str, bytes]
"""Status, content type and body that a fault answers with."""


@dataclass
class Tenant:
    """A demo tenant that can be told to misbehave, and that remembers what it was sent.

    `faults` maps a part of `METHOD path` to the answer given instead, `faults_after` to the answer given
    after the tenant has done what was asked; `gate`, when set, holds every answer back until it is opened;
    `headers` are added to the answers of faults.
    """

    demo: Starlette = field(default_factory=lambda: create_app(DemoOptions(rate_limit=None), clock=lambda: READ_AT))
    faults: dict[str, Answer] = field(default_factory=dict)
    faults_after: dict[str, Answer] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    gate: asyncio.Event | None = None

    @property
    def factors(self) -> dict[str, bool]:
        """The factors as the tenant has them; writable, as if by somebody else."""
        factors: dict[str, bool] = self.demo.state.tenant.factors
        return factors

    @property
    def writes(self) -> list[tuple[str, str]]:
        """What was sent that could have changed something."""
        return [(method, path) for method, path in self.seen if method != "GET" and path != "/oauth/token"]

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        """Answer as the demo tenant does, or as the fault says."""
        self.seen.append((scope["method"], scope["path"]))
        if self.gate is not None:
            await self.gate.wait()
        request = f"{scope['method']} {scope['path']}"
        fault = next((answer for part, answer in self.faults.items() if part in request), None)
        late = next((answer for part, answer in self.faults_after.items() if part in request), None)
        if fault is None:
            await self.demo(scope, receive, send if late is None else _unheard)
        if answer := fault or late:
            status, kind, body = answer
            headers = [(b"content-type", kind.encode()), (b"x-auth0-requestid", b"req-0042")]
            headers += [(name.encode(), value.encode()) for name, value in self.headers.items()]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})


def deletions(tenant: Tenant) -> Counter[str]:
    """Return for each user of whom something was deleted how often the same was: more than once is too often."""
    users: Counter[str] = Counter()
    for path, times in Counter(path for method, path in tenant.seen if method == "DELETE").items():
        users[path.split("/")[4]] = max(users[path.split("/")[4]], times)
    return users


@dataclass
class Holding(Tenant):
    """A tenant that answers what so many users are enrolled with, and the others when `more` is set."""

    answers: int = 100
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        """Answer, or wait with the answer."""
        if scope["path"].endswith("/authentication-methods"):
            self.answers -= 1
            if self.answers < 0:
                await self.more.wait()
        await super().__call__(scope, receive, send)


async def _unheard(message: Message) -> None:
    """Take an answer that the client is not to get."""


def profile(label: Label = Label.DEV, name: str = "acme-demo", client_id: str = DEMO_CLIENT_ID) -> TenantProfile:
    """Return the demo tenant's profile under another label or name."""
    url = f"https://{DEMO_DOMAIN}"
    return TenantProfile(name, DEMO_DOMAIN, url, label, client_id, f"{url}/api/v2/")


def session(
    tenant: Any,
    home: Path,
    *,
    writable: bool = True,
    secret: str = DEMO_CLIENT_SECRET,
    who: TenantProfile | None = None,
    samples: bool = True,
) -> TenantSession:
    """Return a session with a tenant in this process; retries wait for nothing but a turn of the loop."""
    who = who or profile()
    credentials = Credentials(who.audience, who.client_id or DEMO_CLIENT_ID, SecretStr(secret))
    journal = Journal(home / "journal.jsonl")
    return open_session(
        who,
        credentials,
        journal,
        writable=writable,
        asgi_app=tenant,
        clock=lambda: READ_AT,
        sleep=_no_sleep,
        samples=partial(sample_tokens, tenant.demo, who.base_url) if samples else None,
    )


async def _no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)


def program(
    tenant: Any,
    home: Path,
    *,
    writable: bool = True,
    ascii_only: bool = False,
    secret: str = DEMO_CLIENT_SECRET,
    who: TenantProfile | None = None,
    screen: str = "overview",
    theme: str = "",
    samples: bool = True,
    read_only: bool = False,
) -> MfaApp:
    """Return the program over a tenant in this process."""
    who = who or profile()
    view = TenantView(who, writable, ascii_only)
    app = MfaApp(
        view,
        lambda: session(tenant, home, writable=writable, secret=secret, who=who, samples=samples),
        screen=screen,
        theme=theme,
        read_only=read_only,
    )
    app.clock = lambda: READ_AT
    return app


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs and every message has been handled."""
    app = pilot.app
    while True:
        await pilot.pause()
        waiting_for_user = {"plan", "unlock", "quit", "ask", "sign in"}
        running = [w for w in app.workers if not w.is_finished and not (w.group in waiting_for_user and _is_modal(app))]
        if not running:
            await pilot.pause()
            return
        for worker in running:
            try:
                await worker.wait()
            except (WorkerCancelled, WorkerFailed):
                continue


def _is_modal(app: Any) -> bool:
    return bool(app.screen.is_modal)


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Paste as a terminal does, and wait until it has been read."""
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each after the one before has had its effect; `type ...` types a text."""
    for key in keys:
        if key.startswith("type "):
            await type_(pilot, key.removeprefix("type "))
        else:
            await pilot.press(_KEYS.get(key, key))
        await settle(pilot)


_KEYS = {" ": "space", "-": "minus", ".": "full_stop", "@": "at", ":": "colon", "*": "asterisk"}


async def type_(pilot: Pilot[Any], text: str) -> None:
    """Type as people do: the keys come faster than anything is answered."""
    await pilot.press(*(_KEYS.get(character, character) for character in text))


async def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys all at once, as a slow line delivers them; `type ...` types a text."""
    for step in keys:
        letters = step.removeprefix("type ") if step.startswith("type ") else ""
        for key in [_KEYS.get(letter, letter) for letter in letters] or [step]:
            character = next((one for one, name in _KEYS.items() if name == key), key if len(key) == 1 else None)
            pilot.app.post_message(events.Key(key, character))
    await settle(pilot)


async def until(pilot: Pilot[Any], so: Callable[[], bool]) -> None:
    """Let the program go on until something is so, while workers still run."""
    app: Any = pilot.app
    for _ in range(2_000):
        if so():
            return
        await pilot.pause()
    raise AssertionError(f"it never came to that:\n{screen_text(app)}")


def screen_text(app: App[Any]) -> str:
    """Return what is on the screen, as the terminal would show it."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


def words_on(app: App[Any]) -> str:
    """Return the words on the screen without line breaks and frames, for texts that wrap."""
    return " ".join(screen_text(app).replace("│", " ").replace("▌", " ").split())


def _shows(app: Any, words: str) -> bool:
    return words in screen_text(app)


async def follow(pilot: Pilot[Any], tenant: Tenant, steps: Sequence[str]) -> None:
    """Press keys; a step `paste A|B` pastes the demo tenant's sample tokens of these names.

    A step `scan WORDS` begins a scan, and waits until it has come to these words.
    """
    samples = dict(await sample_tokens(tenant.demo, profile().base_url))
    for step in steps:
        if step.startswith("paste "):
            await paste(pilot, " ".join(samples[name] for name in step.removeprefix("paste ").split("|")))
        elif step.startswith("scan "):
            await pilot.press("s")
            await until(pilot, partial(_shows, pilot.app, step.removeprefix("scan ")))
        else:
            await press(pilot, step)
