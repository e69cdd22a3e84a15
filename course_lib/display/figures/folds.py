"""A wave folded into rows, and how upright its stripes are.

    0 1 2 3 4 5 6 7 8     fold at 3     0 1 2     Below each sample is the sample one period
                         ──────────►    3 4 5     later. What repeats at that period makes
                                        6 7 8     upright stripes.

Conventions
    Samples are a tensor ``[time]``; a fold is ``[rows, period]``, time runs along the rows first.
    Only whole rows are drawn. (The discriminator also uses an incomplete last row, and fills it by
    mirroring.)
"""

import io

import torch
from einops import rearrange
from matplotlib.axes import Axes
from matplotlib.image import imsave
from torch import Tensor

COLOURS = "cividis"  # even steps in lightness: readable in grey and with any colour vision
UPRIGHT = 0.5  # from this value on, most of the picture is one repeated row


def fold_rows(samples: Tensor, period: int, start: int = 0, rows: int | None = None) -> Tensor:
    """Return the wave cut into whole rows ``[rows, period]``.

    Args:
        samples: The wave [time].
        period: The number of samples per row.
        start: The first sample of the first row.
        rows: The largest number of rows; None takes all.

    Raises:
        ValueError: If the wave hasn't one axis, the period is below 1, or there is no whole row
            after ``start``.
    """
    if samples.ndim != 1:
        raise ValueError(
            f"A fold takes samples [time], got {samples.ndim} axes {list(samples.shape)}: "
            "choose one channel, as in wave[0, 0]."
        )
    if period < 1:
        raise ValueError(f"The period must be at least 1 sample, got {period}.")
    if start < 0 or samples.shape[0] - start < period:
        raise ValueError(
            f"No whole row of {period} samples starts at sample {start} of {samples.shape[0]}: "
            "use a shorter period, an earlier start or a longer sound."
        )
    whole = (samples.shape[0] - start) // period
    count = whole if rows is None else min(whole, rows)
    if count < 1:
        raise ValueError(f"rows must be at least 1, got {rows}.")
    whole_rows = samples[start : start + count * period]
    return rearrange(whole_rows, "(rows period) -> rows period", period=period)


def uprightness(samples: Tensor, period: int) -> float:
    """Return how much of the folded picture is one repeated row, from 0 (nothing) to 1 (all of it).

    With rows r₁ … r_R of the wave, after removing its mean:

        uprightness = (|r₁ + … + r_R|² − Σ|rᵢ|²) / ((R − 1) · Σ|rᵢ|²)

    If all rows are equal, the value is 1 and the stripes are upright. If each row is shifted a
    little, the rows cancel in the sum: the stripes slant, and the value falls towards 0. Noise
    gives 0 on average at every period, because no row is compared with itself. Values below 0,
    which occur by chance, become 0. Silence gives 0. Astronomers find pulsars in the same way and
    call it epoch folding.

    Args:
        samples: The wave [time], at least two rows long.
        period: The number of samples per row.

    Source: Leahy et al., "On searches for pulsed emission", ApJ 266, 1983, section II.
    """
    folded = fold_rows(samples, period).to(torch.float64)
    count = folded.shape[0]
    if count < 2:
        raise ValueError(
            f"uprightness compares rows, so it needs at least {2 * period} samples for period "
            f"{period}, got {samples.shape[0]}."
        )
    folded = folded - folded.mean()
    power = folded.square().sum()
    if power == 0:
        return 0.0
    between = folded.sum(0).square().sum() - power
    return max(0.0, float(between / ((count - 1) * power)))


def fold_png(folded: Tensor, peak: float) -> bytes:
    """Return ``folded [rows, period]`` as a PNG with a pixel per sample, from -peak to +peak.

    Without axes and layout, it is fast enough to follow a slider.
    """
    buffer = io.BytesIO()
    limit = peak or 1.0  # for silence
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
        ax: The axes to draw on.
        samples: The wave [time].
        period: The number of samples per row.
        start: The first sample of the first row.
        rows: The largest number of rows; None takes all.
        title: The finding, in a few words.
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
    stripes = "one row"
    if folded.shape[0] > 1:
        stripes = describe_stripes(uprightness(folded.reshape(-1), period))
    return f"The wave folded into {folded.shape[0]} rows of {period} samples: {stripes}."


def describe_stripes(upright: float) -> str:
    """Return how a fold of this uprightness looks."""
    if upright >= UPRIGHT:
        return f"upright stripes (uprightness {upright:.2f})"
    return f"no upright stripes (uprightness {upright:.2f})"
