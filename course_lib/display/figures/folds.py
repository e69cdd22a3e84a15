"""Draw a wave folded into rows, and measure how upright its stripes stand.

    0 1 2 3 4 5 6 7 8     fold at 3     0 1 2     Below each sample stands the one that comes
                         ──────────►    3 4 5     a period later. What repeats at that period
                                        6 7 8     makes upright stripes.

Conventions
    Samples are a tensor ``[time]``; a fold is ``[rows, period]``, time runs along the rows first.
    Only whole rows are drawn. (The discriminator keeps the last, incomplete row too, and fills
    it by mirroring.)
"""

import io

import torch
from einops import rearrange
from matplotlib.axes import Axes
from matplotlib.image import imsave
from torch import Tensor

COLOURS = "cividis"  # even steps in lightness: it reads in grey, and with any colour vision
UPRIGHT = 0.5  # from here on one repeated row is most of the picture


def fold_rows(samples: Tensor, period: int, start: int = 0, rows: int | None = None) -> Tensor:
    """Cut ``samples [time]`` from ``start`` on into whole rows ``[rows, period]``.

    Args:
        samples: the wave.
        period: samples per row.
        start: first sample of the first row.
        rows: at most so many rows; None takes all.

    Raises:
        ValueError: not one axis, a period below 1, or not one whole row after ``start``.
    """
    if samples.ndim != 1:
        raise ValueError(
            f"a fold takes samples [time], and was given {samples.ndim} axes: "
            f"{list(samples.shape)}. Pick one channel, as in wave[0, 0]."
        )
    if period < 1:
        raise ValueError(f"a period is at least 1 sample, and was given {period}")
    if start < 0 or samples.shape[0] - start < period:
        raise ValueError(
            f"no whole row of {period} samples starts at sample {start} of {samples.shape[0]}: "
            "take a shorter period, an earlier start or a longer sound"
        )
    whole = (samples.shape[0] - start) // period
    count = whole if rows is None else min(whole, rows)
    if count < 1:
        raise ValueError(f"a fold shows at least 1 row, and was asked for {rows}")
    kept = samples[start : start + count * period]
    return rearrange(kept, "(rows period) -> rows period", period=period)


def uprightness(samples: Tensor, period: int) -> float:
    """Measure how much of the folded picture is one row repeated: 1 all of it, 0 nothing.

    With rows r₁ … r_R of the wave (its mean removed):

        uprightness = (|r₁ + … + r_R|² − Σ|rᵢ|²) / ((R − 1) · Σ|rᵢ|²)

    If all rows are equal, this is 1, and the stripes stand upright. If each row has shifted a
    little, the rows cancel in the sum: the stripes slant, and the value falls towards 0. Noise
    gives 0 on average at every period, since no row is compared with itself. Values below 0,
    which happen by chance, are given as 0. Astronomers find pulsars in this way: they call it
    epoch folding.

    It takes at least two rows; silence has no stripes, and gives 0.

    Source: Leahy et al., "On searches for pulsed emission", ApJ 266, 1983, section II.
    """
    folded = fold_rows(samples, period).to(torch.float64)
    count = folded.shape[0]
    if count < 2:
        raise ValueError(
            f"uprightness compares rows, and {samples.shape[0]} samples make only one row of "
            f"{period}: give at least {2 * period} samples"
        )
    folded = folded - folded.mean()
    power = folded.square().sum()
    if power == 0:
        return 0.0
    between = folded.sum(0).square().sum() - power
    return max(0.0, float(between / ((count - 1) * power)))


def fold_png(folded: Tensor, peak: float) -> bytes:
    """Paint ``folded [rows, period]`` one pixel per sample, colours from -peak to +peak.

    No axes and no layout: this is what a slider can afford to redraw at each step.
    """
    buffer = io.BytesIO()
    limit = peak or 1.0  # silence has no peak
    imsave(buffer, folded.numpy(), vmin=-limit, vmax=limit, cmap=COLOURS, format="png")
    return buffer.getvalue()


def draw_fold(
    ax: Axes,
    samples: Tensor,
    period: int,
    start: int = 0,
    rows: int | None = None,
    *,
    title: str = "",
) -> str:
    """Draw the folded wave as an image, and return its alt text.

    Args:
        ax: where to draw.
        samples: the wave [time].
        period: samples per row.
        start: first sample of the first row.
        rows: at most so many rows.
        title: the finding, in a few words.
    """
    folded = fold_rows(samples, period, start, rows).detach()
    peak = float(folded.abs().max()) or 1.0
    image = ax.imshow(
        folded.numpy(),
        aspect="auto",
        cmap=COLOURS,
        vmin=-peak,
        vmax=peak,
        interpolation="nearest",
    )
    ax.set(
        title=title, xlabel="column (sample within the row)", ylabel=f"row (each {period} samples)"
    )
    ax.figure.colorbar(image, ax=ax, label="sample value")
    seen = "one row"
    if folded.shape[0] > 1:
        seen = stripes_in_words(uprightness(folded.reshape(-1), period))
    return f"The wave folded into {folded.shape[0]} rows of {period} samples: {seen}."


def stripes_in_words(upright: float) -> str:
    """Say what an eye sees in a fold of this uprightness."""
    if upright >= UPRIGHT:
        return f"upright stripes (uprightness {upright:.2f})"
    return f"no upright stripes (uprightness {upright:.2f})"
