"""A panel reports errors instead of raising them, and moves its controls without calling back."""

import ipywidgets
import pytest

from course_lib.display.html_pieces import status
from course_lib.display.panels import (
    Panel,
    button,
    int_slider,
    row,
    slider,
    stack,
    toggle_buttons,
)


class Halves(Panel):
    """Show half of an even number; odd numbers fail."""

    def __init__(self):
        super().__init__()
        self.number, self.calls = 2, 0
        self.slider = int_slider("number", 2, 0, 10)
        self.on_change(self.slider, self.take)
        self.refresh()

    def take(self):
        self.calls += 1
        self.number = self.slider.value

    def refresh(self):
        if self.number % 2:
            raise ValueError(f"The number must be even, got <{self.number}>.")
        self.message.value = status(f"half: {self.number // 2}")


def test_a_control_changes_the_instrument_and_the_outputs():
    panel = Halves()
    panel.slider.value = 8
    assert "half: 4" in panel.message.value


def test_an_error_is_shown_and_the_next_change_works():
    panel = Halves()
    panel.slider.value = 3
    assert 'role="alert"' in panel.message.value
    assert "got &lt;3&gt;." in panel.message.value
    panel.slider.value = 4
    assert "half: 2" in panel.message.value


def test_an_error_without_text_shows_its_type_in_the_chosen_output():
    panel, answer = Halves(), ipywidgets.HTML()

    def fail():
        raise KeyError

    panel.attempt(fail, answer)
    assert "KeyError" in answer.value
    assert "half: 1" in panel.message.value


def test_the_panel_moves_its_own_controls_without_calling_their_actions():
    panel = Halves()
    with panel.silently():
        panel.slider.value = 6
    assert panel.calls == 0
    with pytest.raises(RuntimeError, match="stopped"), panel.silently():
        raise RuntimeError("stopped")
    panel.slider.value = 8
    assert panel.calls == 1


def test_a_column_has_the_script_that_its_sliders_need():
    plain = stack([ipywidgets.HTML()], "course-plain")
    sliders = stack([int_slider("number", 2, 0, 10)], "course-sliders")

    assert len(plain.children) == 1
    assert "aria-label" in str(sliders.children[-1].outputs)


def test_a_button_has_a_tooltip_for_screen_readers():
    pressed = []
    press = button("Play", "Play the sound", lambda: pressed.append(1))
    press.click()

    assert pressed == [1]
    assert press.tooltip == "Play the sound"
    assert row([press]).children == (press,)


def test_sliders_and_buttons_begin_at_their_value():
    assert slider("length", [("short", 64), ("long", 128)], 128).value == 128
    assert toggle_buttons("kind", ("a", "b"), "b").value == "b"
