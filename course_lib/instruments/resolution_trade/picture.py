"""The picture of one window: its spectrogram, and the two curves behind the read-out.

As in `fold_picture`, the spectrogram is a small PNG inside an SVG. Without matplotlib's layout, the
picture follows a slider.
"""

import base64
import io
from collections.abc import Callable, Iterator

from matplotlib.image import imsave
from torch import Tensor

from course_lib.display.figure_style import LEVELS as COLOURS
from course_lib.display.figure_style import OKABE_ITO
from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.instruments.resolution_trade.model import (
    FIRST_CLICK,
    LOWER_TONE,
    SHOWN_SECONDS,
    SHOWN_TO,
    TINY,
    PowerCurve,
    SpectrogramPart,
    WindowView,
)

WIDTH, HEIGHT = 690, 292  # CSS pixels
LEFT, TOP, ACROSS, DOWN = 56, 40, 330, 196  # of the spectrogram
PLOT_LEFT, PLOT_WIDTH, PLOT_HEIGHT = 446, 220, 70
PLOT_TOPS = (40, 166)
LEVELS = (-45.0, 15.0)  # dB, of every picture
PLOT_DB = 30.0  # from the top of a curve to the bottom of its plot
AROUND = 2.5  # distances on both sides of a pair that a curve shows
MOST_DOTS = 60  # cells of a curve that are still drawn one by one
BLUE, VERMILLION = OKABE_ITO[0], OKABE_ITO[5]


def trade_picture(
    view: WindowView, tones_apart: float, clicks_apart: float, title: str, alt: str
) -> str:
    """Return the spectrogram on the left, and the curves of tones and clicks on the right.

    Args:
        view: The clip as one window shows it.
        tones_apart: The distance of the tones in Hz.
        clicks_apart: The distance of the clicks in seconds.
        title: The finding.
        alt: Sentences that say what the picture shows.
    """
    result = view.read_out
    body = [
        svg_text(LEFT, 18, title, extra='font-weight="bold" font-size="14"'),
        _spectrogram(view.part),
        *_curve(
            view.tones,
            (LOWER_TONE, LOWER_TONE + tones_apart),
            PLOT_TOPS[0],
            f"along frequency: tones {_split(result.tones_split)}",
            lambda hertz: f"{hertz:g} Hz",
        ),
        *_curve(
            view.clicks,
            (FIRST_CLICK, FIRST_CLICK + clicks_apart),
            PLOT_TOPS[1],
            f"along time: clicks {_split(result.clicks_split)}",
            lambda seconds: f"{1000 * seconds:g} ms",
        ),
    ]
    return svg_picture("".join(body), WIDTH, HEIGHT, alt)


def _spectrogram(part: SpectrogramPart) -> str:
    data = base64.b64encode(_png(part.levels)).decode()
    x, y = _time_scale(), _frequency_scale()
    left, right = x(part.seconds[0]), x(part.seconds[1])
    top, bottom = y(part.hertz[1]), y(part.hertz[0])
    parts = [
        f'<clipPath id="frame"><rect x="{LEFT}" y="{TOP}" width="{ACROSS}" height="{DOWN}"/>'
        "</clipPath>"
        f'<image class="levels" clip-path="url(#frame)" x="{left:.1f}" y="{top:.1f}" '
        f'width="{right - left:.1f}" height="{bottom - top:.1f}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
        f'<rect x="{LEFT}" y="{TOP}" width="{ACROSS}" height="{DOWN}" fill="none" stroke="#333"/>'
    ]
    for hertz in (0, 500, 1000, 1500, 2000):
        label = f"{hertz} Hz" if hertz == SHOWN_TO else f"{hertz}"
        parts.append(svg_text(LEFT - 6, y(hertz) + 4, label, anchor="end"))
    for seconds in (0.25, 0.3, 0.35):
        parts.append(f'<path d="M{x(seconds):.1f} {TOP + DOWN} v5" stroke="#333"/>')
        label = f"{1000 * seconds:g} ms"
        parts.append(svg_text(x(seconds), TOP + DOWN + 18, label, anchor="middle"))
    legend = f"time →   as the page: −{-LEVELS[0]:g} dB and less, full blue: {LEVELS[1]:g} dB"
    parts.append(svg_text(LEFT, TOP + DOWN + 40, legend))
    return "".join(parts)


