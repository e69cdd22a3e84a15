"""The picture of a mix of losses: three bars for each loss, from its weight to its gradient.

The bars of one colour add up to 100 %. Colours also differ in pattern.
"""

from collections.abc import Iterator, Mapping

from course_lib.display.figure_style import OKABE_ITO
from course_lib.display.figures.share_bars import percent
from course_lib.display.html_pieces import svg_picture, svg_text

WIDTH = 690  # CSS pixels
LEFT, ACROSS, TOP, BAR, GROUP = 90, 500, 58, 15, 60
PLACES = ("of the weights", "of the gradient at the output", "of the gradient in the parameters")
COLOURS = ("#888888", OKABE_ITO[4], OKABE_ITO[0])
LEGEND = (90, 220, 440)  # left ends

Shares = Mapping[str, float]


def mixer_picture(bars: tuple[Shares, Shares, Shares], title: str, alt: str) -> str:
    """Return a picture of each loss's share of the weights, at the output and in the parameters.

    Args:
        bars: The shares of the weights, at the output, and in the parameters.
        title: The finding.
        alt: Sentences that say what the picture shows.
    """
    names = list(bars[0])
    height = TOP + GROUP * len(names) + 22
    body = [PATTERN, svg_text(8, 18, title, extra='font-weight="bold" font-size="14"')]
    body += [_key(place) for place in range(3)]
    for row, name in enumerate(names):
        body += _group(name, [shares[name] for shares in bars], TOP + row * GROUP)
    body += _axis(height - 22)
    return svg_picture("".join(body), WIDTH, height, alt)


PATTERN = (
    '<defs><pattern id="lines" width="6" height="6" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{COLOURS[1]}"/>'
    '<path d="M0 0 V6" stroke="#111" stroke-width="1.5"/></pattern></defs>'
)


def _fill(place: int) -> str:
    return "url(#lines)" if place == 1 else COLOURS[place]


def _key(place: int) -> str:
    x = LEGEND[place]
    swatch = (
        f'<rect x="{x}" y="32" width="14" height="12" fill="{_fill(place)}" stroke="#111" '
        'stroke-width="0.5"/>'
    )
    return swatch + svg_text(x + 20, 42, PLACES[place])


def _group(name: str, parts: list[float], top: float) -> Iterator[str]:
    yield svg_text(LEFT - 8, top + 1.5 * BAR + 4, name, anchor="end", extra='font-weight="bold"')
    for place, part in enumerate(parts):
        y = top + place * (BAR + 1)
        yield (
            f'<rect x="{LEFT}" y="{y}" width="{max(1.0, ACROSS * part):.1f}" height="{BAR}" '
            f'fill="{_fill(place)}" stroke="#111" stroke-width="0.5"/>'
        )
        yield svg_text(LEFT + max(1.0, ACROSS * part) + 6, y + BAR - 3, percent(part))


def _axis(bottom: float) -> Iterator[str]:
    yield f'<path d="M{LEFT} {TOP - 4} V{bottom}" stroke="#333"/>'
    for part in (0.0, 0.5, 1.0):
        yield svg_text(LEFT + ACROSS * part, bottom + 14, f"{100 * part:.0f} %", anchor="middle")
