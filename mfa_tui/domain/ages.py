"""How long ago something was, the way people say it."""

from datetime import datetime

_UNITS = ((365.25 * 86_400, "y"), (30.44 * 86_400, "mo"), (86_400.0, "d"), (3_600.0, "h"), (60.0, "min"))


def span(seconds: float) -> str:
    """Return a length of time in the largest unit that fits: `5 min`, `3 mo`; less than a minute is `now`."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds / size)} {unit}"
    return "now"


def duration(seconds: float) -> str:
    """Return how long something takes: `40 s`, `3 min 05 s`, `2 h 10 min`."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"


def age(at: float | None, now: float, never: str = "never") -> str:
    """Return how long ago `at` was; both in epoch seconds. A time still to come, by another clock, is `now`."""
    if at is None:
        return never
    words = span(now - at)
    return words if words == "now" else f"{words} ago"


def moment(at: float | None, now: float) -> str:
    """Return a time as people note it, in this machine's zone: the hour today, else with the day."""
    if at is None:
        return ""
    then = datetime.fromtimestamp(at)
    if then.date() == datetime.fromtimestamp(now).date():
        return then.strftime("%H:%M:%S")
    return then.strftime("%d %b %H:%M" if now - at < 300 * 86_400 else "%d %b %Y")
