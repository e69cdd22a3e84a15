"""Turn a drawing function into an instrument with sliders.

    def draw(ax, frequency, phase):
        ax.plot(...)
        return "A sine of ..."                 the alt text: what the picture shows

    explore(draw, title="One sine", frequency=range(1, 21), phase=(0.0, 6.3, 0.1))

One figure is redrawn again and again. Its layout is computed once, so the axes stay still while a
slider moves, and a redraw takes half the time.
"""

import html
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, cast

import traitlets
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.figure_style import themed_picture
from course_lib.display.html_pieces import card

Draw = Callable[..., str]
Choices = range | tuple[float, float, float] | list[str]
LEFT_MARGIN = 0.12  # of the width: for tick labels that grow later


class Easel:
    """One figure that is redrawn again and again."""

    def __init__(self, width: float = 6.4, height: float = 2.8, dpi: int = 90) -> None:
        self.figure = Figure((width, height), dpi=dpi, layout="constrained", facecolor="none")
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self._place: tuple[float, float, float, float] | None = None

    def picture(self, draw: Draw, values: Mapping[str, object]) -> str:
        """Return what ``draw`` draws at these values, as an ``<img>``."""
        self.figure.clear()
        axes = self._open_axes()
        alt = draw(axes, **values)
        if not isinstance(alt, str) or not alt.strip():
            raise TypeError(
                f"draw must return the alt text, a sentence that says what the picture shows, "
                f"got {alt!r}."
            )
        self.canvas.draw()
        if self._place is None and len(self.figure.axes) == 1:
            self._fix_layout(axes)
        buffer = io.BytesIO()
        # level 1 takes a sixth of the time of level 6, and the picture stays on this machine
        imsave(buffer, self.canvas.buffer_rgba(), format="png", pil_kwargs={"compress_level": 1})
        return themed_picture(self.figure, buffer.getvalue(), alt, self.figure.dpi)

    def _open_axes(self) -> Axes:
        if self._place is None:
            axes = self.figure.add_subplot()
        else:
            axes = self.figure.add_axes(self._place)
        axes.set_facecolor("none")
        return axes

    def _fix_layout(self, axes: Axes) -> None:
        box = axes.get_position()
        left = max(box.x0, LEFT_MARGIN)
        self._place = (left, box.y0, box.x1 - left, box.height)
        self.figure.set_layout_engine("none")


class ExplorerWidget(BrowserWidget):
    """The traits of the module: each slider's values as text, the chosen ones, the picture."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("chosen",)

    title = traitlets.Unicode().tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    labels = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    chosen = traitlets.List(traitlets.Int()).tag(sync=True)  # an index for each slider
    picture = traitlets.Unicode().tag(sync=True)  # an <img>; "" if the drawing failed


class Explorer(BrowserInstrument):
    """A picture that follows its sliders. Use `explore`."""

    Widget: ClassVar[type[BrowserWidget]] = ExplorerWidget

    def __init__(self, draw: Draw, title: str, sliders: Mapping[str, Choices]) -> None:
        if not sliders:
            raise ValueError(
                "explore needs at least one slider, got none: add one, as in period=range(1, 257)."
            )
        self.title = title
        self.choices = {name: _all_choices(name, given) for name, given in sliders.items()}
        self.chosen = self._indices(0.5)
        self._draw = draw
        self._easel = Easel()

    def picture(self, **values: object) -> str:
        """Return the picture at these slider values. A slider left out takes its middle value."""
        unknown = sorted(values.keys() - self.choices.keys())
        if unknown:
            raise TypeError(
                f"There is no slider {unknown[0]!r}: the sliders are {', '.join(self.choices)}."
            )
        return self._easel.picture(self._draw, {**self._values(self._indices(0.5)), **values})

    def text(self) -> str:
        """Return what the picture shows at the first, middle and last values."""
        return "\n".join([self.title, *(self._sentence(at) for at in (0.0, 0.5, 1.0))])

    def state(self) -> State:
        """Return the sliders, and the picture at the chosen values."""
        labels = [[_shown(value) for value in values] for values in self.choices.values()]
        return {
            "title": self.title,
            "names": list(self.choices),
            "labels": labels,
            "chosen": list(self.chosen),
            "picture": self._picture_or_nothing(),
        }

    def asked_for(self, state: State) -> State:
        """Return what the code asks for: the sliders, not a picture of what was chosen."""
        return {name: state[name] for name in ("title", "names", "labels")}

    def take(self, name: str, value: object) -> None:
        """Store the values that the learner chose."""
        self.chosen = list(cast(Sequence[int], value))

    def answer(self, question: Mapping[str, Any]) -> State:
        """Return the picture at the chosen values.

        Raises:
            RuntimeError: The drawing function failed.
        """
        try:
            return {"picture": self._easel.picture(self._draw, self._values(question["chosen"]))}
        except Exception as error:
            raise RuntimeError(f"The drawing failed: {type(error).__name__}: {error}") from error

    def page_state(self, state: State) -> State:
        """Return the state without a picture: on a page, the fallback stays."""
        return {**state, "picture": ""}

    def fallback_html(self) -> str:
        """Return three pictures: all sliders at their first, middle and last value."""
        strip = "".join(
            f'<figure style="margin:4px"><figcaption>{html.escape(self._setting(at))}</figcaption>'
            f"{self._easel.picture(self._draw, self._values(self._indices(at)))}</figure>"
            for at in (0.0, 0.5, 1.0)
        )
        return card(f"<b>{html.escape(self.title)}</b>{strip}", "explorer")

    def _picture_or_nothing(self) -> str:
        try:
            return self._easel.picture(self._draw, self._values(self.chosen))
        except Exception:
            return ""  # the module asks again, and shows the reason

    def _indices(self, part: float) -> list[int]:
        return [round(part * (len(values) - 1)) for values in self.choices.values()]

    def _values(self, chosen: Sequence[int]) -> dict[str, Any]:
        pairs = zip(self.choices.items(), chosen, strict=True)
        return {name: values[index] for (name, values), index in pairs}

    def _setting(self, part: float) -> str:
        values = self._values(self._indices(part))
        return ", ".join(f"{name} = {_shown(value)}" for name, value in values.items())

    def _sentence(self, part: float) -> str:
        self._easel.figure.clear()
        alt = self._draw(self._easel.figure.add_subplot(), **self._values(self._indices(part)))
        return f"  {self._setting(part)}: {alt}"


def explore(draw: Draw, *, title: str, **sliders: Choices) -> Explorer:
    """Return an instrument with sliders for the arguments of a drawing function.

    Args:
        draw: The function. It is called as ``draw(axes, **values)`` with empty axes, and returns
            the alt text.
        title: The heading of the instrument.
        **sliders: The values of each argument of ``draw``: a ``range`` of integers, a tuple
            ``(first, last, step)``, or a list of strings.
    """
    return Explorer(draw, title, sliders)


def _all_choices(name: str, given: Choices) -> list[Any]:
    if isinstance(given, tuple):
        if len(given) != 3 or given[2] <= 0 or given[1] < given[0]:
            raise ValueError(
                f"Slider {name} takes (first, last, step) with first <= last and step > 0, "
                f"got {given}."
            )
        first, last, step = given
        return [first + i * step for i in range(int((last - first) / step + 1e-9) + 1)]
    values = list(given)
    if not values:
        raise ValueError(f"Slider {name} needs at least one value, got {given!r}.")
    return values


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
