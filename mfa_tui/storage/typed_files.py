"""Files whose paths an admin types: read whole, written for the owner only. All of it blocks."""

import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mfa_tui.domain.text import clean
from mfa_tui.storage.private_files import write_private

MOST_BYTES = 5_000_000


class UnusableFile(Exception):
    """A file cannot be used; the text says why and, where known, what to do."""


class TooLarge(UnusableFile):
    """A file is larger than 5 MB."""


class NotText(UnusableFile):
    """A file is not text in UTF-8, or in UTF-16 with a byte order mark."""


def read_typed(typed: str) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with a byte order mark; up to 5 MB. Raises `UnusableFile`."""
    try:
        data = _regular(typed).read_bytes()
        text = data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText("It is neither UTF-8 nor UTF-16 text.") from error
    except (OSError, ValueError) as error:
        raise UnusableFile(_in_words(error)) from error
    if "\0" in text:
        raise NotText("It is not text, or it is UTF-16 without a byte order mark.")
    return text


def _regular(typed: str) -> Path:
    """Return the file if it may be read: a device or a pipe might never end."""
    path = expanded(typed)
    size = path.stat().st_size
    if path.is_dir():
        raise UnusableFile("It is a folder, not a file.")
    if not path.is_file():
        raise UnusableFile("It is no regular file.")
    if size > MOST_BYTES:
        raise TooLarge(f"It is larger than {MOST_BYTES // 1_000_000} MB.")
    return path


def write_typed(typed: str, forms: Mapping[str, Callable[[], Iterable[str]]], *, replace: bool) -> Path:
    """Write a file in the form that goes with its name's ending, readable by the owner only.

    Raises `FileExistsError` where the file is there and is not to be replaced, and `UnusableFile` otherwise.
    """
    path = expanded(typed)
    form = forms.get(path.suffix.lower())
    if form is None:
        raise UnusableFile("End the name in .csv or .json.")
    try:
        if path.exists() and not path.is_file():
            raise UnusableFile("There is something of this name that is no file.")
        if path.exists() and not replace:
            raise FileExistsError
        write_private(path, form())
    except FileExistsError:
        raise
    except (OSError, ValueError) as error:
        raise UnusableFile(_in_words(error)) from error
    return path


def expanded(typed: str) -> Path:
    """Return the path that was typed, with `~` for the home folder."""
    if not typed.strip():
        raise UnusableFile("Type the path of a file.")
    return Path(os.path.expanduser(typed.strip()))


def completed(typed: str) -> tuple[str, tuple[str, ...]]:
    """Return the path as far as it is certain, and the names between which it is not; folders end in a slash."""
    if typed == "~":
        return "~/", ()
    folder, slash, begun = typed.rpartition("/")
    try:
        with os.scandir(os.path.expanduser(folder + slash) or ".") as found:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in found
                if entry.name.startswith(begun) and entry.name.isprintable()
                if begun or not entry.name.startswith(".")
            )
    except (OSError, ValueError):
        return typed, ()
    certain = os.path.commonprefix(names)  # noqa: RUF071 (of names, character by character, is meant)
    return folder + slash + (certain or begun), tuple(names) if len(names) > 1 else ()


def _in_words(error: OSError | ValueError) -> str:
    match error:
        case OSError(strerror=str(words)):
            file = f"{clean(str(error.filename), 200)}: " if error.filename else ""
            return f"{file}{clean(words, 120)}."
        case _:
            return clean(str(error), 300)