def _curve(
    curve: PowerCurve,
    pair: tuple[float, float],
    top: float,
    label: str,
    name: Callable[[float], str],
) -> Iterator[str]:
    """Yield one curve in dB below its largest value, with marks at the true places of the pair."""
    apart = pair[1] - pair[0]
    low, high = pair[0] - AROUND * apart, pair[1] + AROUND * apart
    x = _scale(low, high, PLOT_LEFT, PLOT_LEFT + PLOT_WIDTH)
    bottom = top + PLOT_HEIGHT
    yield svg_text(PLOT_LEFT, top - 8, label, extra='font-weight="bold"')
    yield (
        f'<rect x="{PLOT_LEFT}" y="{top}" width="{PLOT_WIDTH}" height="{PLOT_HEIGHT}" '
        'fill="#f6f6f6" stroke="#333"/>'
    )
    yield svg_text(PLOT_LEFT - 6, top + 12, "0 dB", anchor="end")
    yield svg_text(PLOT_LEFT - 6, bottom, f"−{PLOT_DB:g}", anchor="end")
    for place, anchor in zip(pair, ("end", "start"), strict=True):
        yield (
            f'<path d="M{x(place):.1f} {top} V{bottom + 4}" stroke="{VERMILLION}" '
            'stroke-dasharray="4 3"/>'
        )
        yield svg_text(x(place), bottom + 18, name(place), anchor=anchor)
    yield _line(curve, low, high, x, _scale(-PLOT_DB, 0.0, bottom, top + 4), top, bottom)


def _line(
    curve: PowerCurve,
    low: float,
    high: float,
    x: Callable[[float], float],
    y: Callable[[float], float],
    top: float,
    bottom: float,
) -> str:
    inside = ((curve.places >= low) & (curve.places <= high)).nonzero().flatten()
    if not len(inside):
        return svg_text(PLOT_LEFT + 8, (top + bottom) / 2, "no cell in this range")
    first, last = max(0, int(inside[0]) - 1), int(inside[-1]) + 2  # one more on each side
    power = curve.power[first:last].clamp(min=TINY)
    below = 10 * (power / power[1:-1].max() if len(power) > 2 else power / power.max()).log10()
    points = [
        (x(place), y(max(level, -PLOT_DB)))
        for place, level in zip(curve.places[first:last].tolist(), below.tolist(), strict=True)
    ]
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    clip = (
        f'<clipPath id="plot{top:g}"><rect x="{PLOT_LEFT}" y="{top}" width="{PLOT_WIDTH}" '
        f'height="{bottom - top}"/></clipPath>'
    )
    dots = "".join(
        f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{BLUE}"/>'
        for px, py in (points if len(points) <= MOST_DOTS else ())
    )
    return (
        f'{clip}<g clip-path="url(#plot{top:g})"><polyline points="{path}" fill="none" '
        f'stroke="{BLUE}" stroke-width="2"/>{dots}</g>'
    )


def _png(levels: Tensor) -> bytes:
    buffer = io.BytesIO()
    pixels = levels.flip(
        0
    ).numpy()  # row 0 is the top of a picture, and low frequencies are at the bottom
    imsave(buffer, pixels, vmin=LEVELS[0], vmax=LEVELS[1], cmap=COLOURS, format="png")
    return buffer.getvalue()


def _time_scale() -> Callable[[float], float]:
    return _scale(*SHOWN_SECONDS, LEFT, LEFT + ACROSS)


def _frequency_scale() -> Callable[[float], float]:
    return _scale(0.0, SHOWN_TO, TOP + DOWN, TOP)


def _scale(low: float, high: float, start: float, stop: float) -> Callable[[float], float]:
    return lambda value: start + (stop - start) * (value - low) / (high - low)


def _split(flag: bool) -> str:
    return "split" if flag else "not split"
