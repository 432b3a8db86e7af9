"""What the terminal sends is not always UTF-8: a stray byte must not end the program."""

import codecs
from functools import partial
from typing import Any


def tolerate_any_bytes() -> None:
    """Have Textual's driver read a byte that is no UTF-8 as U+FFFD; as it is, it would end the input thread."""
    from textual.drivers import linux_driver

    def tolerant(encoding: str) -> Any:
        return partial(codecs.getincrementaldecoder(encoding), errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = tolerant
