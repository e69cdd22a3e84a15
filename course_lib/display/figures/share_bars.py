"""Shares as bars on one scale from 0 to 100 %: a group of bars for each thing that is compared."""

import html
from collections.abc import Mapping

from course_lib.display.html_pieces import card, line_picture, svg_text
from course_lib.display.three_forms import Showable

WIDTH = 600  # CSS pixels, as wide as a narrow notebook
LEFT, RIGHT = 90, 84  # room for names and for percents
ROW, BAR, HEADING = 22, 15, 26  # heights
BLOCKS = 40  # of a whole, in the text form

Shares = Mapping[str, float]


class ShareBars(Showable):
    """Shares of several wholes, as text and as a picture with a title.

    Args:
        finding: The title.
        groups: The shares of each whole, by its name; each share has a name, too.
    """

    def __init__(self, finding: str, groups: Mapping[str, Shares]) -> None:
        self.finding, self.groups = finding, groups

    def text(self) -> str:
        """Return the title, and a line with a bar for each share."""
        lines = [f"{self.finding}."]
        for group, shares in self.groups.items():
            lines.append(f"{group}:")
            lines += [
                f"  {name:8}{percent(share):>11} {'█' * round(BLOCKS * share)}".rstrip()
                for name, share in shares.items()
            ]
        return "\n".join(lines)

    def static_html(self) -> str:
        """Return a picture of the bars."""
        body, top = [], 0
        for group, shares in self.groups.items():
            body.append(svg_text(0, top + HEADING - 9, group, extra='font-weight="bold"'))
            top += HEADING
            for name, share in shares.items():
                body.append(_bar(top, name, share))
                top += ROW
        alt = " ".join(self._sentence(group) for group in self.groups)
        picture = line_picture("".join(body), WIDTH, top, f"{self.finding}. {alt}")
        return card(f"<b>{html.escape(self.finding)}</b>{picture}", "share-bars")

    def _sentence(self, group: str) -> str:
        parts = [f"{name} {percent(share)}" for name, share in self.groups[group].items()]
        return f"{group}: {', '.join(parts)}."


def percent(part: float) -> str:
    """Return a share as text: whole percents, with one digit more below 1 %."""
    hundredths = 100 * part
    if 0 < hundredths < 0.05:
        return "below 0.1 %"
    return f"{hundredths:.1f} %" if 0 < hundredths < 0.95 else f"{hundredths:.0f} %"


def _bar(top: float, name: str, share: float) -> str:
    across = (WIDTH - LEFT - RIGHT) * share
    middle = top + BAR / 2 + 4.5
    return (
        svg_text(LEFT - 10, middle, name, anchor="end", extra='class="dim"')
        + f'<path class="tick" d="M{LEFT} {top - 3}V{top + ROW - 3}"/>'
        + f'<rect class="mean" x="{LEFT}" y="{top}" width="{max(1.0, across):.1f}" height="{BAR}"/>'
        + svg_text(LEFT + max(1.0, across) + 7, middle, percent(share))
    )
