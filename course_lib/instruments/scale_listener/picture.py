"""The picture of the scale listener: what a scale receives, and the predicted aliases.

Every scale is drawn on the frequency axis of the whole sound, so an empty band shows what a lower
scale can't carry. As in the fold explorer, the spectrogram is a small PNG inside an SVG: without
matplotlib's layout, a change takes milliseconds.
"""

import base64
import io
import math
from collections.abc import Sequence

from matplotlib.colors import to_hex
from matplotlib.image import imsave

from course_lib.audio.stft import spectrogram_db
from course_lib.display.figure_style import LEVELS as COLOURS
from course_lib.display.figure_style import OKABE_ITO
from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.instruments.scale_listener.predicted_aliases import AliasLine
from course_lib.sounds import Sound

WIDTH, HEIGHT = 740, 330  # CSS pixels, of the whole picture
LEFT, TOP = 58, 36  # the corner of the spectrogram
TITLE_LEFT = 12  # a title may be longer than the spectrogram
ACROSS, DOWN = 570, 240  # its size
LEGEND = LEFT + ACROSS + 24
FLOOR_DB = -80.0
WINDOW = 512  # samples of the sound in a window; a lower scale's window is as many seconds long
ORANGE = OKABE_ITO[1]
RAIL = 5  # CSS pixels from a predicted alias to each of its dashed lines
MOST_LABELS = 3


def scale_picture(
    received: Sound, whole_rate: int, lines: Sequence[AliasLine], title: str, alt: str
) -> str:
    """Return the spectrogram of what a scale receives, on the axes of the whole sound.

    Args:
        received: What the scale receives.
        whole_rate: The sample rate of the original sound in Hz.
        lines: The predicted aliases.
        title: The finding.
        alt: Sentences that say what the picture shows.
    """
    top = whole_rate / 2
    part = received.sample_rate / whole_rate
    height = DOWN * part
    base = TOP + DOWN
    body = [
        svg_text(TITLE_LEFT, 20, title, extra='font-weight="bold" font-size="14"'),
        '<pattern id="empty" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<path d="M0 8 L8 0" stroke="#bbb"/></pattern>',
        f'<rect x="{LEFT}" y="{TOP}" width="{ACROSS}" height="{DOWN - height:.1f}" '
        'fill="url(#empty)"/>',
        f'<rect x="{LEFT}" y="{TOP}" width="{ACROSS}" height="{DOWN}" fill="none" stroke="#555"/>',
        f'<image class="levels" x="{LEFT}" y="{base - height:.1f}" width="{ACROSS}" '
        f'height="{height:.1f}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{_pixels(received)}"/>',
        _empty_band(received, part),
        *_axis(received.seconds, top),
        *(_draw(line, received.seconds, top) for line in lines),
        *(_label(line, received.seconds, top) for line in lines[:MOST_LABELS]),
        _legend(),
        _key() if lines else "",
    ]
    return svg_picture("".join(body), WIDTH, HEIGHT, alt)


