"""The picture of a tug of war: three lanes of scores, each score with an arrow as long as its pull.

Real scores are blue discs and fake ones vermillion squares, so a grey print stays readable.
"""

from collections.abc import Iterator

from torch import Tensor

from course_lib.display.figure_style import OKABE_ITO
from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.instruments.tug_of_war.model import LETS_GO, Pulls

WIDTH, HEIGHT = 690, 330  # CSS pixels
LEFT, RIGHT, TOP, LANE, GAP = 20, 20, 34, 76, 16
LOWEST, HIGHEST = -5.0, 5.0  # the range of scores
PER_PULL, LONGEST = 24.0, 120.0  # pixels for a pull of 1, and at most
OUTSIDE = 5.0  # pixels for a mark or an arrow head
BLUE, VERMILLION = OKABE_ITO[0], OKABE_ITO[5]


def tug_picture(real: Tensor, fake: Tensor, pull: Pulls, title: str, alt: str) -> str:
    """Return the pull of the discriminator on both clouds, and of the generator on the fakes.

    Args:
        real: The scores of real sound.
        fake: The scores of fake sound.
        pull: The pulls on them.
        title: The finding.
        alt: Sentences that say what the picture shows.
    """
    lanes = (
        ("real scores, pulled by the discriminator", real, pull.discriminator_real, False),
        ("fake scores, pulled by the discriminator", fake, pull.discriminator_fake, True),
        ("fake scores, pulled by the generator", fake, pull.generator_fake, True),
    )
    body = [svg_text(LEFT, 18, title, extra='font-weight="bold" font-size="14"')]
    for row, (name, scores, arrows, square) in enumerate(lanes):
        body += _lane(TOP + row * (LANE + GAP), name, scores, arrows, square=square)
    body += [
        svg_text(_x(mark), HEIGHT - 6, f"{mark}".replace("-", "−"), anchor="middle")
        for mark in range(-4, 5)
    ]
    return svg_picture(ARROW_HEAD + "".join(body), WIDTH, HEIGHT, alt)


ARROW_HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" '
    'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#111"/></marker></defs>'
)


def _lane(top: float, name: str, scores: Tensor, pull: Tensor, *, square: bool) -> Iterator[str]:
    yield (
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH - LEFT - RIGHT}" height="{LANE}" '
        'fill="#f6f6f6" stroke="#999"/>'
    )
    for mark in range(-4, 5):
        dash = "" if mark in (-1, 0, 1) else 'stroke-dasharray="2 4"'
        yield f'<path d="M{_x(mark):.1f} {top} v{LANE}" stroke="#bbb" {dash}/>'
    yield svg_text(LEFT + 6, top + 14, name)
    step = (LANE - 26) / max(1, len(scores) - 1)
    for row, (score, force) in enumerate(zip(scores.tolist(), pull.tolist(), strict=True)):
        yield _score(_x(score), top + 20 + row * step, force, square=square)


def _score(x: float, y: float, force: float, *, square: bool) -> str:
    arrow = ""
    if abs(force) > LETS_GO:
        length = max(-LONGEST, min(LONGEST, PER_PULL * force))
        edge = OUTSIDE if force > 0 else -OUTSIDE
        arrow = (
            f'<path d="M{x + edge:.1f} {y:.1f} h{length + edge:.1f}" stroke="#111" '
            'stroke-width="1.6" '
            'marker-end="url(#head)"/>'
        )
    if square:
        mark = f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{VERMILLION}"/>'
    else:
        mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{BLUE}"/>'
    return arrow + mark


def _x(score: float) -> float:
    part = (min(HIGHEST, max(LOWEST, score)) - LOWEST) / (HIGHEST - LOWEST)
    return LEFT + part * (WIDTH - LEFT - RIGHT)
