"""The map of a sub-discriminator's scores, for pages where scripts don't run."""

import base64

from torch import Tensor

from course_lib.display.figure_style import OKABE_ITO
from course_lib.display.figures.folds import fold_png
from course_lib.display.html_pieces import svg_picture, svg_text

WIDTH, HEIGHT = 560, 172  # CSS pixels, of the whole picture
LEFT, TOP = 20, 44  # the corner of the map
ACROSS, DOWN = 520, 84  # its size
VERMILLION = OKABE_ITO[5]


def map_picture(scores: Tensor, row: int, place: int, seconds: float, title: str, alt: str) -> str:
    """Return a picture of scores as colours around their mean, with one score marked.

    Args:
        scores: The scores of one sub-discriminator [time, places]. Time runs to the right.
        row: The index of the marked score in time.
        place: Its index among the scores of one moment.
        seconds: The length of the sound.
        title: The finding.
        alt: A sentence that says what the picture shows.
    """
    rows, places = scores.shape
    centred = scores - scores.mean()
    data = base64.b64encode(fold_png(centred.T, float(centred.abs().max()) or 1.0)).decode()
    x, y = LEFT + ACROSS * (row + 0.5) / rows, TOP + DOWN * (place + 0.5) / places
    half = max(3.0, DOWN / places / 2)
    side = max(2.0, ACROSS / rows / 2)
    body = [
        svg_text(LEFT, 20, title, extra='font-weight="bold" font-size="14"'),
        f'<image x="{LEFT}" y="{TOP}" width="{ACROSS}" height="{DOWN}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>',
        f'<path d="M{x:.1f} {TOP - 1} l5 -9 h-10 z M{x:.1f} {TOP + DOWN + 1} l5 9 h-10 z"/>',
        f'<rect x="{x - side:.1f}" y="{y - half:.1f}" width="{2 * side:.1f}" '
        f'height="{2 * half:.1f}" fill="none" stroke="{VERMILLION}" stroke-width="3"/>',
        svg_text(LEFT, TOP + DOWN + 26, "0 s"),
        svg_text(LEFT + ACROSS / 2, TOP + DOWN + 26, _size(rows, places), anchor="middle"),
        svg_text(LEFT + ACROSS, TOP + DOWN + 26, f"{seconds:.3g} s", anchor="end"),
    ]
    return svg_picture("".join(body), WIDTH, HEIGHT, alt)


def _size(rows: int, places: int) -> str:
    return f"{rows} scores" if places == 1 else f"{rows} × {places} scores"
