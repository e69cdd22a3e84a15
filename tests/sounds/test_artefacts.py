"""Each artefact adds energy where it should, in time and in frequency."""

import pytest
import torch

from course_lib.sounds import ARTEFACTS, Sound, beat, drum, noise, pluck, spoil, tone, vowel
from course_lib.sounds.artefacts import BUZZ_DB, BUZZ_HZ, THUMP_SECONDS, TOP_HZ

STRENGTHS = (1, 2, 3)


def rms(samples):
    return float(samples.double().square().mean().sqrt())


def added(sound, artefact, strength):
    made = spoil(sound, artefact, strength)
    return made.samples.double() - sound.samples.double()


@pytest.mark.parametrize("artefact", ARTEFACTS)
def test_it_grows_with_its_strength_and_stays_a_sound(artefact):
    sound = beat() if artefact == "pre-echo" else vowel()
    sizes = [rms(added(sound, artefact, strength)) for strength in STRENGTHS]
    assert 0 < sizes[0] < sizes[1] < sizes[2]
    for strength in STRENGTHS:
        made = spoil(sound, artefact, strength)
        assert len(made.samples) == len(sound.samples)
        assert made.samples.abs().max() <= 1
        assert torch.equal(made.samples, spoil(sound, artefact, strength).samples)
    assert spoil(sound, artefact, 0) is sound


def test_a_comb_buzz_is_lines_at_the_multiples_of_its_frequency_all_the_time():
    sound = vowel(seconds=2)
    buzz = added(sound, "comb buzz", 2)
    spectrum = torch.fft.rfft(buzz).abs().square()  # bins of half a hertz
    lines = spectrum[:: round(2 * BUZZ_HZ)]
    assert lines.sum() > 0.999 * spectrum.sum()
    assert lines[1:-1].min() > 0.5 * lines[1:-1].max()  # as strong at the top as at the bottom
    halves = [rms(half) for half in buzz.chunk(2)]
    assert halves[0] == pytest.approx(halves[1], rel=0.01)


@pytest.mark.parametrize(("strength", "decibels"), list(zip(STRENGTHS, BUZZ_DB, strict=True)))
def test_the_level_of_the_buzz_follows_the_sound(strength, decibels):
    sound = vowel()
    level = 20 * torch.tensor(rms(added(sound, "comb buzz", strength)) / rms(sound.samples)).log10()
    assert float(level) == pytest.approx(decibels, abs=0.1)


def test_a_pre_echo_sounds_before_the_hit_where_there_was_silence():
    hit = drum("snare")  # begins 50 ms in, at sample 1200
    before = slice(240, 1200)
    assert rms(hit.samples[before]) == 0
    sizes = [rms(spoil(hit, "pre-echo", strength).samples[before]) for strength in STRENGTHS]
    assert sizes[0] > 0.02 * rms(hit.samples)
    assert sizes[0] < sizes[1] < sizes[2]
    assert sizes[2] < rms(hit.samples)  # and the hit stays the loudest


@pytest.mark.parametrize(("strength", "edge"), list(zip(STRENGTHS, TOP_HZ, strict=True)))
def test_a_dull_top_removes_what_is_above_its_edge_and_no_more(strength, edge):
    hiss = noise(seconds=1)
    before, after = (
        torch.fft.rfft(s.samples.double()).abs() for s in (hiss, spoil(hiss, "dull top", strength))
    )
    edge = round(edge)  # bins of one hertz
    assert torch.allclose(after[:edge], before[:edge], atol=1e-2 * float(before.mean()))
    assert after[round(1.1 * edge) + 2 :].max() < 1e-4 * before.max()


def test_phasiness_keeps_the_level_and_the_colour_and_loses_what_repeats():
    sound = vowel(f0=100)  # repeats every 240 samples
    alike = []
    for strength in STRENGTHS:
        made = spoil(sound, "phasiness", strength)
        assert rms(made.samples) == pytest.approx(rms(sound.samples), rel=1e-3)
        samples = made.samples.double()
        alike.append(float(samples[240:] @ samples[:-240]) / float(samples @ samples))
        power = [torch.fft.rfft(s.samples.double()).abs().square() for s in (sound, made)]
        below = [float(p[:1500].sum() / p.sum()) for p in power]
        assert below[1] == pytest.approx(below[0], abs=0.1)
    assert alike[0] < 0.98  # an exact repetition has 0.99, the last cycle being alone
    assert alike[0] > alike[1] > alike[2] > 0
    assert alike[2] < 0.8


def test_a_thump_pushes_the_wave_to_one_side_and_is_below_a_hundred_hertz():
    sound = pluck(220)
    pushed = added(sound, "DC thump", 3)
    assert pushed.min() > -1e-6
    assert pushed.mean() > 0.01 * pushed.max()
    spectrum = torch.fft.rfft(pushed).abs().square()
    hertz = torch.fft.rfftfreq(len(pushed), 1 / sound.sample_rate)
    assert spectrum[hertz < 2 / THUMP_SECONDS].sum() > 0.99 * spectrum.sum()


def test_a_click_changes_one_sample_at_a_time_and_each_frequency_alike():
    sound = vowel()
    jumps = added(sound, "clicks", 3)
    places = (jumps.abs() > 1e-6).nonzero().flatten()
    assert 3 <= len(places) <= 6
    assert places.diff().min() > 1000
    one = torch.zeros_like(jumps)
    one[places[0]] = jumps[places[0]]
    spectrum = torch.fft.rfft(one).abs()
    assert spectrum.min() == pytest.approx(float(spectrum.max()), rel=1e-6)


def test_a_full_scale_sound_is_made_quieter_and_never_cut():
    loud = Sound(tone(300).samples * 2)
    made = spoil(loud, "clicks", 3)
    assert made.samples.abs().max() == pytest.approx(1)


@pytest.mark.parametrize("seconds", [0.01, 0.05])
@pytest.mark.parametrize("artefact", ARTEFACTS)
def test_short_and_silent_sounds_are_taken(artefact, seconds):
    assert spoil(tone(300, seconds), artefact, 2).samples.isfinite().all()
    silence = Sound(torch.zeros(round(seconds * 24_000)))
    assert not spoil(silence, artefact, 3).samples.any()


def test_another_rate_is_taken():
    slow = vowel(sample_rate=16_000)
    for artefact in ARTEFACTS:
        assert spoil(slow, artefact, 3).sample_rate == 16_000


def test_wrong_names_and_strengths_say_what_there_is():
    with pytest.raises(ValueError, match=r"'buzz'\. Known: comb buzz"):
        spoil(tone(300), "buzz")
    with pytest.raises(ValueError, match="0, 1, 2 or 3"):
        spoil(tone(300), "clicks", 4)
