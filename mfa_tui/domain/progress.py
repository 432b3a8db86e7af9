"""How far something is that takes long, and how long it will take."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """`words` say what is being done; `total` and `seconds_left` are None where they are not known yet."""

    words: str
    done: int = 0
    total: int | None = None
    seconds_left: float | None = None

    @property
    def time_left(self) -> float | None:
        """Return `seconds_left` where it is worth a word: of less than one what is left may be a wait."""
        return self.seconds_left if (self.seconds_left or 0) >= 1 else None


Report = Callable[[Progress], None]
"""Is told of progress, up to a hundred times a second; it must not block."""


def unheard(progress: Progress) -> None:
    """Take progress that nobody looks at."""


class Pace:
    """The speed of the last 200 steps; the clock is in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._steps: deque[float] = deque(maxlen=200)

    def step(self) -> None:
        """Take note that a step is done."""
        self._steps.append(self._clock())

    def seconds_left(self, left: int) -> float | None:
        """Return how long that many steps take; None before ten have been done."""
        if len(self._steps) < 10:
            return None
        return left * (self._steps[-1] - self._steps[0]) / (len(self._steps) - 1)
