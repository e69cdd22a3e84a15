r"""Ridgelines: how the scores of real and generated sounds separate over time.

mpd 1 · 64 % right           each row is a step, the newest at the bottom
   __      0                 blue, full: scores of real sounds
 _/  \_.-'|'-.  step 20      orange, dashed: scores of generated sounds
  _/\_ .-'|-.   step 40      the vertical line is 0; a score to the right means "real"
"""

from collections.abc import Mapping, Sequence

from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.instruments.training_view.model import BINS, LIMIT, SubDiscriminatorScores

REAL, FAKE = "#0072B2", "#D55E00"
COLUMNS, WIDTH = 5, 150  # panels in a row, CSS pixels of each
ROW, TOP, BOTTOM = 15, 24, 16  # pixels of a step, above, below
RISE = 26  # height of a ridge, which may overlap the row above it
ROWS = 6

StepScores = tuple[int, Mapping[str, SubDiscriminatorScores]]


def ridgelines(steps: Sequence[StepScores], alt: str) -> str:
    """Return a panel for each sub-discriminator, with a row for each of the newest steps.

    Args:
        steps: The scores of each sub-discriminator, oldest step first; at least one step.
        alt: Sentences that say what the picture shows.
    """
    shown = steps[-ROWS:]
    names = list(shown[-1][1])
    across = min(COLUMNS, len(names))
    height = TOP + RISE + ROW * len(shown) + BOTTOM
    rows = -(-len(names) // COLUMNS)
    panels = [
        _panel(name, shown, WIDTH * (place % COLUMNS), height * (place // COLUMNS), height)
        for place, name in enumerate(names)
    ]
    legend = _legend(6, height * rows + 14)
    width = max(WIDTH * across, 450)
    return svg_picture("".join(panels) + legend, width, height * rows + 24, alt)


def ridgelines_text(steps: Sequence[StepScores]) -> str:
    """Return how often each sub-discriminator is right at the newest step."""
    step, newest = steps[-1]
    accuracies = ", ".join(f"{name} {scores.right:.0%}" for name, scores in newest.items())
    return (
        f"Scores of held-out sounds at step {step}. How often each sub-discriminator is right, "
        f"where 50% is guessing: {accuracies}."
    )


def _panel(name: str, steps: Sequence[StepScores], left: float, top: float, height: float) -> str:
    scores = steps[-1][1][name]
    middle, floor = left + WIDTH / 2, top + height - BOTTOM
    parts = [
        svg_text(left + 4, top + 14, f"{name} · {scores.right:.0%} right"),
        f'<path d="M{middle:.1f} {top + TOP:.1f} V{floor:.1f}" stroke="#777"/>',
    ]
    tallest = _tallest([of_step[name] for _, of_step in steps if name in of_step])
    for row, (step, of_step) in enumerate(steps):
        base = top + TOP + RISE + ROW * (row + 1)
        if name in of_step:
            parts.append(_ridge(of_step[name].real, left, base, tallest, REAL, ""))
            parts.append(_ridge(of_step[name].fake, left, base, tallest, FAKE, "4 2"))
        first_or_last = row in (0, len(steps) - 1)
        if first_or_last:
            parts.append(_small(left + WIDTH - 4, base - 2, str(step)))
    parts.append(_small(left + 6, floor + 11, f"{-LIMIT:.0f}", "start"))
    parts.append(_small(middle, floor + 11, "0", "middle"))
    parts.append(_small(left + WIDTH - 6, floor + 11, f"{LIMIT:.0f}"))
    return "".join(parts)


def _ridge(
    counts: Sequence[float], left: float, base: float, tallest: float, colour: str, dash: str
) -> str:
    step = (WIDTH - 8) / BINS
    points = " ".join(
        f"{left + 4 + (i + 0.5) * step:.0f},{base - RISE * count / tallest:.1f}"
        for i, count in enumerate(counts)
    )
    return (
        f'<polyline fill="{colour}" fill-opacity=".12" stroke="{colour}" stroke-width="1.4" '
        f'stroke-dasharray="{dash}" points="{points}"/>'
    )


def _tallest(scores: Sequence[SubDiscriminatorScores]) -> float:
    return max((max(*s.real, *s.fake) for s in scores), default=0.0) or 1.0


def _small(x: float, y: float, text: str, anchor: str = "end") -> str:
    return svg_text(x, y, text, anchor=anchor, extra='font-size="9" fill="#444"')


def _legend(x: float, y: float) -> str:
    return (
        f'<path d="M{x} {y - 4} h24" stroke="{REAL}" stroke-width="2"/>'
        + svg_text(x + 30, y, "real sounds")
        + f'<path d="M{x + 110} {y - 4} h24" stroke="{FAKE}" stroke-width="2" '
        + 'stroke-dasharray="4 2"/>'
        + svg_text(x + 140, y, "generated sounds")
        + svg_text(x + 270, y, "score; newest step at the bottom")
    )
