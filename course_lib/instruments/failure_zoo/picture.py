"""Draw the curves of a recorded run, as far as they are shown, and say them in words.

Six panels, which answer six questions: who wins, what each judge says, what is paid, how far the
sound is from the real one, and which loss steers the generator. Grey lines are a healthy run.

Conventions
    Lines are means over the last `WINDOW` steps: single steps differ by which sounds they had. A
    line that ends before the others was no finite number from there on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from course_lib.display.theme import DASHES, OKABE_ITO, img_tag

WINDOW = 10  # steps
WIDTH, HEIGHT, DPI = 10.0, 5.0, 80  # inches, and pixels per inch
GREY = "#999999"
Curves = Mapping[str, Tensor]


@dataclass(frozen=True)
class Panel:
    """One pair of axes: its title, and its curves by the words beside them."""

    title: str
    curves: Mapping[str, str]
    limits: tuple[float, float] | None = None  # of the axis; what is shown decides if None
    level: float | None = None  # where a thin line helps


PANELS = (
    Panel(
        "Accuracy of the judges",
        {"MPD": "d_accuracy_mpd", "MS-STFT-D": "d_accuracy_msstftd"},
        (0.0, 1.0),
        0.5,
    ),
    Panel("Scores by MPD", {"real": "logits_real_mpd", "fake": "logits_fake_mpd"}, level=0.0),
    Panel(
        "Scores by MS-STFT-D",
        {"real": "logits_real_msstftd", "fake": "logits_fake_msstftd"},
        level=0.0,
    ),
    Panel("Losses", {"judges pay": "d_loss", "adversarial": "g_adv"}, level=0.0),
    Panel(
        "Distances from real sound",
        {"held out": "held_out", "feature maps": "feat", "batch": "recon"},
    ),
    Panel(
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
    """Average each value [steps] with those of the steps before, `WINDOW` in all."""
    kept = curve.double()
    return torch.stack([kept[max(0, i + 1 - WINDOW) : i + 1].mean() for i in range(len(kept))])


def curves_of(curves: Curves, healthy: Curves, until: int, steps: int, alt: str) -> str:
    """Draw the first ``until`` of ``steps`` steps of a run as an ``<img>``."""
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained", facecolor="white")
    for axes, panel in zip(figure.subplots(2, 3).flat, PANELS, strict=True):
        _draw(axes, panel, curves, healthy, until)
        axes.set_xlim(0, steps)
    return img_tag(figure, alt, DPI)


def panel_words(panel: Panel, curves: Curves, healthy: Curves, until: int) -> str:
    """Say how each curve of a panel began, and where it is now beside a healthy run's."""
    parts = []
    for words, name in panel.curves.items():
        start, now, usual = (
            number(value)
            for value in (
                curves[name][0],
                smooth(curves[name][:until])[-1],
                smooth(healthy[name][:until])[-1],
            )
        )
        parts.append(f"{words} {start} → {now} (healthy {usual})")
    return f"{panel.title}: {'; '.join(parts)}."


def number(value: Tensor | float) -> str:
    """Write a value with as many digits as a picture would show."""
    plain = float(value)
    return f"{plain:.2f}" if abs(plain) < 100 else f"{plain:.2g}" if plain == plain else "no number"


def _draw(axes: Axes, panel: Panel, curves: Curves, healthy: Curves, until: int) -> None:
    axes.set_facecolor("white")
    if panel.level is not None:
        axes.axhline(panel.level, color="#dddddd", linewidth=1)
    steps = range(1, until + 1)
    lines = zip(panel.curves.items(), OKABE_ITO, DASHES, strict=False)
    for (words, name), colour, dash in lines:
        usual = _finite(smooth(healthy[name][:until]))
        axes.plot(steps, usual, color=GREY, linestyle=dash, linewidth=1)
        own = _finite(smooth(curves[name][:until]))
        axes.plot(steps, own, color=colour, linestyle=dash, linewidth=1.8, label=words)
    axes.set_title(panel.title, fontsize=10)
    axes.set_xlabel("step", fontsize=8)
    axes.tick_params(labelsize=8)
    if panel.limits:
        axes.set_ylim(panel.limits[0] - 0.03, panel.limits[1] + 0.03)
    axes.legend(fontsize=8, loc="best", framealpha=0.7, edgecolor="none")


def _finite(curve: Tensor) -> list[float]:
    """Leave gaps where there is no number to draw."""
    return torch.where(curve.isfinite(), curve, torch.nan).tolist()
