"""Setting up and signing in to tenants by keys, and the files that others left on the machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from textual.pilot import Pilot
from textual.widgets import Input, Static

from mfa_tui.demo.options import DemoOptions
from mfa_tui.storage.locations import profiles_file
from tests.conformance.conftest import token_request
from tests.rig import paste, press, until, words_on

Serve = Callable[[DemoOptions], str]
WAYS = ("client secret", "private key", "access token", "device login")


def shows(app: Any, *words: str) -> Callable[[], bool]:
    return lambda: all(each in words_on(app) for each in words)


async def fill(pilot: Pilot[Any], **values: str) -> None:
    """Type into the fields of a form, in the place of what is in them."""
    for name, value in values.items():
        field = pilot.app.screen.query_one(f"#{name}", Input)
        field.focus()
        await press(pilot, "end", "ctrl+u")
        await paste(pilot, value)


async def open_form(pilot: Pilot[Any], way: str) -> None:
    await press(pilot, "n", *["j"] * WAYS.index(way), "enter")
    assert f"New tenant, by {way}" in words_on(pilot.app)


async def save(pilot: Pilot[Any]) -> None:
    pilot.app.screen.query_one("#save").focus()
    await press(pilot, "enter")


async def refused(pilot: Pilot[Any], *words: str, field: str = "save") -> None:
    """Save, and expect words, and to be in the field that they are about; everything typed stays."""
    typed = {field.id: field.value for field in pilot.app.screen.query(Input)}
    await save(pilot)
    await until(pilot, shows(pilot.app, *words))
    assert {field.id: field.value for field in pilot.app.screen.query(Input)} == typed
    assert pilot.app.focused is not None
    assert pilot.app.focused.id == field
    said = str(pilot.app.screen.query_one("#told", Static).content)
    assert not [word for word in ("AUTH0_", "mfa-tui", "_id", "_file") if word in said]
    assert not profiles_file().exists()


def issued(url: str) -> str:
    """Return an access token, as somebody gets it elsewhere."""
    return str(httpx.post(f"{url}/oauth/token", json=token_request(url)).json()["access_token"])


def decide(url: str, code: str, decision: str = "confirm") -> None:
    """Confirm a code at the page that the program names, or cancel it."""
    assert code in httpx.get(f"{url}/activate", params={"user_code": code}).text
    answer = httpx.post(f"{url}/activate", data={"user_code": code, "decision": decision})
    assert answer.status_code == 200


def new_key(file: Path) -> str:
    """Write a private key into a file, and return its public half."""
    key: RSAPrivateKey = generate_private_key(public_exponent=65537, key_size=2048)
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
