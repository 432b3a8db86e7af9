"""Copying out of the terminal: by a native tool where there is one, else by the terminal itself (OSC 52).

Over SSH the clipboard that matters is the one of the terminal, so OSC 52 goes first there. A terminal that
ignores OSC 52 says nothing, so the words that come back claim no more than is known.
"""

import asyncio
import base64
import os
import shutil
from collections.abc import Callable, Mapping

LARGEST_OSC52 = 74_994
"""Bytes of text: beyond 100,000 bytes of base64 many terminals drop the whole sequence."""

_NATIVE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("pbcopy",), ""),
    (("wl-copy",), "WAYLAND_DISPLAY"),
    (("xclip", "-selection", "clipboard"), "DISPLAY"),
    (("xsel", "--clipboard", "--input"), "DISPLAY"),
    (("clip.exe",), ""),
)


async def copy(text: str, send: Callable[[str], None], environment: Mapping[str, str] = os.environ) -> str:
    """Copy `text` and return what happened, in words; never raises.

    `send` writes an escape sequence to the terminal. `MFA_TUI_CLIPBOARD` may be `native` or `osc52`; anything
    else chooses by itself.
    """
    way = environment.get("MFA_TUI_CLIPBOARD", "auto")
    remote = any(environment.get(name) for name in ("SSH_TTY", "SSH_CONNECTION"))
    if way == "native" or (way != "osc52" and not remote):
        tool = _native_tool(environment)
        if tool and await _piped(tool, text):
            return f"Copied with {tool[0]}."
        if way == "native":
            return "Not copied: no clipboard tool of this system answered."
    data = text.encode("utf-8", "replace")
    if len(data) > LARGEST_OSC52:
        return "Not copied: too long for the terminal's clipboard."
    send(_osc52(data, environment))
    return "Sent to the terminal's clipboard, if it takes it (OSC 52)."


def _native_tool(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    for command, needs in _NATIVE:
        if (not needs or environment.get(needs)) and shutil.which(command[0]):
            return command
    return None


async def _piped(command: tuple[str, ...], text: str) -> bool:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await asyncio.wait_for(process.communicate(text.encode("utf-8", "replace")), 2.0)
    except (OSError, TimeoutError):
        return False
    return process.returncode == 0


def _osc52(data: bytes, environment: Mapping[str, str]) -> str:
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode()}\x07"
    if environment.get("TMUX"):
        # tmux passes it on only when wrapped, with its own escapes doubled.
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environment.get("STY"):
        return "\x1bP" + sequence + "\x1b\\"
    return sequence
