"""The map of a sub-discriminator's scores and the samples of one logit, drawn fast."""

import base64

from torch import Tensor

from course_lib.display.figures.folds import fold_png
from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.display.theme import OKABE_ITO

WIDTH, HEIGHT = 560, 172  # CSS pixels, of the whole picture
LEFT, TOP = 20, 44  # the corner of the map
ACROSS, DOWN = 520, 84  # its size
VERMILLION = OKABE_ITO[5]
COMB_HEIGHT = 230
COMB_SHOWN = (60, 260)  # fewest and most samples in the magnified part


def map_picture(scores: Tensor, row: int, place: int, title: str, alt: str) -> str:
    """Return a picture of scores as colours around their mean, with one score marked.

    Args:
        scores: The scores of one sub-discriminator [time, places]. Time runs to the right.
        row: The index of the marked score in time.
        place: Its index among the scores of one moment.
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
        svg_text(LEFT, TOP + DOWN + 26, "time →"),
        svg_text(LEFT + ACROSS, TOP + DOWN + 26, _size(rows, places), anchor="end"),
    ]
    return svg_picture("".join(body), WIDTH, HEIGHT, alt)


def _size(rows: int, places: int) -> str:
    return f"{rows} scores" if places == 1 else f"{rows} × {places} scores"


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
