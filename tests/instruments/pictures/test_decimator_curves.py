import pytest
import torch

from course_lib.discriminators.decimation import sinc
from course_lib.instruments import decimator_curves
from course_lib.instruments.pictures.decimator_curves import impulse_response


def test_the_curves_say_what_each_decimator_does_to_a_tone():
    curves = decimator_curves()
    assert curves.level("average", 9000) == pytest.approx(-11.4, abs=0.05)
    assert curves.level("average", 5000) == pytest.approx(-13.8, abs=0.05)
    assert curves.level("nearest", 9000) == pytest.approx(0, abs=1e-6)
    assert curves.level("sinc", 9000) < -80
    assert "average: 5000 Hz −13.8 dB, 7000 Hz −16.1 dB, 9000 Hz −11.4 dB" in str(curves)
    page = curves.static_html()
    assert 'alt="Two rows: the weights of a decimator' in page
    assert "nearest" not in page  # it isn't drawn


def test_the_drawn_weights_are_those_of_the_decimators():
    assert impulse_response("average") == dict.fromkeys((-2, -1, 0, 1), 0.25)
    found = list(impulse_response("sinc").values())
    torch.testing.assert_close(torch.tensor(found), sinc(2).weights)
    assert impulse_response("nearest") == {0: 1.0}
