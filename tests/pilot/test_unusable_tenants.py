"""A tenant that cannot be used on this machine costs its column, and the others can be used."""

import pytest

from mfa_tui.app.app import MfaApp
from mfa_tui.cli.opening import chosen_tenants
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions
from mfa_tui.session.view import TenantView
from tests.company import line
from tests.keyrings import MemoryKeyring
from tests.machine import profiles
from tests.pilot.ways_in import Serve
from tests.rig import press, settle


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ('domain = "https://bad.example/x"\nclient_id = "a"', "domain is not a bare host"),
        (
            'domain = "bad.example"\nclient_id = "a"\nauthentication = "private-key-jwt"\nkey_file = "/no/key.pem"',
            "/no/key.pem",
        ),
        ('domain = "bad.example"\nclient_id = "a"', "the keyring's entry was not written by this program"),
    ],
    ids=["domain", "key file", "keyring entry"],
)
async def test_one_unusable_profile_costs_its_column_and_not_the_start(
    served: Serve, keyring: MemoryKeyring, bad: str, words: str
) -> None:
    url = served(DemoOptions(rate_limit=None))
    host = url.removeprefix("http://")
    profiles(f'[tenants.good]\ndomain = "{url}"\nclient_id = "{DEMO_CLIENT_ID}"\n[tenants.bad]\n{bad}\n')
    keyring.entries["mfa-tui", f"{DEMO_CLIENT_ID}@{host} client secret"] = f"1:{DEMO_CLIENT_SECRET}"
    keyring.entries["mfa-tui", "a@bad.example client secret"] = "garbage"
    ways = [
        (TenantView(profile, False, False), open_one)
        for profile, open_one in chosen_tenants(False, None, ["bad", "good"])
    ]
    app = MfaApp(*ways[0], *ways[1:], screen="factors")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        assert app.view_of("good").configuration.factors.value
        problem = app.view_of("bad").problems["factors"]
        assert words in problem.detail
        assert "? This tenant" in line(app, "otp")
        await press(pilot, "r", "8")
        assert line(app, "bad").split()[1:3] == ["✖", "unusable"]
        await press(pilot, "1")
        assert app.is_running
