"""Images of values with a sign, such as real parts: blue above zero, orange below."""

from matplotlib.axes import Axes
from torch import Tensor

from course_lib.display.figure_style import SIGNED


def draw_signed(
    axes: Axes,
    values: Tensor,
    *,
    extent: tuple[float, float, float, float],
    largest: float,
    label: str,
) -> None:
    """Draw an image of values, with low rows at the bottom and the same colours for both signs.

    Args:
        axes: The axes to draw on.
        values: The values [rows, columns].
        extent: The edges of the image on the axes: left, right, bottom, top.
        largest: The size of a value that gets the full colour.
        label: What the values are, for the scale of colours beside the image.
    """
    image = axes.imshow(
        values.detach().numpy(),
        origin="lower",
        aspect="auto",
        cmap=SIGNED,
        vmin=-largest,
        vmax=largest,
        interpolation="nearest",
        extent=extent,
    )
    bar = axes.figure.colorbar(image, ax=axes, label=label, ticks=[-largest, 0, largest])
    bar.ax.set_yticklabels([f"−{largest:.2g}", "0", f"+{largest:.2g}"])
