"""The picture of a metric: a row for each mode, with its size."""

from course_lib.gan.experiments.ablation.plot import draw_differences
from course_lib.gan.metrics import metric


def test_each_row_names_its_mode_with_weights_and_time(two_modes):
    picture = draw_differences(two_modes((-1, -2), (0, 0)), metric("fd_fine"))

    assert ">mpd</text>" in picture
    assert ">7,000 weights, 33 ms/step</text>" in picture
    assert picture.count('class="seed"') == 2
