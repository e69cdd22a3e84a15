import pytest
import torch

from course_lib import DiscriminatorSTFT
from course_lib.instruments import (
    field_size,
    logit_field,
    logit_fields,
    logit_samples,
    random_phase,
    scale_views,
)
from course_lib.sounds import beat, noise, tone, vowel


def magnitudes(sound):
    return torch.fft.rfft(sound.samples.double()).abs()


@pytest.mark.parametrize("length", [12_000, 12_001])
def test_random_phases_of_the_whole_sound_keep_every_magnitude(length):
    sound = noise(seconds=1.0)
    sound = sound.with_samples(sound.samples[:length] / 4)  # room for the peaks of the result
    before, after = magnitudes(sound), magnitudes(random_phase(sound))
    assert torch.allclose(before, after, atol=1e-5 * float(before.max()))
    assert not torch.allclose(random_phase(sound).samples, sound.samples, atol=0.05)


def test_a_beat_without_phases_has_no_hits():
    def unevenness(sound):
        loudness = sound.samples.unfold(0, 480, 480).square().mean(1)
        return float(loudness.max() / loudness.median())

    assert unevenness(beat()) > 100
    assert unevenness(random_phase(beat())) < 10


def test_random_phases_in_short_windows_keep_the_hits():
    loudness = random_phase(beat(), 1024).samples.unfold(0, 2400, 2400).square().mean(1)
    # at 120 bpm a hit falls into every fifth tenth of a second
    assert bool((loudness[5::5] > 4 * loudness[4:-1:5]).all())


def test_the_same_seed_gives_the_same_phases():
    sound = vowel()
    assert torch.equal(random_phase(sound, 512).samples, random_phase(sound, 512).samples)
    assert not torch.equal(random_phase(sound, seed=1).samples, random_phase(sound, seed=2).samples)


@pytest.mark.parametrize("n_fft", [1, 24_001])
def test_a_window_that_does_not_fit_is_refused(n_fft):
    with pytest.raises(ValueError, match="a window of this sound holds 4 to 24000"):
        random_phase(vowel(seconds=1.0), n_fft)


def test_the_field_agrees_with_the_samples_that_a_logit_hears():
    judge = DiscriminatorSTFT(2, n_fft=256, hop_length=64, win_length=256)
    frames, _ = field_size(logit_field(judge))
    heard = logit_samples(judge, 256 + 60 * 64).nonzero().flatten()
    # the first sample of a Hann window is weighed with 0
    assert int(heard[-1] - heard[0]) + 1 == (frames - 1) * 64 + 256 - 1


def test_the_field_by_recurrence():
    def reach(kernels, strides, dilations):
        total, step = 1, 1
        for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
            total += (kernel - 1) * dilation * step
            step *= stride
        return total

    ones = (1,) * 6
    frames = reach((3,) * 6, ones, (1, 1, 2, 4, 1, 1))
    bins = reach((9, 9, 9, 9, 3, 3), (1, 2, 2, 2, 1, 1), ones)
    assert field_size(logit_field(DiscriminatorSTFT(1))) == (frames, bins)


def test_looking_at_fields_leaves_the_judge_as_it_was():
    judge = DiscriminatorSTFT(1)
    logit_field(judge)
    assert all(p.dtype == torch.float32 and p.grad is None for p in judge.parameters())


def test_fields_say_what_they_show():
    shown = logit_fields({"as <built>": DiscriminatorSTFT(1)})
    assert "as <built>: one logit hears 21 frames and 97 bins" in shown.text()
    assert shown.static_html().count("<img") == 1
    assert "as &lt;built&gt;: one logit" in shown.static_html()
    with pytest.raises(ValueError, match="needs a judge"):
        logit_fields({})


def test_scale_views_share_axes_and_say_what_is_seen():
    views = scale_views(tone(1000, 0.4), (512, 128))
    # the nearest bins: 21 · 46.875 Hz and 5 · 187.5 Hz
    assert [f"strongest near {hertz} Hz" in views.text() for hertz in (984, 938)] == [True, True]
    assert views.static_html().count("<img") == 2
    assert "window of 512 samples" in views.static_html()
    with pytest.raises(ValueError, match="needs a window"):
        scale_views(tone(1000), ())
