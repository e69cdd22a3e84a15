"""The curves of a recorded run, as a picture and as text.

Six panels show how often the discriminators are right, the scores of each one, the losses, how far
the generated sound is from the real one, and which loss drives the generator. Grey lines are a
healthy run from its first step to its last. What is still covered of the other run is grey ground.

Conventions
    A line is a mean over the last `WINDOW` steps, because single steps differ in the sounds they
    use. If a line ends before the others, its values are no longer finite.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from course_lib.display.figure_style import DASHES, OKABE_ITO, img_tag

WINDOW = 10  # steps
WIDTH, HEIGHT, DPI = 10.0, 5.0, 80  # inches, and pixels per inch
GREY = "#999999"
Curves = Mapping[str, Tensor]


@dataclass(frozen=True)
class CurvePanel:
    """One pair of axes: its title, and the curve for each label."""

    title: str
    curves: Mapping[str, str]
    limits: tuple[float, float] | None = None  # of the axis; None fits the curves
    level: float | None = None  # height of a thin line for orientation
    beside: tuple[str, ...] = ()  # curves of the panel next to it, which share its scale


PANELS = (
    CurvePanel(
        "Accuracy of the discriminators",
        {"MPD": "d_accuracy_mpd", "MS-STFT-D": "d_accuracy_msstftd"},
        (0.0, 1.0),
        0.5,
    ),
    CurvePanel(
        "Scores by MPD",
        {"real": "logits_real_mpd", "fake": "logits_fake_mpd"},
        level=0.0,
        beside=("logits_real_msstftd", "logits_fake_msstftd"),
    ),
    CurvePanel(
        "Scores by MS-STFT-D",
        {"real": "logits_real_msstftd", "fake": "logits_fake_msstftd"},
        level=0.0,
        beside=("logits_real_mpd", "logits_fake_mpd"),
    ),
    CurvePanel("Losses", {"discriminators": "d_loss", "adversarial": "g_adv"}, level=0.0),
    CurvePanel(
        "Distances from real sound",
        {"held out": "held_out", "feature maps": "feat", "batch": "recon"},
    ),
    CurvePanel(
        "Parts of the generator's gradient",
        {
            "reconstruction": "share_parameters_recon",
            "feature maps": "share_parameters_feat",
            "adversarial": "share_parameters_adv",
        },
        (0.0, 1.0),
    ),
)


def smooth(curve: Tensor) -> Tensor:
    """Return the mean of each value [steps] and those before it, `WINDOW` in all."""
    values = curve.double()
    first = [values[: i + 1].mean() for i in range(min(WINDOW - 1, len(values)))]
    later = [values.unfold(0, WINDOW, 1).mean(1)] if len(values) >= WINDOW else []
    return torch.cat([*map(torch.atleast_1d, first), *later])


def curves_of(curves: Curves, healthy: Curves, until: int, steps: int, alt: str) -> str:
    """Return the first ``until`` of ``steps`` steps of a run as an ``<img>``."""
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained", facecolor="none")
    for axes, panel in zip(figure.subplots(2, 3).flat, PANELS, strict=True):
        _draw(axes, panel, curves, healthy, until)
        axes.axvspan(until, steps, color="0.9", zorder=0)
        axes.set_xlim(0, steps)
    return img_tag(figure, alt, DPI)


def limits_of(
    panel: CurvePanel, curves: Curves, healthy: Curves, until: int
) -> tuple[float, float] | None:
    """Return the lowest and the highest value of a panel's axis; None fits its own curves."""
    if panel.limits or not panel.beside:
        return panel.limits
    names = (*panel.curves.values(), *panel.beside)
    drawn = [smooth(curves[name][:until]) for name in names]
    drawn += [smooth(healthy[name]) for name in names]
    values = torch.cat(drawn)
    values = values[values.isfinite()]
    return float(values.min()), float(values.max())


def chart(panel: CurvePanel, curves: Curves, healthy: Curves, until: int) -> dict[str, object]:
    """Return a panel as numbers: the first ``until`` steps, and all steps of the healthy run.

    What isn't finite is None.
    """
    lines = [
        {
            "name": label,
            "steps": list(range(1, until + 1)),
            "values": _numbers(smooth(curves[name][:until])),
            "usual": _numbers(smooth(healthy[name])),
            "usual_steps": list(range(1, len(healthy[name]) + 1)),
        }
        for label, name in panel.curves.items()
    ]
    limits = limits_of(panel, curves, healthy, until)
    return {
        "title": panel.title,
        "lines": lines,
        "limits": limits and list(limits),
        "level": panel.level,
    }


def describe_panel(panel: CurvePanel, curves: Curves, healthy: Curves, until: int) -> str:
    """Return how each curve of a panel began, and where it is now, next to a healthy run."""
    parts = []
    for label, name in panel.curves.items():
        start, now, usual = (
            number(value)
            for value in (
                curves[name][0],
                smooth(curves[name][:until])[-1],
                smooth(healthy[name][:until])[-1],
            )
        )
        parts.append(f"{label} {start} → {now} (healthy {usual})")
    return f"{panel.title}: {'; '.join(parts)}."


def number(value: Tensor | float) -> str:
    """Return a value with as many digits as a picture would show."""
    plain = float(value)
    return f"{plain:.2f}" if abs(plain) < 100 else f"{plain:.2g}" if plain == plain else "no number"


def _draw(axes: Axes, panel: CurvePanel, curves: Curves, healthy: Curves, until: int) -> None:
    axes.set_facecolor("none")
    if panel.level is not None:
        axes.axhline(panel.level, color="#dddddd", linewidth=1)
    steps = range(1, until + 1)
    lines = zip(panel.curves.items(), OKABE_ITO, DASHES, strict=False)
    for (label, name), colour, dash in lines:
        usual = _finite(smooth(healthy[name]))
        axes.plot(range(1, len(usual) + 1), usual, color=GREY, linestyle=dash, linewidth=1)
        own = _finite(smooth(curves[name][:until]))
        axes.plot(steps, own, color=colour, linestyle=dash, linewidth=1.8, label=label)
    axes.set_title(panel.title, fontsize=10)
    axes.set_xlabel("step", fontsize=8)
    axes.tick_params(labelsize=8)
    if limits := limits_of(panel, curves, healthy, until):
        axes.set_ylim(limits[0] - 0.03, limits[1] + 0.03)
    axes.legend(fontsize=8, loc="best", frameon=False)


def _numbers(curve: Tensor) -> list[float | None]:
    return [round(value, 4) if math.isfinite(value) else None for value in curve.tolist()]


def _finite(curve: Tensor) -> list[float]:
    """Return the values, with NaN for what can't be drawn."""
    return torch.where(curve.isfinite(), curve, torch.nan).tolist()
