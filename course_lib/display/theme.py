"""Give every figure one look: colours that all eyes tell apart, on an opaque white card.

Conventions
    No ``pyplot``: its hidden "current figure" is shared by every callback of a notebook, and two
    of them at once draw into each other. Whoever draws holds its own ``Figure``.
    A line is told apart by colour *and* dash, so that it survives a grey print.
    A picture leaves as ``<img alt=...>``: JupyterLab drops the alt text of a bare ``image/png``.
    White is opaque: the same picture is read in light and in dark themes.

Source: Okabe & Ito, "Color Universal Design", 2008, https://jfly.uni-koeln.de/color/
"""

import base64
import html
import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure

# blue, orange, green, purple, sky, vermillion, yellow, black
OKABE_ITO = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#000000",
)
# one dash per colour, as (offset, on-off lengths in points); () is a solid line
DASHES: tuple[tuple[int, tuple[float, ...]], ...] = (
    (0, ()),
    (0, (6, 3)),
    (0, (2, 2)),
    (0, (8, 3, 2, 3)),
    (0, (1, 1)),
    (0, (4, 1)),
    (0, (8, 2, 2, 2, 2, 2)),
    (0, (3, 5)),
)


def new_figure(width: float = 6.4, height: float = 2.6) -> tuple[Figure, Axes]:
    """Open a white card of ``width`` by ``height`` inches with one pair of axes."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.set_facecolor("white")
    return figure, axes


def to_png(figure: Figure, dpi: int = 90) -> bytes:
    """Render a figure; the same figure gives the same bytes on every day and machine set-up."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def img_tag(figure: Figure, alt: str, dpi: int = 90) -> str:
    """Turn a figure into an ``<img>`` that a screen reader can read.

    Args:
        figure: what to show.
        alt: one sentence that says what is seen. A picture without it is refused.
        dpi: pixels per inch of the figure.
    """
    width, height = figure.get_size_inches() * dpi
    return picture_tag(to_png(figure, dpi), "image/png", alt, size=(round(width), round(height)))


def picture_tag(data: bytes, mime: str, alt: str, size: tuple[int, int]) -> str:
    """Write an ``<img>`` that carries its own picture, ``size`` in CSS pixels.

    Width and height stand in the tag, so that the page does not jump while a slider moves.
    """
    if not alt.strip():
        raise ValueError(
            "a picture needs an alt text, and was given none: say in one sentence what is seen"
        )
    source = base64.b64encode(data).decode()
    return (
        f'<img class="course-picture" alt="{html.escape(alt)}" width="{size[0]}" '
        f'height="{size[1]}" style="display:block;max-width:100%;height:auto;background:#fff" '
        f'src="data:{mime};base64,{source}">'
    )
