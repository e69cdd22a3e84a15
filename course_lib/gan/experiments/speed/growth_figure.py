"""Draw how the cost of a discriminator step grows with the batch, the length and the copies."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure


def growth_figure(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """Return the result of `gan_step.growth` as a picture: a pair of lines against each axis.

    Everything is divided by its value at the smallest size, so a cost in proportion follows the
    dotted diagonal.
    """
    axes_named = list(dict.fromkeys(row["axis"] for row in rows))
    figure = Figure(figsize=(3 * len(axes_named), 3), layout="constrained")
    for place, name in enumerate(axes_named, start=1):
        mine = [row for row in rows if row["axis"] == name]
        sizes = [row["size"] / mine[0]["size"] for row in mine]
        panel = figure.add_subplot(1, len(axes_named), place)
        panel.plot(sizes, sizes, ":", color="grey", label="in proportion")
        for cost, style in (("seconds", "o-"), ("bytes", "s--")):
            panel.plot(sizes, [row[cost] / mine[0][cost] for row in mine], style, label=cost)
        panel.set(xlabel=f"{name}, × {mine[0]['size']}", title=_growth_finding(name, mine))
        panel.set(xscale="log", yscale="log", xticks=sizes, yticks=sizes)
        panel.set(xticklabels=[f"{size:g}" for size in sizes])
        panel.set(yticklabels=[f"{size:g}" for size in sizes])
        panel.minorticks_off()
    figure.axes[0].set_ylabel("cost of a D step, × the smallest")
    figure.axes[0].legend(frameon=False, fontsize="small")
    return figure


def _growth_finding(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    first, last = rows[0], rows[-1]
    time, memory = (last[cost] / first[cost] for cost in ("seconds", "bytes"))
    return f"{last['size'] / first['size']:g} × {name}:\n{time:.1f} × time, {memory:.1f} × memory"
