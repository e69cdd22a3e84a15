"""The pieces of HTML that instruments consist of: cards, lines of text, SVG drawings.

Conventions
    CSS classes begin with ``course-``. A card has the ground and the text colour of the theme.
    Every picture is an ``<img>`` with alt text, SVG included. Front ends that clean the HTML of
    saved notebooks keep images, but remove bare SVG.
"""

import html
import math
from collections.abc import Sequence

from course_lib.display.figure_style import DARK_INK, picture_tag
from course_lib.display.read_page_colours import GROUND, INK, SCHEME
from course_lib.display.style_sheets import style_sheet

CARD = (
    f"background:{GROUND};color:{INK};"
    "border-radius:4px;padding:8px;margin:4px 0;line-height:1.5;"
    "width:fit-content;max-width:100%;box-sizing:border-box;text-wrap:pretty"
)
LINE = "padding:2px 8px;margin:2px 0;line-height:1.5"


def card(body: str, kind: str) -> str:
    """Return HTML on a card with the CSS class ``course-<kind>``."""
    return (
        f'<div class="course-card course-{kind} course-themed" style="{CARD}">'
        f"<style>{SCHEME}</style>{body}</div>"
    )


def line(text: str, kind: str, role: str = "note") -> str:
    """Return a line of text in the colours of the theme, with the CSS class ``course-<kind>``."""
    return (
        f'<div class="course-line course-{kind}" role="{role}" style="{LINE}">'
        f"{html.escape(text)}</div>"
    )


def status(text: str, kind: str = "status") -> str:
    """Return a line that a screen reader reads out whenever it changes."""
    return line(text, kind, "status")


def alert(text: str) -> str:
    """Return a line with an error message."""
    return line(text, "alert", "alert")


def svg_picture(body: str, width: int, height: int, alt: str) -> str:
    """Return SVG elements, drawn in dark ink, as an ``<img>`` that suits light and dark themes.

    It is ``width`` by ``height`` CSS pixels. An ``<image>`` in it keeps its colours, unless
    it has the class ``levels``: a spectrogram is inverted like ink.
    """
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12" fill="#111">'
        f'<style>{DARK_INK}</style><g class="ink">{body}</g></svg>'
    )
    return picture_tag(svg.encode(), "image/svg+xml", alt, size=(width, height))


def line_picture(body: str, width: int, height: int, alt: str) -> str:
    """Return SVG elements in the classes of ``lines.css`` as an ``<img>``, in the theme's colours.

    It is ``width`` by ``height`` CSS pixels.
    """
    colours = html.escape(style_sheet("theme.css", "lines.css"), quote=False)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" class="ci-page" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12" '
        f'style="fill:var(--ci-fg)"><style>{colours}</style>{body}</svg>'
    )
    return picture_tag(svg.encode(), "image/svg+xml", alt, size=(width, height))


def apart(heights: Sequence[float], distance: float, lowest: float) -> list[float]:
    """Move names down if two would overlap, then up those that would be cut off.

    Args:
        heights: The heights of the names in a drawing, where down is positive.
        distance: The least distance of two names.
        lowest: The height of the lowest name, at most.
    """
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved, free = dict.fromkeys(order, 0.0), -math.inf
    for place in order:
        moved[place] = max(heights[place], free)
        free = moved[place] + distance
    for place in reversed(order):
        moved[place] = min(moved[place], lowest)
        lowest = moved[place] - distance
    return [moved[place] for place in range(len(heights))]


def svg_text(x: float, y: float, text: str, *, anchor: str = "start", extra: str = "") -> str:
    """Return a line of text in an SVG drawing; ``extra`` contains further attributes."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{html.escape(text)}</text>'
    )
