"""Make the pictures of the README from the demo tenant: `python screenshots/make.py [--png]`.

With `--png` a PNG is written beside each SVG, to look at; those are not kept in the repository.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.update({"TEXTUAL_ANIMATIONS": "none", "TZ": "UTC"})
for variable in [name for name in os.environ if name.startswith(("AUTH0_", "XDG_"))]:
    del os.environ[variable]
time.tzset()
sys.path.insert(0, str(Path(__file__).parent.parent))

from mfa_tui.app.connect_app import ConnectApp
from mfa_tui.tenants.profile import Label
from mfa_tui.ui.textual_fixes.terminal_app import TerminalApp
from tests.company import acme, company
from tests.machine import of_an_admin
from tests.rig import Holding, Tenant, follow, profile, program, settle

HERE = Path(__file__).parent
WIDE, SMALL = (120, 36), (80, 24)

_STAGED = ["space", *["j"] * 3, "space", "right", "right", "space"]
_DRIFT = ["8", "j", "j", "c", "j", "enter", "space"]

PICTURES: dict[str, tuple[str, Sequence[str], tuple[int, int]]] = {
    "overview": ("mfa-dark", [], WIDE),
    "overview-small": ("mfa-dark", [], SMALL),
    "factors-staged": ("mfa-dark", ["2", "space", "j", "j", "space", "k", "k"], WIDE),
    "factors-small": ("mfa-dark", ["2", "space"], SMALL),
    "review": ("mfa-dark", ["2", "space", "j", "j", "space", "3", "space", "a"], WIDE),
    "policy": ("mfa-dark", ["3"], WIDE),
    "policy-light": ("mfa-light", ["3"], WIDE),
    "users": ("mfa-dark", ["4", "space", "j", "space"], WIDE),
    "users-small": ("mfa-dark", ["4", "s", "type pending", "enter"], SMALL),
    "user": ("mfa-dark", ["4", "s", "type jane.doe@example.com", "enter"], WIDE),
    "user-small": ("mfa-dark", ["4", "s", "type several.methods@example.com", "enter"], SMALL),
    "user-reset": ("mfa-dark", ["4", "enter", "R"], WIDE),
    "user-reset-small": ("mfa-dark", ["4", "enter", "R"], SMALL),
    "user-ticket": ("mfa-dark", ["4", "enter", "t", "enter", "enter"], WIDE),
    "user-ticket-small": ("mfa-dark", ["4", "enter", "t", "enter", "enter"], SMALL),
    "bulk-dry-run": ("mfa-dark", ["4", *["space"] * 26, "b"], WIDE),
    "tokens-empty": ("mfa-dark", ["5"], SMALL),
    "tokens-mfa": ("mfa-dark", ["5", "paste login with MFA"], WIDE),
    "tokens-stale": ("mfa-dark", ["5", "paste MFA, but two hours ago", "m", *"300", "enter"], WIDE),
    "tokens-opaque": ("mfa-dark", ["5", "paste opaque access token"], SMALL),
    "tokens-several": ("mfa-dark", ["5", "paste login with password only|machine to machine|passkey"], WIDE),
    "tokens-compare": ("mfa-dark", ["5", "paste login with password only", "d", "paste login with MFA"], SMALL),
    "tokens-small": ("mfa-dark", ["5", "paste login with MFA"], SMALL),
    "overview-coverage": ("mfa-dark", ["4", "c", "s", "1"], WIDE),
    "coverage": ("mfa-dark", ["4", "c", "s"], WIDE),
    "coverage-small": ("mfa-dark", ["4", "c", "s"], SMALL),
    "coverage-running": ("mfa-dark", ["4", "c", "scan 250 of 400"], SMALL),
    "coverage-users": ("mfa-light", ["4", "c", "s", "j", "j", "enter"], WIDE),
    "connect": ("mfa-dark", [], WIDE),
    "connect-small": ("mfa-dark", [], SMALL),
    "tenants": ("mfa-dark", ["8"], WIDE),
    "tenants-small": ("mfa-dark", ["8"], SMALL),
    "three-factors": ("mfa-dark", ["2", *_STAGED], WIDE),
    "three-factors-small": ("mfa-dark", ["2", *_STAGED], SMALL),
    "three-policy": ("mfa-light", ["3", "right", "right", "j", "j", "space"], WIDE),
    "three-review": ("mfa-dark", ["2", *_STAGED, "a"], WIDE),
    "three-drift": ("mfa-dark", _DRIFT, WIDE),
    "three-drift-small": ("mfa-dark", _DRIFT, SMALL),
}
"""Theme, keys and size by name. What begins with `three` or `tenants` is of three tenants, `connect` of none.

A key that begins with `paste` pastes sample tokens of the demo tenant."""


async def picture(name: str, theme: str, keys: Sequence[str], size: tuple[int, int], home: Path) -> str:
    """Start the program, press the keys, and return what is on the screen as SVG."""
    app, tenant = _program(name, theme, home)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await follow(pilot, tenant, keys)
        return app.export_screenshot(title="mfa-tui")


def _program(name: str, theme: str, home: Path) -> tuple[TerminalApp, Tenant]:
    """Return the program that a picture is of, and the tenant whose samples are pasted."""
    if name.startswith(("three", "tenants", "connect")):
        of_an_admin()
        tenants = acme()
        nobody_yet = name.startswith("connect")
        app = ConnectApp(ascii_only=False, theme=theme) if nobody_yet else company(home, tenants, theme=theme)
        return app, next(iter(tenants.values()))
    label = Label.PRODUCTION if name == "review" else Label.DEV
    tenant = Holding(answers=250) if name == "coverage-running" else Tenant()
    return program(tenant, home, who=profile(label), theme=theme), tenant


def main() -> None:
    """Make all pictures, or those named."""
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    for name, (theme, keys, size) in PICTURES.items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as home:
            os.environ["HOME"] = home  # What a scan keeps is for this picture only.
            svg = asyncio.run(picture(name, theme, keys, size, Path(home)))
        target = HERE / f"{name}.svg"
        target.write_text(svg)
        if "--png" in sys.argv:
            import cairosvg

            # A font that the PNG maker has.
            svg = svg.replace("Fira Code", "DejaVu Sans Mono")
            cairosvg.svg2png(bytestring=svg.encode(), write_to=str(target.with_suffix(".png")))
        print(target.name)


if __name__ == "__main__":
    main()
