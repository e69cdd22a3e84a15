"""Draw an audiogram: a small picture per artefact, and in it a line per discriminator.

The horizontal axis is the strength, the vertical one the AUC, with a line where guessing is. Bars
are 95 % intervals. Discriminators are drawn beside each other at each strength, so that no bar
hides another.
"""

from dataclasses import dataclass
from typing import NamedTuple

from course_lib.display.pages import render
from course_lib.gan.experiments.audiogram.audiogram_results import Audiogram, CellArea
from course_lib.gan.experiments.audiogram.audiogram_tables import two_digits

WIDTH, HEIGHT = 440, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 132, 12, 26
LOWEST = 0.4  # AUC at the bottom of the picture
TICKS = (0.5, 0.75, 1.0)
BESIDE = 7  # pixels between two discriminators at one strength
STYLES = 7  # of lines, in lines.css
LINE_HEIGHT = 15
OVERVIEW_COLUMN, OVERVIEW_ROW, OVERVIEW_TOP = WIDTH + 20, HEIGHT + 40, 24
WORDS = {1: "faint", 2: "plain", 3: "strong"}


class DiscriminatorLine(NamedTuple):
    """The line of one discriminator, in units of the picture."""

    name: str
    style: int
    points: str
    bars: list[tuple[float, float, float]]  # x, bottom and top
    places: list[tuple[float, float]]
    y: float  # height of its name


@dataclass(frozen=True)
class AudiogramPicture:
    """What `audiogram_picture.html.j2` draws, in units of the picture."""

    caption: str
    alt: str
    ticks: list[tuple[float, str]]
    strengths: list[tuple[float, str]]
    lines: list[DiscriminatorLine]
    guessing: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def draw_artefact(audiogram: Audiogram, artefact: str) -> str:
    """Return the picture of one artefact as an HTML figure, with a text for screen readers."""
    return render("audiogram_picture", picture=artefact_picture(audiogram, artefact))


def draw_overview(audiogram: Audiogram) -> str:
    """Return the pictures of all artefacts as one SVG file, for a document."""
    pictures = [artefact_picture(audiogram, artefact) for artefact in audiogram.artefacts]
    places = [
        (OVERVIEW_COLUMN * (i % 2), OVERVIEW_ROW * (i // 2) + OVERVIEW_TOP)
        for i in range(len(pictures))
    ]
    return render(
        "audiogram_overview",
        pictures=list(zip(pictures, places, strict=True)),
        width=2 * OVERVIEW_COLUMN,
        height=OVERVIEW_ROW * -(-len(pictures) // 2),
    )


def artefact_picture(audiogram: Audiogram, artefact: str) -> AudiogramPicture:
    """Return what the picture of one artefact shows, in units of the picture."""
    found = {
        name: areas
        for name in audiogram.discriminators
        if len(areas := _areas(audiogram, name, artefact)) == len(audiogram.strengths)
    }
    lines = [
        _line(name, number, len(found), areas) for number, (name, areas) in enumerate(found.items())
    ]
    return AudiogramPicture(
        caption=artefact,
        alt=_describe(artefact, audiogram.strengths, found),
        ticks=[(_y(value), two_digits(value)) for value in TICKS],
        strengths=[
            (_x(i, len(audiogram.strengths)), WORDS.get(s, str(s)))
            for i, s in enumerate(audiogram.strengths)
        ],
        lines=_spread(lines),
        guessing=_y(0.5),
    )


def _areas(audiogram: Audiogram, name: str, artefact: str) -> list[CellArea]:
    found = [audiogram.area(name, artefact, strength) for strength in audiogram.strengths]
    return [one for one in found if one is not None]


def _line(name: str, number: int, count: int, areas: list[CellArea]) -> DiscriminatorLine:
    shift = BESIDE * (number - (count - 1) / 2)
    places = [(_x(i, len(areas)) + shift, _y(one.mean)) for i, one in enumerate(areas)]
    return DiscriminatorLine(
        name,
        number % STYLES,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in places),
        [
            (x, _y(one.interval.low), _y(one.interval.high))
            for (x, _), one in zip(places, areas, strict=True)
        ],
        places,
        places[-1][1],
    )


def _spread(lines: list[DiscriminatorLine]) -> list[DiscriminatorLine]:
    """Move names apart that would overlap, from the top down; all of them stay in the picture."""
    spread: list[DiscriminatorLine] = []
    lowest = HEIGHT - BOTTOM - LINE_HEIGHT * (len(lines) - 1)
    above = -float("inf")
    for place, line in enumerate(sorted(lines, key=lambda line: line.y)):
        y = min(max(line.y, above + LINE_HEIGHT), lowest + LINE_HEIGHT * place)
        spread.append(line._replace(y=round(y, 1)))
        above = y
    return spread


def _x(place: int, count: int) -> float:
    span = WIDTH - LEFT - RIGHT
    return round(LEFT + span * (place + 0.5) / count, 1)


def _y(value: float) -> float:
    inside = HEIGHT - TOP - BOTTOM
    return round(TOP + inside * (1 - max(0.0, value - LOWEST) / (1 - LOWEST)), 1)


def _describe(artefact: str, strengths: tuple[int, ...], found: dict[str, list[CellArea]]) -> str:
    parts = [
        f"{name} " + ", ".join(two_digits(one.mean) for one in areas)
        for name, areas in found.items()
    ]
    return f"{artefact}, AUC at strength {', '.join(map(str, strengths))}: {'; '.join(parts)}."
