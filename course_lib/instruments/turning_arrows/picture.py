"""The arrow of one bin in every frame, above the real and imaginary parts of its neighbours."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.display.figure_style import OKABE_ITO, img_tag
from course_lib.display.figures.signed_images import draw_signed
from course_lib.instruments.turning_arrows.model import AROUND, TurningCells

SIZE = (8.4, 4.6)  # inches
NAMES = ("real part", "imaginary part")


def arrows_picture(found: TurningCells, title: str, alt: str) -> str:
    """Return the picture as an ``<img>``.

    Args:
        found: The numbers of the bins around the tone.
        title: The finding.
        alt: Sentences that say what the picture shows.
    """
    figure = Figure(figsize=SIZE, layout="constrained", facecolor="none")
    arrows, *parts = figure.subplots(3, 1, sharex=True, height_ratios=(1.1, 1, 1))
    _draw_arrows(arrows, found)
    arrows.set_title(title, fontsize=11)
    first, last = found.first_bin, found.first_bin + found.cells.shape[0] - 1
    frames = found.cells.shape[1]
    for axes, values, name in zip(parts, (found.cells.real, found.cells.imag), NAMES, strict=True):
        draw_signed(
            axes,
            values,
            extent=(-0.5, frames - 0.5, first - 0.5, last + 0.5),
            largest=float(found.cells.abs().max()),
            label=name,
        )
        axes.set_ylabel("bin")
    parts[-1].set_xlabel("frame")
    return img_tag(figure, alt)


def _draw_arrows(axes: Axes, found: TurningCells) -> None:
    cells = found.cells[AROUND]
    cells = cells / cells.abs().max()
    axes.quiver(
        range(len(cells)),
        [0.0] * len(cells),
        cells.real.numpy(),
        cells.imag.numpy(),
        color=OKABE_ITO[0],
        angles="uv",
        pivot="middle",
        scale_units="x",
        scale=1.2,
        width=0.003,
    )
    axes.set_facecolor("none")
    axes.set(ylim=(-1, 1), yticks=[], ylabel=f"bin {found.first_bin + AROUND}")
