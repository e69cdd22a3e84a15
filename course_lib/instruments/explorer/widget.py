"""Turn a drawing function into an instrument with sliders.

    def draw(ax, frequency, phase):
        ax.plot(...)
        return "A sine of ..."                 the alt text: what is seen

    explore(draw, title="One sine", frequency=range(1, 21), phase=(0.0, 6.3, 0.1))

One figure is kept and redrawn. Its layout is computed once, so that the axes stand still while a
slider moves; that is also half of the time of a redraw.
"""

import html
import io
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from course_lib.display.cards import alert, card
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.display.theme import picture_tag

Draw = Callable[..., str]
Choices = range | tuple[float, float, float] | list[str]
LEFT_MARGIN = 0.12  # of the width: room for tick labels that grow after the layout is fixed


class Easel:
    """One figure that is drawn over and over again."""

    def __init__(self, width: float = 6.4, height: float = 2.8, dpi: int = 90) -> None:
        self.figure = Figure((width, height), dpi=dpi, layout="constrained", facecolor="white")
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self._place: tuple[float, float, float, float] | None = None

    def picture(self, draw: Draw, values: Mapping[str, object]) -> str:
        """Clear the figure, let ``draw`` draw on it, and return it as an ``<img>``."""
        self.figure.clear()
        axes = self._open_axes()
        alt = draw(axes, **values)
        if not isinstance(alt, str) or not alt.strip():
            raise TypeError(
                f"draw must return the alt text, one sentence that says what is seen; it returned "
                f"{alt!r}"
            )
        self.canvas.draw()
        if self._place is None and len(self.figure.axes) == 1:
            self._fix_layout(axes)
        width, height = self.canvas.get_width_height()
        buffer = io.BytesIO()
        # level 1: a sixth of the time of level 6, and the picture never leaves the machine
        imsave(buffer, self.canvas.buffer_rgba(), format="png", pil_kwargs={"compress_level": 1})
        return picture_tag(buffer.getvalue(), "image/png", alt, size=(width, height))

    def _open_axes(self) -> Axes:
        if self._place is None:
            axes = self.figure.add_subplot()
        else:
            axes = self.figure.add_axes(self._place)
        axes.set_facecolor("white")
        return axes

    def _fix_layout(self, axes: Axes) -> None:
        box = axes.get_position()
        left = max(box.x0, LEFT_MARGIN)
        self._place = (left, box.y0, box.x1 - left, box.height)
        self.figure.set_layout_engine("none")


class Explorer(Instrument):
    """A picture that follows its sliders; made by `explore`."""

    def __init__(self, draw: Draw, title: str, sliders: Mapping[str, Choices]) -> None:
        if not sliders:
            raise ValueError("explore needs at least one slider, as in period=range(1, 257)")
        self.title = title
        self.choices = {name: _all_choices(name, given) for name, given in sliders.items()}
        self._draw = draw
        self._easel = Easel()

    def picture(self, **values: object) -> str:
        """Draw at these slider values; those left out stand in the middle."""
        unknown = sorted(values.keys() - self.choices.keys())
        if unknown:
            raise TypeError(f"no slider {unknown[0]!r}: the sliders are {', '.join(self.choices)}")
        return self._easel.picture(self._draw, {**self._at(0.5), **values})

    def text(self) -> str:
        """Say what the picture shows at its first, middle and last values."""
        return "\n".join([self.title, *(self._sentence(at) for at in (0.0, 0.5, 1.0))])

    def static_html(self) -> str:
        """Show a strip of three pictures: all sliders at their first, middle and last value."""
        cells = "".join(
            f'<figure style="margin:4px"><figcaption>{html.escape(self._setting(at))}</figcaption>'
            f"{self._easel.picture(self._draw, self._at(at))}</figure>"
            for at in (0.0, 0.5, 1.0)
        )
        return card(f"<b>{html.escape(self.title)}</b>{cells}", "explorer")

    def widget(self) -> WidgetLike:
        """Build the sliders and the picture that follows them."""
        image = ipywidgets.HTML()
        image.add_class("course-explorer")
        controls = {name: _control(name, values) for name, values in self.choices.items()}

        def redraw(_: object = None) -> None:
            try:
                image.value = card(
                    self.picture(**{name: c.value for name, c in controls.items()}), "figure"
                )
            except Exception as error:
                # an exception inside a callback would vanish into the log of the front end
                image.value = alert(f"The drawing failed: {type(error).__name__}: {error}")

        for control in controls.values():
            control.observe(redraw, "value")
        redraw()
        heading = ipywidgets.HTML(f"<b>{html.escape(self.title)}</b>")
        box: WidgetLike = ipywidgets.VBox([heading, *controls.values(), image, slider_names()])
        return box

    def _at(self, part: float) -> dict[str, Any]:
        return {
            name: values[round(part * (len(values) - 1))] for name, values in self.choices.items()
        }

    def _setting(self, part: float) -> str:
        return ", ".join(f"{name} = {_shown(value)}" for name, value in self._at(part).items())

    def _sentence(self, part: float) -> str:
        self._easel.figure.clear()
        said = self._draw(self._easel.figure.add_subplot(), **self._at(part))
        return f"  {self._setting(part)}: {said}"


def explore(draw: Draw, *, title: str, **sliders: Choices) -> Explorer:
    """Put sliders on a drawing function.

    Args:
        draw: called as ``draw(axes, **values)`` with clear axes; draws, and returns the alt text.
        title: what the instrument is about.
        **sliders: for each argument of ``draw`` its values: a ``range`` of integers, a tuple
            ``(first, last, step)``, or a list of words.
    """
    return Explorer(draw, title, sliders)


def _all_choices(name: str, given: Choices) -> list[Any]:
    if isinstance(given, tuple):
        if len(given) != 3 or given[2] <= 0 or given[1] < given[0]:
            raise ValueError(
                f"slider {name} takes (first, last, step) with first <= last and a step above 0, "
                f"and was given {given}"
            )
        first, last, step = given
        return [first + i * step for i in range(int((last - first) / step + 1e-9) + 1)]
    values = list(given)
    if not values:
        raise ValueError(f"slider {name} was given no value to choose from: {given!r}")
    return values


def _control(name: str, values: list[Any]) -> ipywidgets.SelectionSlider:
    """Pick one of the values by mouse or arrow keys; the value stands in words beside it."""
    return ipywidgets.SelectionSlider(
        options=[(_shown(value), value) for value in values],
        value=values[round(0.5 * (len(values) - 1))],
        description=name,
        style={"description_width": "initial"},
        layout={"width": "min(100%, 480px)"},
    )


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
