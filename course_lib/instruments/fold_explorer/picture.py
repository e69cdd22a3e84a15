"""Paint the fold explorer's picture: fast enough to follow a finger on a slider.

The samples become one small PNG with one pixel each, and the browser enlarges it inside an SVG that
has the title, the axes and the colours. No figure is laid out, so a step of the slider costs a few
milliseconds instead of the hundred and more that matplotlib takes for a figure with axes.
"""

import base64

from matplotlib import colormaps
from matplotlib.colors import to_hex
from torch import Tensor

from course_lib.display.cards import svg_picture, svg_text
from course_lib.display.figures.folds import COLOURS, fold_png
from course_lib.display.theme import OKABE_ITO

WIDTH, HEIGHT = 560, 312  # CSS pixels, of the whole picture
LEFT, TOP = 66, 40  # where the fold begins
ACROSS, DOWN = 400, 240  # and its size
LEGEND = LEFT + ACROSS + 24
STOPS = 5  # colours given to the legend; the browser fills in the others
BLUE, VERMILLION = OKABE_ITO[0], OKABE_ITO[5]

CROWDED = 0.15  # of the width: nearer to an edge, the marked column's number stands for both
HALF_LABEL = 34  # CSS pixels; half the width of "column 255"

COMB_HEIGHT = 230
COMB_SHOWN = (60, 260)  # fewest and most samples in the magnified part


def fold_picture(folded: Tensor, peak: float, column: int, title: str, alt: str) -> str:
    """Show ``folded [rows, period]`` with its axes and a mark at one column.

    Args:
        folded: what to show.
        peak: sample value of the brightest colour; -peak is the darkest one.
        column: the column to mark.
        title: the finding.
        alt: what is seen, in a sentence.
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


def comb_picture(samples: Tensor, heard: Tensor, period: int, alt: str) -> str:
    """Show which ``samples [time]`` one logit hears: all of them above, a few magnified below."""
    where = heard.nonzero().flatten()
    first, last = int(where[0]), int(where[-1])
    middle = int(where[len(where) // 2])
    half = min(max(COMB_SHOWN[0], 6 * period), COMB_SHOWN[1], samples.shape[0]) // 2
    start = max(0, min(middle - half, samples.shape[0] - 2 * half))
    body = svg_text(20, 16, f"the whole sound: the logit hears samples {first} to {last}")
    body += _span(samples.shape[0], first, last)
    body += svg_text(20, 84, f"samples {start} and on, magnified: red dots are heard, grey is not")
    body += _stems(samples[start : start + 2 * half], heard[start : start + 2 * half])
    return svg_picture(body, WIDTH, COMB_HEIGHT, alt)


def _columns(column: int, period: int, middle: float) -> str:
    """Number the first, the last and the marked column, in one line."""
    place, y = (column + 0.5) / period, TOP + DOWN + 24
    words = svg_text(LEFT, y, "0") if place > CROWDED else ""
    if place < 1 - CROWDED:
        words += svg_text(LEFT + ACROSS, y, str(period - 1), anchor="end")
    at = min(max(middle, LEFT + HALF_LABEL), LEFT + ACROSS - HALF_LABEL)
    return words + svg_text(at, y, f"column {column}", anchor="middle")


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
    """The whole sound as a bar, with the stretch that the logit reaches."""
    x, width = 20 + 520 * first / length, max(2.0, 520 * (last - first + 1) / length)
    return (
        '<rect x="20" y="26" width="520" height="20" fill="#ddd" stroke="#555"/>'
        f'<rect x="{x:.1f}" y="26" width="{width:.1f}" height="20" fill="{VERMILLION}"/>'
        + svg_text(20, 62, "0")
        + svg_text(540, 62, f"sample {length - 1}", anchor="end")
    )


def _stems(samples: Tensor, heard: Tensor) -> str:
    """A stem for each sample; what is heard differs by colour, width and a dot."""
    scale = 55 / (float(samples.abs().max()) or 1.0)
    step = 520 / samples.shape[0]
    parts = ['<path d="M20 158 H540" stroke="#555"/>']
    for i, (value, is_heard) in enumerate(zip(samples.tolist(), heard.tolist(), strict=True)):
        x, y = 20 + step * (i + 0.5), 158 - scale * value
        colour, width = (VERMILLION, 3) if is_heard else ("#aaa", 1)
        parts.append(f'<path d="M{x:.1f} 158 V{y:.1f}" stroke="{colour}" stroke-width="{width}"/>')
        if is_heard:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{VERMILLION}"/>')
    return "".join(parts)
