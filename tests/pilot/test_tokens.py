"""Pasting a token: the verdict, and everything that can be done with it, in memory only."""

import asyncio
import base64
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events

from mfa_tui.demo.samples import sample_tokens
from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.screens.tokens import TokensScreen
from mfa_tui.ui.widgets.grid import Grid, GridRow
from tests.conftest import SHARED
from tests.rig import Tenant, paste, press, profile, program, screen_text, settle, words_on

ORIGIN = profile().base_url


def unsigned(**claims: object) -> str:
    parts = ({"alg": "RS256", "typ": "JWT", "kid": "k"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2ln"])


async def samples(tenant: Tenant) -> dict[str, str]:
    return dict(await sample_tokens(tenant.demo, ORIGIN))


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        ("login with MFA", "Claims MFA: amr has"),
        ("login with password only", "NO EVIDENCE"),
        ("refreshed: no amr, whatever the login was", "NO EVIDENCE"),
        ("passkey", "STRONG SINGLE"),
        ("expired yesterday", "EXPIRED"),
        ("machine to machine", "NO USER"),
        ("opaque access token", "meant for /userinfo"),
    ],
)
async def test_each_sample_shows_its_verdict(tmp_path: Path, sample: str, words: str) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await paste(pilot, f"Authorization: Bearer {(await samples(tenant))[sample]}")
        assert words in words_on(app)


async def test_the_samples_are_offered_and_chosen_by_key(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "s")
        assert "login with MFA" in screen_text(app)
        await press(pilot, "enter")
        assert "NOT VERIFIED" in screen_text(app)
        assert "PROVEN" not in screen_text(app)
        assert "not checked: all of this is a claim. Press v to check it." in screen_text(app)
        await press(pilot, "v", "enter")
        assert "MFA PROVEN" in screen_text(app)


async def test_the_signature_is_checked_on_request_against_the_tenants_keys_fetched_once(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="tokens")
    tokens = await samples(tenant)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await paste(pilot, tokens["login with MFA"])
        assert ("GET", "/.well-known/jwks.json") not in tenant.seen
        await press(pilot, "v", "enter")
        assert "verified" in words_on(app)
        await paste(pilot, tokens["tampered with after signing"])
        assert "not checked" in words_on(app)
        await press(pilot, "v", "enter")
        assert "FORGED OR WRONG KEY" in words_on(app)
    assert tenant.seen.count(("GET", "/.well-known/jwks.json")) == 1


async def test_a_token_of_another_key_makes_one_more_request_and_no_more(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for _ in range(3):
            await paste(pilot, unsigned(sub="x", iss=f"{ORIGIN}/", amr=["mfa"]))
            await press(pilot, "v", "enter")
        assert "UNVERIFIED" in words_on(app)
    assert tenant.seen.count(("GET", "/.well-known/jwks.json")) == 1, "within the cooldown the set is not asked again"


async def test_a_key_file_and_a_secret_serve_as_well_and_the_secret_is_typed_hidden(tmp_path: Path) -> None:
    import jwt

    token = jwt.encode({"sub": "auth0|1", "amr": ["mfa"]}, "a-secret-that-is-32-bytes-long!!", algorithm="HS256")
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, token)
        await press(pilot, "v", "j", "j", "enter")
        await press(pilot, *"a-secret-that-is-")
        assert "a-secret" not in screen_text(app)
        await press(pilot, *"32-bytes-long", "exclamation_mark", "exclamation_mark", "enter")
        assert "verified" in words_on(app)
        await press(pilot, "v", "j", "enter", *"no-such-file", "enter")
        assert "No key to check with" in words_on(app)


async def test_a_jwks_endpoint_that_fails_is_said_in_words(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /.well-known": (200, "text/html", b"<html>")})
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, unsigned(sub="x"))
        await press(pilot, "v", "enter")
        assert "No key to check with" in words_on(app)
        assert app.is_running


async def test_several_tokens_in_one_paste_are_listed_and_chosen(tmp_path: Path) -> None:
    tenant = Tenant()
    tokens = await samples(tenant)
    body = json.dumps(
        {"access_token": tokens["machine to machine"], "id_token": tokens["passkey"], "x": tokens["passkey"]}
    )
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await paste(pilot, body)
        assert "3 tokens in this paste" in screen_text(app)
        assert "same as" in screen_text(app)
        assert "STRONG SINGLE" in screen_text(app), "the ID token first, wherever it stood"
        await press(pilot, "G", "g", "j", "j", "enter")
        assert "NO USER" in screen_text(app)


