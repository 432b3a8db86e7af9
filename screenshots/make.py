"""Make the pictures of the README from the demo tenant: `python screenshots/make.py [--png]`.

With `--png` a PNG is written beside each SVG, to look at; those are not kept in the repository.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"
sys.path.insert(0, str(Path(__file__).parent.parent))

from mfa_tui.tenants.profile import Label
from tests.rig import Tenant, press, profile, program, settle

HERE = Path(__file__).parent
WIDE, SMALL = (120, 36), (80, 24)

PICTURES: dict[str, tuple[str, Sequence[str], tuple[int, int]]] = {
    "overview": ("mfa-dark", [], WIDE),
    "overview-small": ("mfa-dark", [], SMALL),
    "factors-staged": ("mfa-dark", ["2", "space", "j", "j", "space", "k", "k"], WIDE),
    "factors-small": ("mfa-dark", ["2", "space"], SMALL),
    "review": ("mfa-dark", ["2", "space", "j", "j", "space", "3", "space", "a"], WIDE),
    "policy": ("mfa-dark", ["3"], WIDE),
    "policy-light": ("mfa-light", ["3"], WIDE),
}


async def picture(name: str, theme: str, keys: Sequence[str], size: tuple[int, int]) -> Path:
    """Start the program, press the keys, and save what is on the screen."""
    with tempfile.TemporaryDirectory() as home:
        label = Label.PRODUCTION if name == "review" else Label.DEV
        app = program(Tenant(), Path(home), who=profile(label), theme=theme)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await press(pilot, *keys)
            target = HERE / f"{name}.svg"
            target.write_text(app.export_screenshot(title="mfa-tui"))
            return target


def main() -> None:
    """Make all pictures, or those named."""
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    for name, (theme, keys, size) in PICTURES.items():
        if wanted and name not in wanted:
            continue
        target = asyncio.run(picture(name, theme, keys, size))
        if "--png" in sys.argv:
            import cairosvg

            svg = target.read_text().replace("Fira Code", "DejaVu Sans Mono")
            cairosvg.svg2png(bytestring=svg.encode(), write_to=str(target.with_suffix(".png")))
        print(target.name)


if __name__ == "__main__":
    main()
