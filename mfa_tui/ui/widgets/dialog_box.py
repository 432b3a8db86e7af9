"""The box of a dialog: where the terminal is too low for all of it, what can be scrolled gives way."""

from textual.containers import Vertical, VerticalScroll
from textual.geometry import Size
from textual.layout import ArrangeResult, Layout
from textual.layouts.vertical import VerticalLayout
from textual.scroll_view import ScrollView
from textual.widget import Widget

LEAST = 1
"""Lines that are left of what gives way."""


class GivingWay(VerticalLayout):
    """One below the other; what scrolls is cut to what the rest leaves, the highest first, so that the last fits."""

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place the children. A height of 0 asks how high they would like to be."""
        placed = list(super().arrange(parent, children, size, greedy))
        heights = {one.widget: one.region.height for one in placed}
        yielding = [one.widget for one in placed if isinstance(one.widget, VerticalScroll | ScrollView)]
        over = max((one.region.bottom for one in placed), default=0) - size.height if size.height else 0
        while over > 0 and yielding:
            highest = max(yielding, key=lambda widget: heights[widget])
            if heights[highest] <= LEAST:
                break
            heights[highest] -= 1
            over -= 1
        up = 0
        for number, one in enumerate(placed):
            kept = heights[one.widget]
            placed[number] = one._replace(region=one.region._replace(y=one.region.y - up, height=kept))
            up += one.region.height - kept
        return placed


class DialogBox(Vertical):
    """A dialog's box: its title, what can be scrolled, and the buttons, always in sight."""

    _giving_way = GivingWay()

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(classes=f"dialog {classes}")

    @property
    def layout(self) -> Layout:
        """Return how it is laid out; in styles a layout can only be one of Textual's own."""
        return self._giving_way