async def test_the_verdict_does_not_wait_for_a_slow_tenant(tmp_path: Path) -> None:
    tenant = Tenant()
    token = (await samples(tenant))["login with MFA"]
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        tenant.gate = asyncio.Event()
        await pilot._wait_for_screen()
        app.screen.post_message(events.Paste(token))
        while "Claims MFA" not in screen_text(app):
            await pilot.pause()
        assert "Employee portal" not in screen_text(app)
        assert "iss is the expected issuer." in screen_text(app)
        tenant.gate.set()
        await settle(pilot)
        assert "Employee portal" in screen_text(app), "the name of the application follows"


async def test_two_tokens_are_compared_claim_by_claim(tmp_path: Path) -> None:
    tenant = Tenant()
    tokens = await samples(tenant)
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await paste(pilot, tokens["login with password only"])
        await press(pilot, "d")
        assert "now paste the other token" in words_on(app)
        await paste(pilot, tokens["login with MFA"])
        assert "Before and after" in screen_text(app)
        amr = next(line for line in screen_text(app).splitlines() if line.startswith("  amr "))
        assert "(absent)" in amr
        assert '["mfa"]' in amr
        await press(pilot, "d")
        assert "Claims MFA" in screen_text(app)


async def test_max_age_is_asked_for_and_zero_counts(tmp_path: Path) -> None:
    tenant = Tenant()
    tokens = await samples(tenant)
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, tokens["MFA, but two hours ago"])
        await press(pilot, "m", *"300", "enter")
        assert "the login is not proven fresh" in words_on(app)
        await press(pilot, "m", "backspace", "backspace", "backspace", *"soon", "enter")
        assert "max_age is a number of seconds" in words_on(app)
        assert "the login is not proven fresh" in words_on(app)
        await press(pilot, "m", "backspace", "backspace", "backspace", "enter")
        assert "the login is not proven fresh" not in words_on(app)


async def test_the_step_up_request_is_built_with_an_application_of_the_tenant_and_copied(tmp_path: Path) -> None:
    tenant = Tenant()
    tokens = await samples(tenant)
    app = program(tenant, tmp_path, screen="tokens")
    sent: list[str] = []
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await paste(pilot, tokens["login with password only"])
        await press(pilot, "p")
        assert "Employee portal" in screen_text(app)
        driver: Any = app._driver
        driver.write = sent.append
        await press(pilot, "y", "c")
        assert "payroll.acme.example" in screen_text(app)
        await press(pilot, "slash", "enter", "f", "y")
    first, second = copied(sent)
    assert "acr_values=http%3A%2F%2Fschemas.openid.net%2Fpape%2Fpolicies%2F2007%2F06%2Fmulti-factor" in first
    assert "max_age=0" in first
    assert "YOUR_CALLBACK_URL" in first
    assert "prompt=login" in second
    assert "redirect_uri=https%3A%2F%2F" in second


def copied(sent: list[str]) -> list[str]:
    """Return what was sent to the clipboard."""
    return [base64.b64decode(text[7:-1]).decode() for text in sent if text.startswith("\x1b]52;c;")]


async def test_copying_for_a_ticket_leaves_out_who_it_is_and_the_signature(tmp_path: Path) -> None:
    tenant = Tenant()
    token = (await samples(tenant))["login with MFA"]
    app = program(tenant, tmp_path, screen="tokens")
    sent: list[str] = []
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, token)
        driver: Any = app._driver
        driver.write = sent.append
        await press(pilot, "Y")
    (text,) = copied(sent)
    assert "Claims MFA" in text
    for secret in (token.split(".")[2], "jane.doe@example.com", "Jane", "auth0|65a1c0ffee"):
        assert secret not in text


async def test_y_copies_the_exact_value_of_a_claim(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="tokens")
    sent: list[str] = []
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, unsigned(sub="auth0|1", odd="a\u202eb\n"))
        await press(pilot, "slash", *"odd", "enter")
        driver: Any = app._driver
        driver.write = sent.append
        await press(pilot, "y")
    (text,) = copied(sent)
    assert text == "a\u202eb\n"


