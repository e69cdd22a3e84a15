"""The style of every figure: colours that suit any colour vision, on an opaque white card.

Conventions
    No ``pyplot``. All callbacks of a notebook share its hidden "current figure", so two of them at
    once would draw into each other. Every drawing has its own ``Figure``.
    Lines differ in colour *and* dash, so that a grey print stays readable.
    A picture is an ``<img alt=...>``: JupyterLab drops the alt text of a bare ``image/png``.
    White is opaque, so that the same picture suits light and dark themes.

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
    """Return a white figure of ``width`` by ``height`` inches, and its axes."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.set_facecolor("white")
    return figure, axes


def to_png(figure: Figure, dpi: int = 90) -> bytes:
    """Return a figure as a PNG. The same figure gives the same bytes, without a date or version."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def img_tag(figure: Figure, alt: str, dpi: int = 90) -> str:
    """Return a figure as an ``<img>`` that a screen reader can read out.

    Args:
        figure: The figure.
        alt: A sentence that says what the picture shows; it must not be empty.
        dpi: The number of pixels per inch.
    """
    width, height = figure.get_size_inches() * dpi
    return picture_tag(to_png(figure, dpi), "image/png", alt, size=(round(width), round(height)))


def picture_tag(data: bytes, mime: str, alt: str, size: tuple[int, int]) -> str:
    """Return an ``<img>`` that contains its own picture, ``size`` in CSS pixels.

    The tag states width and height, so that the page doesn't jump while a slider moves.
    """
    if not alt.strip():
        raise ValueError(
            "A picture needs an alt text, got none: say in a sentence what the picture shows."
        )
    source = base64.b64encode(data).decode()
    return (
        f'<img class="course-picture" alt="{html.escape(alt)}" width="{size[0]}" '
        f'height="{size[1]}" style="display:block;max-width:100%;height:auto;background:#fff" '
        f'src="data:{mime};base64,{source}">'
    )
