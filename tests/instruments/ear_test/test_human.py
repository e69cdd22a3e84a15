"""A listener's answers as a discriminator: it keeps the whole contract and repeats the answers."""

import pytest
import torch

from course_lib import MultiDiscriminator, check_contract
from course_lib.instruments import HumanDiscriminator, colour_of
from course_lib.sounds import noise, pluck, tone, vowel

HEARD = (vowel(), pluck(), noise())


@pytest.fixture
def you():
    return HumanDiscriminator([2, -1, 0], [colour_of(sound) for sound in HEARD])


@pytest.mark.parametrize("opinions", [0, 3])
def test_the_whole_contract_is_kept_with_opinions_and_without(opinions):
    sounds = [colour_of(sound) for sound in HEARD[:opinions]]
    report = check_contract(HumanDiscriminator([2, -1, 0][:opinions], sounds), length=600)
    assert report.ok, str(report)


def test_a_rated_clip_gets_its_rating_back(you):
    assert isinstance(you, MultiDiscriminator)
    for sound, said in zip(HEARD, (2, -1, 0), strict=True):
        logits, fmaps = you(sound.wave)
        assert logits[0].shape == (1, 1, 1)
        assert float(logits[0].detach()) == pytest.approx(said, abs=0.01)
        assert len(fmaps) == len(logits) == you.num_discriminators


def test_a_new_clip_gets_what_was_said_of_the_most_similar_one(you):
    with torch.no_grad():
        assert you(vowel(f0=155).wave)[0][0] > 1
        assert you(pluck(225).wave)[0][0] < 0


def test_without_ratings_every_score_is_0():
    with torch.no_grad():
        assert float(HumanDiscriminator()(tone(300).wave)[0][0]) == 0


def test_opinions_and_sounds_belong_together():
    with pytest.raises(ValueError, match="1 opinions and 0 sounds"):
        HumanDiscriminator([1], [])
    with pytest.raises(ValueError, match="48 numbers"):
        HumanDiscriminator([1], [[0.0]])
