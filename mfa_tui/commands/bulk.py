"""The commands of the screen that resets many users, in the order in which the key bar shows them."""

from mfa_tui.commands.command import Command

BULK_COMMANDS = (
    Command(
        "review",
        "Reset them",
        "Review what a reset of everybody on the list deletes, confirm it, and do it.",
        ("a",),
        "a",
        "bulk",
        aliases=("resume",),
        brief="reset them",
        scopes=("delete:authentication_methods",),
    ),
    Command(
        "drop",
        "Stop",
        "End after the users under way; what is known by then stays.",
        ("x",),
        "x",
        "bulk",
        aliases=("stop",),
        brief="stop",
    ),
    Command(
        "problems",
        "Problems only",
        "Show only the lines that somebody has to look at; again for all.",
        ("p",),
        "p",
        "bulk",
        brief="problems",
    ),
    Command(
        "save",
        "Save the outcome",
        "Write what became of each line into a CSV or JSON file that only you can read.",
        ("e",),
        "e",
        "bulk",
        aliases=("export",),
        brief="save",
    ),
    Command(
        "refresh",
        "Look again",
        "Do the dry run once more, for the whole list.",
        ("r",),
        "r",
        "bulk",
    ),
    Command(
        "forget",
        "Forget it",
        "Forget what is kept of a reset that was begun: nobody else is reset, and its outcome is not shown again.",
        ("d",),
        "d",
        "bulk",
        brief="forget it",
    ),
)