def _pixels(received: Sound) -> str:
    n_fft = min(WINDOW, max(64, WINDOW * received.sample_rate // 24_000))
    levels = spectrogram_db(received.samples, n_fft, n_fft // 4, FLOOR_DB)
    buffer = io.BytesIO()
    imsave(buffer, levels.flip(0).numpy(), vmin=FLOOR_DB, vmax=0.0, cmap=COLOURS, format="png")
    return base64.b64encode(buffer.getvalue()).decode()


def _empty_band(received: Sound, part: float) -> str:
    if part == 1:
        return ""
    label = f"above {received.sample_rate / 2:g} Hz this scale has no room"
    plate = (
        f'<rect x="{LEFT + ACROSS / 2 - 130}" y="{TOP + 12}" width="260" height="20" fill="#fff"/>'
    )
    return plate + svg_text(LEFT + ACROSS / 2, TOP + 27, label, anchor="middle")


def _axis(seconds: float, top: float) -> list[str]:
    parts = []
    for i in range(5):
        y = TOP + DOWN * (1 - i / 4)
        parts.append(svg_text(LEFT - 8, y + 4, f"{top * i / 4000:g}", anchor="end"))
        parts.append(f'<path d="M{LEFT - 5} {y:.1f} h5" stroke="#333"/>')
        x = LEFT + ACROSS * i / 4
        parts.append(svg_text(x, TOP + DOWN + 18, f"{seconds * i / 4:.3g}", anchor="middle"))
        parts.append(f'<path d="M{x:.1f} {TOP + DOWN} v5" stroke="#333"/>')
    parts.append(svg_text(LEFT + ACROSS / 2, TOP + DOWN + 38, "time (s)", anchor="middle"))
    middle = TOP + DOWN / 2
    turn = f'transform="rotate(-90 16 {middle})"'
    parts.append(svg_text(16, middle, "frequency (kHz)", anchor="middle", extra=turn))
    return parts


def _place(point: tuple[float, float], seconds: float, top: float) -> tuple[float, float]:
    return LEFT + ACROSS * min(point[0] / seconds, 1), TOP + DOWN * (1 - point[1] / top)


def _draw(line: AliasLine, seconds: float, top: float) -> str:
    """Return a pair of dashed lines. The alias itself should appear between them."""
    (x0, y0), (x1, y1) = (_place(point, seconds, top) for point in (line.start, line.end))
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    across, up = RAIL * (y0 - y1) / length, RAIL * (x1 - x0) / length
    return "".join(
        f'<path d="M{x0 + dx:.1f} {y0 + dy:.1f} L{x1 + dx:.1f} {y1 + dy:.1f}" fill="none" '
        f'stroke="{ORANGE}" stroke-width="2" stroke-dasharray="7 4"/>'
        for dx, dy in ((across, up), (-across, -up))
    )


def _label(line: AliasLine, seconds: float, top: float) -> str:
    ends = [_place(point, seconds, top) for point in (line.start, line.end)]
    x, y = sum(end[0] for end in ends) / 2, sum(end[1] for end in ends) / 2
    flat = ends[0][1] == ends[1][1]
    x, y = (x, y - 14) if flat else (min(x + 8, LEFT + ACROSS - 66), y + 4)
    plate = (
        f'<rect x="{x - 32 * flat:.1f}" y="{y - 13:.1f}" width="64" height="18" rx="3" '
        'fill="#fff" fill-opacity="0.9"/>'
    )
    anchor = "middle" if flat else "start"
    return plate + svg_text(x + 4 * (not flat), y, f"{signed(line.level_db)} dB", anchor=anchor)


def _legend() -> str:
    stops = "".join(
        f'<stop offset="{i / 4:.2f}" stop-color="{to_hex(colour)}" stop-opacity="{colour[3]:.2f}"/>'
        for i, colour in enumerate(COLOURS([1, 0.75, 0.5, 0.25, 0.0]))
    )
    return (
        f'<linearGradient id="scale" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient>'
        f'<rect x="{LEGEND}" y="{TOP}" width="14" height="{DOWN}" fill="url(#scale)"/>'
        + svg_text(LEGEND + 20, TOP + 10, "0 dB")
        + svg_text(LEGEND + 20, TOP + DOWN, f"−{-FLOOR_DB:g} dB")
    )


def _key() -> str:
    x, y = LEFT + ACROSS - 150, TOP + DOWN + 34
    dashes = f'stroke="{ORANGE}" stroke-width="2" stroke-dasharray="7 4"'
    rails = f'<path d="M{x} {y - 7} h36 M{x} {y + 1} h36" {dashes}/>'
    return rails + svg_text(x + 44, y + 2, "predicted, at (dB)")


def signed(level: float) -> str:
    """Return a level with one decimal and a typographic minus sign."""
    rounded = round(level, 1) + 0.0  # + 0.0 turns -0.0 into 0.0
    return f"{'−' if rounded < 0 else ''}{abs(rounded):.1f}"
