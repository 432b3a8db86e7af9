"""One registry of everything a key can do: bindings, key bar, help, palette and the README's table come from it."""

from mfa_tui.commands.command import Command, Mode, Scope
from mfa_tui.commands.coverage import COVERAGE_COMMANDS
from mfa_tui.commands.screens import SCREEN_COMMANDS
from mfa_tui.commands.tenants import TENANT_COMMANDS

__all__ = ["COMMANDS", "MODES", "MOVEMENT", "MUTATING", "PER_TENANT", "Command", "Mode", "Scope"]

MODES = (
    Mode("overview", "Overview", "policy, factors, findings and API budget at a glance"),
    Mode("factors", "Factors", "the factor toggle matrix"),
    Mode("policy", "Policy", "Never, Adaptive or Always, the MFA flags, and the Actions that override them"),
    Mode("users", "Users", "one user's methods, resets, and who is not enrolled", per_tenant=True),
    Mode("tokens", "Tokens", "what a pasted token says about MFA, how sure that is, and what to do next"),
    Mode(
        "stepup",
        "Step-up",
        "step-up requests",
        "Build the /authorize request that asks for MFA, with snippets for each framework.",
    ),
    Mode(
        "activity",
        "Activity",
        "events and journal",
        "MFA events of the tenant, live, and everything this program did.",
    ),
    Mode("tenants", "Tenants", "what is connected, what it allows, and where tenants differ"),
)

COMMANDS = (
    *SCREEN_COMMANDS,
    *COVERAGE_COMMANDS,
    *TENANT_COMMANDS,
    Command(
        "review",
        "Review and apply",
        "List what is staged, in order, with what it changes; then apply it.",
        ("a",),
        "a",
        aliases=("apply",),
        brief="review",
    ),
    Command(
        "drop",
        "Drop staged changes",
        "Forget what is staged; asks where that is of several tenants.",
        ("x",),
        "x",
        aliases=("clear",),
        brief="drop",
    ),
    Command(
        "undo",
        "Undo the last plan",
        "Review the inverse of what was applied last, and apply it.",
        ("u",),
        "u",
        mutates=True,
        brief="undo",
    ),
    Command(
        "unlock",
        "Unlock or lock writing",
        "Let this session write to the tenant, or stop it from writing.",
        ("W",),
        "W",
        aliases=("write", "lock"),
        brief="unlock",
    ),
    Command(
        "filter",
        "Filter",
        "Show only the rows that contain what you type; Esc shows all again.",
        ("slash",),
        "/",
        brief="filter",
    ),
    Command("refresh", "Refresh", "Read the tenant again.", ("r",), "r", aliases=("reload",), brief="refresh"),
    *(
        Command(
            f"mode('{mode.id}')",
            f"Go to {mode.title}",
            mode.coming or f"Show {mode.about}.",
            (str(number),),
            str(number),
            aliases=(mode.id,),
        )
        for number, mode in enumerate(MODES, start=1)
    ),
    Command(
        "switch",
        "Switch tenant",
        "Take another of the connected tenants into use.",
        ("T",),
        "T",
        aliases=("tenant",),
    ),
    Command("copy", "Copy value", "Copy the value under the cursor.", ("y",), "y"),
    Command("copy_row", "Copy row as JSON", "Copy the row under the cursor as JSON.", ("Y",), "Y"),
    Command("step_back", "One step back", "Close what is open, clear the filter; never quits.", ("escape",), "esc"),
    Command(
        "leave",
        "Quit",
        "Leave the program; asks first where something is staged.",
        ("q", "ctrl+q"),
        "q",
        aliases=("quit", "exit"),
    ),
    Command(
        "reference",
        "Reference",
        "amr and acr values, and the MFA errors with cause and remedy.",
        ("f2",),
        "F2",
        aliases=("errors", "amr"),
    ),
    Command("help", "Help", "What every key does here.", ("question_mark", "f1"), "?", brief="help"),
    Command("palette", "Commands", "Find any command by name or alias.", ("colon", "ctrl+p"), ":", brief="commands"),
)

PER_TENANT = frozenset(mode.id for mode in MODES if mode.per_tenant)

MUTATING = frozenset(command.id for command in COMMANDS if command.mutates)

_SCOPES = {(command.scope, command.id): command.scopes for command in COMMANDS}

MOVEMENT = "j k g G ctrl+d ctrl+u and the arrows move; enter opens."


def commands_for(scope: Scope) -> tuple[Command, ...]:
    """Return the commands of a scope, in registry order."""
    return tuple(command for command in COMMANDS if command.scope == scope)


def scopes_of(scope: Scope, command_id: str) -> tuple[str, ...]:
    """Return the scopes without which a command of a screen can do nothing."""
    return _SCOPES.get((scope, command_id), ())


def usable_everywhere(scope: Scope) -> tuple[Command, ...]:
    """Return the commands that a screen has from the app: all but those that it does in a way of its own."""
    own = {command.id for command in commands_for(scope)} if scope != "everywhere" else set()
    return tuple(command for command in commands_for("everywhere") if command.id not in own)


def key_table() -> str:
    """Return the README's table of keys, in Markdown."""
    rows = ["| key | where | what it does |", "|---|---|---|"]
    for command in COMMANDS:
        keys = " or ".join(f"`{key_name(key)}`" for key in command.keys)
        rows.append(f"| {keys} | {command.scope} | {command.title}: {command.help} |")
    return "\n".join(rows)


def key_name(key: str) -> str:
    """Return what is printed on the key that Textual calls `key`."""
    return {"slash": "/", "question_mark": "?", "colon": ":", "escape": "esc", "f1": "F1", "f2": "F2"}.get(key, key)
