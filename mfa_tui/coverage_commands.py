"""The commands of the coverage screens, in the order in which the key bar shows them."""

from mfa_tui.command import Command

_EXPORT = "Write users and numbers to a CSV or JSON file that only you can read."

COVERAGE_COMMANDS = (
    Command(
        "scan",
        "Scan, or go on",
        "Ask who is enrolled with what; goes on with a part that was kept.",
        ("s",),
        "s",
        "coverage",
        brief="scan",
    ),
    Command(
        "pause",
        "Pause the scan",
        "End it after what is under way, and keep the part; the second time at once.",
        ("p",),
        "p",
        "coverage",
        brief="pause",
    ),
    Command(
        "drill",
        "List these users",
        "Show who is counted in the line under the cursor.",
        ("enter",),
        "enter",
        "coverage",
        brief="list users",
    ),
    Command("export", "Export", _EXPORT, ("e",), "e", "coverage", brief="export"),
    Command(
        "people",
        "People",
        "Go back to the search. A scan that runs goes on.",
        ("c",),
        "c",
        "coverage",
        brief="people",
    ),
    Command(
        "query",
        "Only some users",
        "Scan only the users that a Lucene query finds, at most 1,000.",
        ("l",),
        "l",
        "coverage",
        brief="query",
    ),
    Command(
        "group",
        "Group",
        "Read the roles or organizations of everyone too; costs a request a user.",
        ("o",),
        "o",
        "coverage",
        brief="group",
    ),
    Command(
        "start_over",
        "Start over",
        "Scan from the beginning, and forget the part that was kept.",
        ("n",),
        "n",
        "coverage",
        brief="start over",
    ),
    Command(
        "open",
        "Open",
        "Everything about the user under the cursor.",
        ("enter",),
        "enter",
        "covered",
        brief="open",
    ),
    Command("export", "Export", _EXPORT, ("e",), "e", "covered", brief="export"),
)
