import pytest

from course_lib.instruments import decimator_curves


def test_the_curves_say_what_each_decimator_does_to_a_tone():
    curves = decimator_curves()
    assert curves.level("average", 9000) == pytest.approx(-11.4, abs=0.05)
    assert curves.level("average", 5000) == pytest.approx(-13.8, abs=0.05)
    assert curves.level("nearest", 9000) == pytest.approx(0, abs=1e-6)
    assert curves.level("sinc", 9000) < -80
    assert "average: 5000 Hz −13.8 dB, 7000 Hz −16.1 dB, 9000 Hz −11.4 dB" in str(curves)
    assert 'alt="Level after each decimator' in curves.static_html()
