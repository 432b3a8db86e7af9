"""Rules of the house that a reviewer would otherwise have to watch."""

import ast
import re
from pathlib import Path

from mfa_tui.commands.registry import key_table
from mfa_tui.domain.scopes import NEEDS

ROOT = Path(__file__).parents[2]
CODE = sorted((ROOT / "mfa_tui").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def occurrences(pattern: str, files: list[Path], allowed: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        if file.name not in allowed
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_toasts_go_through_the_one_place_that_turns_markup_off() -> None:
    assert occurrences(r"\bnotify\(", CODE, {"host.py"}) == []


def test_no_text_is_ever_parsed_as_markup() -> None:
    assert occurrences(r"from_markup\(|markup=True|markup\.escape", CODE) == []
    assert [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in CODE
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Static"
        if not any(keyword.arg == "markup" for keyword in call.keywords)
    ] == []


def test_colours_stand_in_the_themes_only_and_styles_in_stylesheets_only() -> None:
    assert occurrences(r"#[0-9a-fA-F]{6}\b", CODE, {"themes.py"}) == []
    assert occurrences(r"DEFAULT_CSS|^\s*CSS\s*=", CODE) == []
    sheets = sorted((ROOT / "mfa_tui" / "ui" / "styles").glob("*.tcss"))
    assert sheets
    assert occurrences(r"#[0-9a-fA-F]{3,8}\b(?!.*\{)", sheets) == []


def test_every_worker_survives_its_errors() -> None:
    assert occurrences(r"@work\((?!.*exit_on_error=False)|@work$", CODE) == []


def test_no_test_waits_by_the_clock() -> None:
    assert occurrences(r"time\.sleep\(|pilot\.pause\(\d", TESTS, {"test_house.py"}) == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    files = [
        file
        for suffix in ("*.py", "*.md", "*.toml", "*.tcss")
        for file in ROOT.rglob(suffix)
        if ".venv" not in file.parts
    ]
    assert occurrences(r"/work/|/root/|/tmp/bash", files, {"test_house.py"}) == []


def test_the_table_of_keys_in_the_readme_is_the_registry() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = readme.split("<!-- keys -->\n")[1].split("<!-- /keys -->")[0]
    assert shown.strip() == key_table().strip()


def test_the_readme_names_the_scopes_that_users_needs() -> None:
    shown = (ROOT / "README.md").read_text().split("<!-- users scopes -->\n")[1].split("<!-- /users scopes -->")[0]
    rows = [
        f"| {one.action} | {' '.join(f'`{scope}`' for scope in one.scopes)} | {'writes' if one.writes else 'reads'} |"
        for one in NEEDS
        if one.mode == "users"
    ]
    assert shown.splitlines()[2:] == rows
