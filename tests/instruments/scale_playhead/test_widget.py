"""The playhead over all scales: what it says is what autograd and the recorder say."""

import base64
import re

import pytest
import torch

from course_lib import MultiScaleDiscriminator
from course_lib.instruments import scale_playhead
from course_lib.instruments.logit_inspector.model import receptive_field
from course_lib.sounds import beat

SMALL = {"filters": 4, "max_filters": 8}


@pytest.fixture(scope="module")
def msd():
    torch.manual_seed(0)
    return MultiScaleDiscriminator(**SMALL)


@pytest.fixture(scope="module")
def playhead(msd):
    return scale_playhead(msd, beat().crop(0, 1.2))


def test_the_stretch_of_each_scale_is_what_its_score_hears(msd, playhead):
    playhead.move(0.63)
    length, rate = playhead.length, playhead.sound.sample_rate
    for k, moment in enumerate(playhead.moments()):
        where = receptive_field(msd, k, length, (moment.place,)).nonzero().flatten()
        ends = (moment.first * rate, moment.last * rate)
        assert ends == pytest.approx((int(where[0]), int(where[-1])))
        assert moment.first < 0.63 < moment.last
        assert moment.score == msd(playhead.sound.wave)[0][k][0, 0, moment.place].item()


def test_each_scale_hears_twice_as_long_as_the_one_before(playhead):
    assert playhead.finding() == "One moment, 3 stretches: 206, 413, 825 ms"


def test_audiocrafts_scales_hear_one_and_the_same_stretch():
    found = scale_playhead(MultiScaleDiscriminator(audiocraft_compat=True, **SMALL), beat())
    assert found.finding() == "One moment, 3 scales, one stretch: 206 ms for each"


def test_at_the_ends_a_stretch_is_cut_to_the_sound(playhead):
    for at in (0.0, playhead.sound.seconds):
        playhead.move(at)
        assert all(0 <= m.first < m.last <= playhead.sound.seconds for m in playhead.moments())
        assert playhead.players().count("<audio") == 3
    with pytest.raises(ValueError, match="playhead must be between 0"):
        playhead.move(2.0)


def test_all_rows_of_scores_have_one_scale_that_no_score_leaves(playhead):
    data = re.search(r"svg\+xml;base64,([^\"]+)", playhead.picture())[1]
    numbers = re.findall(r">([+−]\d\.\d{3})<", base64.b64decode(data).decode())
    scores = torch.cat(playhead.scores)

    ends = [float(each.replace("−", "-")) for each in numbers]
    assert ends[::2] == pytest.approx([scores.max().item()] * 3, abs=5e-4)
    assert ends[1::2] == pytest.approx([scores.min().item()] * 3, abs=5e-4)


def test_a_sound_shorter_than_a_stretch_is_refused(msd):
    with pytest.raises(ValueError, match="longer sound"):
        scale_playhead(msd, beat().crop(0, 0.5))


def test_the_three_forms_say_the_same(playhead):
    playhead.move(0.4)
    assert playhead.static_html().count("<img") == 3
    assert "At 0.40 s." in playhead.text()
    playhead.live.at = 0.7
    assert "At 0.70 s." in playhead.text()
    assert playhead.at == 0.7
