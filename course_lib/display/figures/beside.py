"""A learner's numbers next to the right ones, so that the difference is easy to see.

Both share one colour scale or one axis. The title says how many values differ.
"""

from collections.abc import Mapping

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from course_lib.display.figure_style import BLUE, DASHES, LEVELS, SIGNED, new_figure

Drawn = tuple[Figure, str]  # a figure and its alt text
TITLE_POINTS = 10
MOST_NUMBERS = 60  # largest grid with its numbers written into the cells
BESIDE_A_NUMBER = 0.3  # of a cell, to the right of its middle: a cross there hides no number
STRONG = 0.6  # share of the largest size from which a cell is so dark that its number is white
CLOSE = (1e-4, 1e-5)  # relative and absolute tolerance for rounding errors


def grids_beside(yours: Tensor, right: Tensor, what: str) -> Drawn:
    """Return a figure with two grids [rows, columns] in the same colours.

    Each difference has a cross, unless more than half of the values differ: then crosses would hide
    the grid, and show nothing that the title doesn't say.

    Args:
        yours: The learner's grid.
        right: The right grid.
        what: What they are, as in "fold(wave, 4)".
    """
    yours, right = yours.detach().float(), right.detach().float()
    finding, wrong = _compare(yours, right)
    figure, axes = new_figure(6.4, 2.8)
    figure.delaxes(axes)
    left, other = figure.subplots(1, 2)
    largest = float(right.abs().max()) or 1.0
    lowest, colours = (-largest, SIGNED) if right.min() < 0 else (0.0, LEVELS)
    for place, grid, name in ((left, yours, "yours"), (other, right, "right")):
        place.imshow(grid.numpy(), vmin=lowest, vmax=largest, cmap=colours, aspect="auto")
        place.set(xlabel="column", ylabel="row")
        place.set_title(f"{name}: {_size(grid)}", fontsize=TITLE_POINTS, loc="left")
        _whole_numbers(place)
        if grid.numel() <= MOST_NUMBERS:
            _write(place, grid, STRONG * largest)
    if 2 * wrong.sum() <= wrong.numel():
        _cross(left, wrong, BESIDE_A_NUMBER if yours.numel() <= MOST_NUMBERS else 0.0)
    _title(figure, f"{what}: {finding}")
    return figure, f"Two grids, yours and the right one, of {what}: {finding}."


def curves_beside(
    yours: Mapping[str, Tensor],
    right: Mapping[str, Tensor],
    what: str,
    x: str,
    y: str,
    at: Tensor | float | None = None,
    *,
    one_scale: bool = False,
) -> Drawn:
    """Return a figure with each curve over the right one.

    Args:
        yours: The learner's curves [points] by name.
        right: The right curves, with the same names.
        what: What they are.
        x: The label of the points, with the unit.
        y: The label of the values, with the unit.
        at: Where the points are [points], how far apart they are, or None to count them from 0.
            Curves of another length than `at` are counted from 0.
        one_scale: True if the curves are compared with each other, so that all share both axes.
    """
    figure, axes = new_figure(6.4, 1.6 * len(right) + 0.9)
    figure.delaxes(axes)
    places = figure.subplots(len(right), 1, sharex=one_scale, sharey=one_scale, squeeze=False)
    places = places[:, 0]
    findings = []
    for place, (name, curve) in zip(places, right.items(), strict=True):
        mine = yours[name].detach().float().flatten()
        curve = curve.detach().float().flatten()
        wide = {"color": BLUE, "linewidth": 3, "alpha": 0.6}
        place.plot(_places(mine, at), mine.numpy(), label="yours", **wide)
        dashed = {"color": "black", "linestyle": DASHES[1]}
        place.plot(_places(curve, at), curve.numpy(), label="right", **dashed)
        place.set_title(f"{name}: {_compare(mine, curve)[0]}", fontsize=TITLE_POINTS, loc="left")
        place.set_ylabel(y)
        place.xaxis.set_major_locator(MaxNLocator(integer=not isinstance(at, float)))
        findings.append(f"{name}: {_compare(mine, curve)[0]}")
    places[-1].set_xlabel(x)
    figure.align_ylabels()
    # below all: within a panel it would cover a part of a curve
    labels = places[-1].get_legend_handles_labels()
    figure.legend(*labels, loc="outside lower right", ncols=2, frameon=False)
    _title(figure, what)
    return figure, f"{what}, yours over the right one. {'; '.join(findings)}."


def _title(figure: Figure, words: str) -> None:
    # on the left, as all words of a check: in the middle, it would not be above the panels' titles
    figure.suptitle(words, x=0.01, ha="left", fontsize=TITLE_POINTS, fontweight="bold")


def _places(curve: Tensor, at: Tensor | float | None) -> np.ndarray:
    if isinstance(at, float):
        return at * np.arange(len(curve))
    return np.arange(len(curve)) if at is None or len(at) != len(curve) else at.numpy()


def _compare(yours: Tensor, right: Tensor) -> tuple[str, Tensor]:
    """Return how many values differ, as text, and where."""
    if yours.shape != right.shape:
        sizes = f"yours is {_size(yours)}, and should be {_size(right)}"
        return sizes, torch.zeros(0, 2, dtype=torch.bool)
    wrong = ~torch.isclose(yours, right, rtol=CLOSE[0], atol=CLOSE[1])
    count = int(wrong.sum())
    return (f"{count} of {wrong.numel()} values differ" if count else "no value differs"), wrong


def _size(grid: Tensor) -> str:
    return " × ".join(map(str, grid.shape)) + (" values" if grid.ndim == 1 else "")


def _whole_numbers(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))


def _cross(axes: Axes, wrong: Tensor, beside: float) -> None:
    """Draw a cross in each wrong cell, with an edge so that it is seen on every colour."""
    rows, columns = wrong.nonzero(as_tuple=True)
    (crosses,) = axes.plot(columns.numpy() + beside, rows.numpy(), "x", color="black", markersize=9)
    crosses.set_path_effects([withStroke(linewidth=4, foreground="white")])


def _write(axes: Axes, grid: Tensor, strong: float) -> None:
    for row, values in enumerate(grid.tolist()):
        for column, value in enumerate(values):
            ink = "white" if abs(value) > strong else "black"
            axes.text(column, row, f"{value:.3g}", ha="center", va="center", color=ink)
