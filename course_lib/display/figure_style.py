"""The style of every figure: colours that suit any colour vision, in light and dark themes.

Conventions
    No ``pyplot``. All callbacks of a notebook share its hidden "current figure", so two of them at
    once would draw into each other. Every drawing has its own ``Figure``.
    Lines differ in colour *and* dash, so that a grey print stays readable.
    A picture is an ``<img alt=...>``: JupyterLab drops the alt text of a bare ``image/png``.
    The ground is transparent. In a dark theme the ink is inverted and its hue turned back, so that
    black becomes white and blue stays blue. So it is with spectrograms and signed values, which
    fade into the ground; other images keep their own colours. A picture is an SVG that asks for the
    colour scheme of its place, so no script is needed.

Source: Okabe & Ito, "Color Universal Design", 2008, https://jfly.uni-koeln.de/color/
"""

import base64
import html
import io

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_rgba
from matplotlib.figure import Figure

from course_lib.display.read_page_colours import GROUND

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
# a blue between the accents of both themes, and still one when a dark theme inverts it like ink
BLUE = "#2f7fd6"
MARKED = ListedColormap(["none", BLUE])  # for yes and no in an image; no is the ground of the page
# inches, and CSS pixels an inch: as wide as a card of words, with letters smaller than its title
CARD_WIDTH, CARD_DPI = 7.6, 100
SHARPNESS = 2  # pixels of a picture for each CSS pixel, for screens that have two
_OPAQUE_FROM = 0.5  # share of the range of levels from which a colour is opaque


def _levels() -> ListedColormap:
    colours = colormaps["Blues"](np.linspace(0, 1, 256))
    colours[:, 3] = np.minimum(1, np.linspace(0, 1 / _OPAQUE_FROM, 256))
    return ListedColormap(colours, name="levels")


# for spectrograms: from the ground of the page to dark blue. A dark theme inverts it like ink
LEVELS = _levels()
# for values with a sign: orange below zero, the ground of the page at zero, blue above
SIGNED = LinearSegmentedColormap.from_list(
    "signed",
    [
        (place, to_rgba(colour, alpha))
        for place, colour, alpha in (
            (0.0, OKABE_ITO[5], 1),
            (0.5, OKABE_ITO[5], 0),
            (0.5, OKABE_ITO[0], 0),
            (1.0, OKABE_ITO[0], 1),
        )
    ],
)
_FADING = {LEVELS.name, SIGNED.name}  # a dark theme inverts these, and no others
# for an SVG: what has the class "ink" suits a dark theme, and what has the class "kept" covers it.
# Images in ink keep their colours, except those of the class "levels", which are spectrograms
DARK_INK = (
    ".kept{display:none}@media (prefers-color-scheme:dark){.kept{display:inline}"
    ".ink,.ink image:not(.levels){filter:invert(1) hue-rotate(180deg) brightness(1.2)}}"
)


def new_figure(width: float = 9.0, height: float = 2.8) -> tuple[Figure, Axes]:
    """Return a transparent figure of ``width`` by ``height`` inches, and its axes."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="none")
    axes = figure.add_subplot()
    axes.set_facecolor("none")
    return figure, axes


def to_png(figure: Figure, dpi: int = 110) -> bytes:
    """Return a figure as a PNG on a transparent ground.

    The same figure gives the same bytes, without a date or version.
    """
    for axes in figure.axes:
        if not _colour_maps(axes):  # an image needs its frame, since its edges are pale
            axes.spines[["top", "right"]].set_visible(False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None}, transparent=True)
    return buffer.getvalue()


def img_tag(figure: Figure, alt: str, dpi: int = 110) -> str:
    """Return a figure as an ``<img>`` that a screen reader can read out.

    Args:
        figure: The figure.
        alt: A sentence that says what the picture shows; it must not be empty.
        dpi: The number of CSS pixels per inch. The picture has `SHARPNESS` times as many pixels.
    """
    return themed_picture(figure, to_png(figure, SHARPNESS * dpi), alt, dpi)


def themed_picture(figure: Figure, png: bytes, alt: str, dpi: float) -> str:
    """Return a drawn figure as an ``<img>`` that suits light and dark themes.

    Args:
        figure: The figure; parts of it that are images keep their colours.
        png: The figure as it was drawn, on a transparent ground, with any number of pixels.
        alt: A sentence that says what the picture shows.
        dpi: The number of CSS pixels per inch.
    """
    across, down = (round(inches * dpi) for inches in figure.get_size_inches())
    kept = "".join(
        f'<rect x="{x * across:.1f}" y="{(1 - y - tall) * down:.1f}" width="{wide * across:.1f}" '
        f'height="{tall * down:.1f}"/>'
        for x, y, wide, tall in _images(figure)
    )
    body = (
        f'<defs><image id="p" width="{across}" height="{down}" '
        f'href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'
        f'<clipPath id="c">{kept}</clipPath></defs><use class="ink" href="#p"/>'
    )
    if kept:
        body += '<g class="kept" clip-path="url(#c)"><use href="#p"/></g>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" width="{across}" '
        f'height="{down}"><style>{DARK_INK}</style>{body}</svg>'
    )
    return picture_tag(svg.encode(), "image/svg+xml", alt, size=(across, down))


def _images(figure: Figure) -> list[tuple[float, float, float, float]]:
    """Return the places, as shares of the figure, of all axes whose image keeps its colours."""
    return [axes.get_position().bounds for axes in figure.axes if _keeps_colours(axes)]


def _keeps_colours(axes: Axes) -> bool:
    """Return True if axes have an image in other colours than `LEVELS` and `SIGNED`."""
    return any(name not in _FADING for name in _colour_maps(axes))


def _colour_maps(axes: Axes) -> list[str]:
    """Return the names of the colour maps of all images on the axes."""
    meshes = [part for part in axes.collections if isinstance(part, QuadMesh)]
    return [part.get_cmap().name for part in [*axes.images, *meshes]]


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
        f'height="{size[1]}" style="display:block;max-width:100%;height:auto;background:{GROUND}" '
        f'src="data:{mime};base64,{source}">'
    )
