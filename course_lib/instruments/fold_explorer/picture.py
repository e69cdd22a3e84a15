"""The picture of a fold, drawn fast enough to follow a slider.

The samples become a small PNG with one pixel each. The browser enlarges it inside an SVG that
contains the title, the axes and the colours. Without matplotlib's layout, a step of the slider
takes a few milliseconds instead of more than a hundred.
"""

import base64

from matplotlib import colormaps
from matplotlib.colors import to_hex
from torch import Tensor

from course_lib.display.figures.folds import COLOURS, fold_png
from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.display.theme import OKABE_ITO

WIDTH, HEIGHT = 560, 312  # CSS pixels, of the whole picture
LEFT, TOP = 66, 40  # the corner of the fold
ACROSS, DOWN = 400, 240  # its size
LEGEND = LEFT + ACROSS + 24
STOPS = 5  # colours of the legend; the browser interpolates the others
BLUE, VERMILLION = OKABE_ITO[0], OKABE_ITO[5]

CROWDED = (
    0.15  # share of the width: closer to an edge, the marked column's number replaces the edge's
)
HALF_LABEL = 34  # CSS pixels; half the width of "column 255"

COMB_HEIGHT = 230
COMB_SHOWN = (60, 260)  # fewest and most samples in the magnified part


def fold_picture(folded: Tensor, peak: float, column: int, title: str, alt: str) -> str:
    """Return a picture of ``folded [rows, period]`` with its axes and a mark at one column.

    Args:
        folded: The fold to show.
        peak: The sample value of the brightest colour; -peak has the darkest one.
        column: The column to mark.
        title: The finding.
        alt: A sentence that says what the picture shows.
    """
    rows, period = folded.shape
    data = base64.b64encode(fold_png(folded, peak)).decode()
    middle = LEFT + ACROSS * (column + 0.5) / period
    bottom = TOP + DOWN
    body = [
        svg_text(LEFT, 20, title, extra='font-weight="bold" font-size="14"'),
        f'<image x="{LEFT}" y="{TOP}" width="{ACROSS}" height="{DOWN}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>',
        f'<path d="M{middle:.1f} {TOP - 1} l5 -8 h-10 z M{middle:.1f} {bottom + 1} l5 8 h-10 z"/>',
        _columns(column, period, middle),
        svg_text(LEFT - 6, TOP + 10, "row 0", anchor="end"),
        svg_text(LEFT - 6, bottom, f"row {rows - 1}", anchor="end"),
        svg_text(LEFT - 6, TOP + DOWN / 2, "time ↓", anchor="end"),
        _legend(peak),
    ]
    return svg_picture("".join(body), WIDTH, HEIGHT, alt)


def comb_picture(samples: Tensor, field: Tensor, period: int, alt: str) -> str:
    """Return a picture of the samples that one logit depends on.

    The upper part shows the whole sound, the lower part magnifies a few samples.

    Args:
        samples: The sound [time].
        field: bool [time], True at the samples that the logit depends on.
        period: The period of the fold in samples; it sets the magnification.
        alt: A sentence that says what the picture shows.
    """
    where = field.nonzero().flatten()
    first, last = int(where[0]), int(where[-1])
    middle = int(where[len(where) // 2])
    half = min(max(COMB_SHOWN[0], 6 * period), COMB_SHOWN[1], samples.shape[0]) // 2
    start = max(0, min(middle - half, samples.shape[0] - 2 * half))
    body = svg_text(20, 16, f"the whole sound: the logit hears samples {first} to {last}")
    body += _span(samples.shape[0], first, last)
    body += svg_text(20, 84, f"samples {start} and on, magnified: red dots are heard, grey is not")
    body += _stems(samples[start : start + 2 * half], field[start : start + 2 * half])
    return svg_picture(body, WIDTH, COMB_HEIGHT, alt)


def _columns(column: int, period: int, middle: float) -> str:
    """Return the numbers of the first, the last and the marked column, on one line."""
    place, y = (column + 0.5) / period, TOP + DOWN + 24
    labels = svg_text(LEFT, y, "0") if place > CROWDED else ""
    if place < 1 - CROWDED:
        labels += svg_text(LEFT + ACROSS, y, str(period - 1), anchor="end")
    at = min(max(middle, LEFT + HALF_LABEL), LEFT + ACROSS - HALF_LABEL)
    return labels + svg_text(at, y, f"column {column}", anchor="middle")


def _legend(peak: float) -> str:
    colours = (to_hex(colormaps[COLOURS](1 - i / (STOPS - 1))) for i in range(STOPS))
    stops = "".join(
        f'<stop offset="{i / (STOPS - 1):.2f}" stop-color="{colour}"/>'
        for i, colour in enumerate(colours)
    )
    return (
        f'<linearGradient id="scale" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient>'
        f'<rect x="{LEGEND}" y="{TOP}" width="14" height="{DOWN}" fill="url(#scale)"/>'
        + svg_text(LEGEND, TOP - 8, "sample")
        + svg_text(LEGEND + 20, TOP + 10, f"+{peak:.2f}")
        + svg_text(LEGEND + 20, TOP + DOWN / 2, "0")
        + svg_text(LEGEND + 20, TOP + DOWN, f"−{peak:.2f}")
    )


def _span(length: int, first: int, last: int) -> str:
    """Return the whole sound as a bar, with the part that the logit depends on."""
    x, width = 20 + 520 * first / length, max(2.0, 520 * (last - first + 1) / length)
    return (
        '<rect x="20" y="26" width="520" height="20" fill="#ddd" stroke="#555"/>'
        f'<rect x="{x:.1f}" y="26" width="{width:.1f}" height="20" fill="{VERMILLION}"/>'
        + svg_text(20, 62, "0")
        + svg_text(540, 62, f"sample {length - 1}", anchor="end")
    )


def _stems(samples: Tensor, field: Tensor) -> str:
    """Return a stem for each sample; those in the field differ by colour, width and a dot."""
    scale = 55 / (float(samples.abs().max()) or 1.0)
    step = 520 / samples.shape[0]
    parts = ['<path d="M20 158 H540" stroke="#555"/>']
    for i, (value, inside) in enumerate(zip(samples.tolist(), field.tolist(), strict=True)):
        x, y = 20 + step * (i + 0.5), 158 - scale * value
        colour, width = (VERMILLION, 3) if inside else ("#aaa", 1)
        parts.append(f'<path d="M{x:.1f} 158 V{y:.1f}" stroke="{colour}" stroke-width="{width}"/>')
        if inside:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{VERMILLION}"/>')
    return "".join(parts)
