"""`python -m tests.benchmarks`: measure, and print a table. Always exits with 0: it reports, it does not judge."""

import tempfile
from pathlib import Path

import click

from tests.benchmarks.measuring import BARE, GRID, OURS, Row, Settings
from tests.benchmarks.suite import SUITE, started


def table(rows: list[Row]) -> str:
    """Return the rows as aligned text."""
    lines = [f"{'':<44}{'measured':>12}   {'hold':<10}"]
    for row in rows:
        digits = 2 if row.unit in ("x", "%") else 1
        hold = "" if row.hold is None else f"{row.hold:g} {row.unit}"
        verdict = {None: "", True: "holds", False: "OVER"}[row.holds]
        lines.append(
            f"{row.what:<44}{row.value:>9.{digits}f} {row.unit:<2}   {hold:<10}{verdict:<7}{row.note}".rstrip()
        )
    return "\n".join(lines)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(SUITE)))
@click.option("--rounds", default=11, show_default=True, type=click.IntRange(1), help="Starts of each program.")
@click.option("--keys", default=60, show_default=True, type=click.IntRange(2), help="Key presses on each screen.")
@click.option("--idle", default=20.0, show_default=True, type=click.FloatRange(0.1), help="Seconds of idling.")
@click.option("--slow-share", default=2, show_default=True, type=click.IntRange(1), help="1: all 500 at 2/s.")
def main(names: tuple[str, ...], rounds: int, keys: int, idle: float, slow_share: int) -> None:
    """Measure the program against a bare Textual app, started beside it in turn. Linux, and a quiet machine."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(home), rounds, keys, idle, slow_share=slow_share)
        for program in (BARE, OURS, GRID):
            started(program, settings)  # compiles what is not compiled yet, and is not counted
        rows = [row for name in names or SUITE for row in SUITE[name](settings)]
    click.echo(table(rows))


if __name__ == "__main__":
    main()