async def test_clearing_forgets_the_paste_in_the_screen_and_in_memory(tmp_path: Path) -> None:
    tenant = Tenant()
    token = (await samples(tenant))["login with MFA"]
    app = program(tenant, tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await paste(pilot, token)
        await press(pilot, "ctrl+x")
        assert "Paste anything with a token in it" in screen_text(app)
        screen = app.screen
        assert isinstance(screen, TokensScreen)
        assert token not in repr(vars(screen))
        assert "jane.doe" not in repr(vars(screen))


async def test_an_older_paste_that_is_read_late_does_not_replace_the_newer(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        app.post_message(events.Paste(unsigned(sub="older") + " " * 100_000))
        app.post_message(events.Paste(unsigned(sub="second")))
        await settle(pilot)
        assert "second" in screen_text(app)
        assert "older" not in screen_text(app)


@pytest.mark.parametrize("text", ["hello", "x" * 300_000, "\x00\x1b]52;c;x\x07", "eyJ", "." * 5_000, "{" * 5_000])
async def test_garbage_is_answered_in_words(tmp_path: Path, text: str) -> None:
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, text)
        await press(pilot, *"vdmpYy", "escape", "escape", "ctrl+x")
        assert app.is_running


async def test_hostile_claims_are_inert_text_equal_to_the_value(tmp_path: Path) -> None:
    values = [
        "[red]x[/red]",
        "[@click=app.leave]go[/]",
        "[/x]",
        "\x1b]52;c;x\x07",
        "a\u202eb",
        "<b>",
        "日本語",
        "'; DROP TABLE",
    ]
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await paste(pilot, unsigned(**{f"c{number}": value for number, value in enumerate(values)}))
        text = screen_text(app)
        for shown in (
            "[red]x[/red]",
            "[@click=app.leave]go[/]",
            "[/x]",
            r"\x1b]52;c;x\x07",
            r"a\u202eb",
            "<b>",
            "日本語",
            "'; DROP TABLE",
        ):
            assert shown in text


async def test_f2_shows_the_reference_from_any_screen(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "f2")
        assert "mfa_required" in screen_text(app)
        assert "remedy" in screen_text(app)
        await press(pilot, "G")
        assert "acr " in screen_text(app)
        await press(pilot, "escape")
        assert not app.screen.is_modal


async def test_enter_pressed_twice_in_a_dialog_answers_once(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "s")
        await pilot.press("enter", "enter", "enter")
        await settle(pilot)
        assert app.is_running
        assert "Claims MFA" in screen_text(app)


async def test_a_signature_that_could_not_be_checked_is_the_headline(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await paste(pilot, unsigned(sub="x", iss=f"{ORIGIN}/", amr=["mfa"]))
        await press(pilot, "v", "enter")
        assert screen_text(app).splitlines()[3].startswith(" UNVERIFIED")


async def test_a_paste_on_another_screen_or_in_a_dialog_does_not_vanish_silently(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, "eyJ")
        assert "is read on Tokens: press 5" in words_on(app)
        await press(pilot, "5", "s")
        await paste(pilot, "eyJ")
        assert "Close this first" in words_on(app)


async def test_a_real_tenant_compares_the_issuer_and_makes_no_samples(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="tokens", samples=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "s")
        assert "Only the demo tenant makes sample tokens" in words_on(app)
        await paste(pilot, unsigned(iss="https://other.auth0.com/", sub="x", amr=["mfa"]))
        assert "WRONG TARGET" in screen_text(app)


def strings_of(name: str) -> list[str]:
    """Return the strings, or the payload texts, of a file of vectors."""
    file = SHARED / "tokens" / "vectors" / name
    if not file.exists():
        pytest.skip("token vectors are not in ../shared")

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(json.loads(file.read_text())))


@pytest.mark.parametrize("name", ["A_naughty_strings.json", "A_json_payloads.json"])
async def test_every_vector_string_is_shown_as_inert_text_equal_to_the_value(tmp_path: Path, name: str) -> None:
    strings = [text for text in dict.fromkeys(strings_of(name)) if text]
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for first in range(0, len(strings), 60):
            batch = strings[first : first + 60]
            await paste(pilot, unsigned(**{f"c{number}": text for number, text in enumerate(batch)}))
            grid = app.screen.query_one(Grid)
            await press(pilot, "G")
            rows = {str(row.cells[0]).strip(): str(row.cells[1]) for row in grid._rows if isinstance(row, GridRow)}
            for number, text in enumerate(batch):
                if text.isprintable() and len(text) < 400 and "\u200c" not in clean(text):
                    assert rows[f"c{number}"] == clean(text) == unpiled(text)
                else:
                    assert rows[f"c{number}"].isprintable() or "\u200c" in rows[f"c{number}"]
            shown = screen_text(app)
            assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
            assert all(strip.cell_length == 120 for strip in app.screen._compositor.render_strips())
        assert app.is_running


def unpiled(text: str) -> str:
    """Return the text, with piles of combining marks cut as the program cuts them."""
    return clean(text) if len(clean(text)) != len(text) else text


async def test_json_that_is_odd_or_broken_is_named_on_the_screen_and_breaks_nothing(tmp_path: Path) -> None:
    tokens = [text for text in strings_of("A_json_payloads.json") if text.startswith("eyJ")]
    assert tokens
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for token in tokens:
            app.post_message(events.Paste(token))
        await settle(pilot)
        for token in tokens[::10]:
            await paste(pilot, token)
            assert "signature" in screen_text(app)
            assert not [c for c in screen_text(app) if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
