"""The live form of an instrument: controls, and the outputs that follow them.

    class ZoomPanel(Panel):
        def __init__(self, zoom):
            super().__init__()
            self.zoom = zoom
            self.factor = slider("factor", range(1, 9), zoom.factor)
            self.picture = ipywidgets.HTML()
            self.on_change(self.factor, lambda: zoom.set(self.factor.value))
            self.refresh()

        def refresh(self):
            self.picture.value = card(self.zoom.picture(), "zoom")

    def widget(self):                                    # of the instrument
        panel = ZoomPanel(self)
        return stack([panel.factor, panel.picture, panel.message], "course-zoom")

A callback must not raise: the front end would write the error to its log, and the learner would see
nothing. `Panel.attempt` shows the error as an alert instead.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import ipywidgets

from course_lib.display.forms import WidgetLike
from course_lib.display.html_pieces import alert
from course_lib.display.keys import slider_names

Action = Callable[[], object]
Options = Sequence[object] | Sequence[tuple[str, object]]  # values, or (label, value)
SLIDER_WIDTH = 560  # CSS pixels
SLIDERS = (ipywidgets.IntSlider, ipywidgets.FloatSlider, ipywidgets.SelectionSlider)


class Panel(ABC):
    """One view of an instrument. A subclass creates the controls and outputs, and writes `refresh`.

    Attributes:
        message: The line for the state of the instrument and for errors.
    """

    def __init__(self) -> None:
        self.message = ipywidgets.HTML()
        self._silent = False

    @abstractmethod
    def refresh(self) -> None:
        """Show the present state of the instrument in every output."""

    def attempt(self, action: Action, message: ipywidgets.HTML | None = None) -> None:
        """Run an action. If it raises, show the error as an alert.

        Args:
            action: A function without arguments.
            message: The output for the alert; `message` of the panel if None.
        """
        try:
            action()
        except Exception as error:
            shown = self.message if message is None else message
            shown.value = alert(str(error) or type(error).__name__)

    def change(self, action: Action) -> None:
        """Run an action that changes the instrument, then refresh the outputs."""

        def changed() -> None:
            action()
            self.refresh()

        self.attempt(changed)

    def on_change(self, control: ipywidgets.Widget, action: Action) -> None:
        """Call `change` with ``action`` whenever the learner moves ``control``."""

        def moved(_: object) -> None:
            if not self._silent:
                self.change(action)

        control.observe(moved, "value")

    @contextmanager
    def silently(self) -> Iterator[None]:
        """Let the panel move its own controls without calling their actions."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False


def stack(parts: Sequence[ipywidgets.Widget], name: str) -> WidgetLike:
    """Return the parts in a column, with the script that their sliders need.

    Args:
        parts: Controls and outputs, from top to bottom.
        name: The CSS class of the column, by which tests and scripts find it.
    """
    scripts = [slider_names()] if any(isinstance(part, SLIDERS) for part in parts) else []
    column = ipywidgets.VBox([*parts, *scripts])
    column.add_class(name)
    widget: WidgetLike = column
    return widget


def row(parts: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """Return the parts side by side. They wrap where the page is narrow."""
    return ipywidgets.HBox(list(parts), layout={"flex_flow": "row wrap"})


def button(label: str, tooltip: str, press: Action) -> ipywidgets.Button:
    """Return a button.

    Args:
        label: The text on the button.
        tooltip: A sentence that says what the button does, also for screen readers.
        press: The function to call. It must not raise; pass it through `Panel.attempt`.
    """
    made = ipywidgets.Button(description=label, tooltip=tooltip, layout={"width": "auto"})
    made.on_click(lambda _: press())
    return made


def int_slider(
    label: str,
    value: int,
    low: int,
    high: int,
    *,
    step: int = 1,
    label_width: str = "90px",
    continuous: bool = True,
) -> ipywidgets.IntSlider:
    """Return a slider over whole numbers.

    Args:
        label: The text beside the slider.
        value: The value to begin with.
        low: The smallest value.
        high: The largest value.
        step: The distance of two values.
        label_width: The width of the label, as in CSS.
        continuous: False reports a new value only when the learner lets the handle go.
    """
    return ipywidgets.IntSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=label,
        continuous_update=continuous,
        **_slider_style(label_width),
    )


def slider(
    label: str,
    options: Options,
    value: object,
    *,
    label_width: str = "90px",
    width: int = SLIDER_WIDTH,
) -> ipywidgets.SelectionSlider:
    """Return a slider over given options. The mouse and the arrow keys move it.

    Args:
        label: The text beside the slider.
        options: The values in order, or pairs (label, value).
        value: The value to begin with.
        label_width: The width of the label, as in CSS.
        width: The width of the slider, in CSS pixels.
    """
    return ipywidgets.SelectionSlider(
        options=list(options), value=value, description=label, **_slider_style(label_width, width)
    )


def toggle_buttons(
    label: str,
    options: Options,
    value: object,
    *,
    label_width: str = "90px",
    tooltips: Sequence[str] = (),
) -> ipywidgets.ToggleButtons:
    """Return a row of buttons, one of which is pressed.

    Args:
        label: The text beside the buttons; may be empty.
        options: The values in order, or pairs (label, value).
        value: The value to begin with.
        label_width: The width of the label, as in CSS.
        tooltips: A sentence for each button.
    """
    return ipywidgets.ToggleButtons(
        options=list(options),
        value=value,
        description=label,
        tooltips=list(tooltips),
        style={"description_width": label_width, "button_width": "auto"},
    )


def _slider_style(label_width: str, width: int = SLIDER_WIDTH) -> dict[str, dict[str, str]]:
    return {
        "style": {"description_width": label_width},
        "layout": {"width": f"min(100%, {width}px)"},
    }
