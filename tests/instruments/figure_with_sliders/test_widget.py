import time

import pytest
import torch

from course_lib.display import draw_spectrogram
from course_lib.instruments import explore
from course_lib.sounds import tone


def line(ax, slope, phase="up"):
    ax.plot([0, 1], [0, slope])
    return f"A line with slope {slope}, {phase}."


def test_the_kernel_draws_the_picture_for_the_chosen_values():
    explorer = explore(line, title="Lines", slope=range(1, 10), phase=["up", "down"])
    assert explorer.state()["chosen"] == [4, 0]
    assert 'alt="A line with slope 5, up."' in explorer.state()["picture"]

    reply = explorer.answer({"chosen": [8, 1]})

    assert 'alt="A line with slope 9, down."' in reply["picture"]


def test_what_the_learner_chose_is_drawn_the_next_time():
    explorer = explore(line, title="Lines", slope=range(1, 10))
    explorer.take("chosen", [0])

    assert explorer.state()["chosen"] == [0]
    assert "slope 1" in explorer.state()["picture"]
    assert "picture" not in explorer.asked_for(explorer.state())


@pytest.mark.parametrize(
    ("choices", "values"),
    [
        (range(2, 9, 3), [2, 5, 8]),
        ((0.0, 1.0, 0.25), [0.0, 0.25, 0.5, 0.75, 1.0]),
        ((0, 0.3, 0.1), [0.0, 0.1, 0.2, 0.3]),
        (["a", "b"], ["a", "b"]),
    ],
)
def test_a_slider_offers_the_values_it_was_given(choices, values):
    explorer = explore(lambda ax, v: "some words", title="t", v=choices)
    assert explorer.choices["v"] == pytest.approx(values) or explorer.choices["v"] == values


@pytest.mark.parametrize("choices", [(1, 0, 0.1), (0, 1, 0), (0, 1), range(0), []])
def test_a_slider_without_values_is_refused(choices):
    with pytest.raises(ValueError, match="Slider v"):
        explore(line, title="t", v=choices)


def test_an_instrument_needs_a_slider_and_knows_its_names():
    with pytest.raises(ValueError, match="at least one slider"):
        explore(line, title="t")
    with pytest.raises(TypeError, match="no slider 'slop': the sliders are slope"):
        explore(line, title="t", slope=range(3)).picture(slop=1)


def test_the_page_and_the_text_show_first_middle_and_last():
    explorer = explore(line, title="a < b", slope=range(1, 6), phase=["up", "down"])
    page = explorer.static_html()

    assert page.count("<img") == 3
    assert "a &lt; b" in page
    for words in ("slope 1, up.", "slope 3, up.", "slope 5, down."):
        assert words in page
        assert words in explorer.text()


def test_a_drawing_without_words_is_refused():
    with pytest.raises(TypeError, match="must return the alt text"):
        explore(lambda ax, v: None, title="t", v=range(3)).picture()


def test_a_drawing_that_fails_says_so_and_recovers():
    def fragile(ax, v):
        if v == 2:
            raise ZeroDivisionError("two < three")
        return "some words"

    explorer = explore(fragile, title="t", v=range(3))
    with pytest.raises(RuntimeError, match="ZeroDivisionError: two < three"):
        explorer.answer({"chosen": [2]})
    explorer.take("chosen", [2])
    assert explorer.state()["picture"] == ""

    assert 'alt="some words"' in explorer.answer({"chosen": [0]})["picture"]


def test_the_axes_stand_still_while_the_slider_moves():
    places = []

    def draw(ax, v):
        ax.plot([0, 10.0**v])
        ax.set_ylabel("value")
        places.append(ax.get_position().bounds)
        return "some words"

    explorer = explore(draw, title="t", v=range(1, 8))
    for v in explorer.choices["v"]:
        explorer.picture(v=v)
    assert len(set(places[1:])) == 1


def test_a_scale_of_colours_does_not_pile_up():
    sound = tone(440.0)

    def draw(ax, v):
        draw_spectrogram(ax, sound.samples, sound.sample_rate)
        return f"{len(ax.figure.axes)} axes in this figure"

    explorer = explore(draw, title="t", v=range(3))
    explorer.picture()
    assert "2 axes in this figure" in explorer.picture()


def test_a_change_takes_at_most_150_ms():
    wave = torch.sin(torch.arange(2000) * 0.01)

    def draw(ax, v):
        ax.plot(wave[: 100 + v].numpy())
        ax.set(title=f"{v} samples", xlabel="time", ylabel="value")
        return f"A wave of {v} samples."

    explorer = explore(draw, title="t", v=range(0, 1000, 10))
    taken = []
    for value in range(11):
        began = time.process_time()  # the test shares its cores with others
        explorer.answer({"chosen": [value]})
        taken.append(time.process_time() - began)
    assert sorted(taken)[len(taken) // 2] < 0.150
