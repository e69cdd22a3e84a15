"""Pitch: notes that are detuned by known cents, voices that breathe."""

import pytest
import torch

from course_lib.gan.metrics import (
    f0_error_cents,
    f0_gross_error,
    periodicity_rmse,
    vuv_f1,
)


def labels(wave, hertz):
    return torch.full(wave.shape, hertz), torch.ones(wave.shape, dtype=torch.bool)


def pitched(clips):
    return [clip for clip in clips if clip.f0 is not None]


def stacked(clips, name):
    return torch.stack([getattr(clip, name) for clip in pitched(clips)])


@pytest.mark.parametrize("cents", [0, 10, 30, 100, 400])
def test_a_detuned_note_is_off_by_its_cents(artefacts, cents):
    note = artefacts.notes(220.0)

    got = float(f0_error_cents(note, artefacts.notes(220.0, cents), *labels(note, 220.0)))

    assert got == pytest.approx(cents, abs=4)


def test_an_octave_counts_as_half_of_one(artefacts):
    note = artefacts.notes(220.0)

    got = float(f0_error_cents(note, artefacts.notes(220.0, 1200), *labels(note, 220.0)))

    assert got == pytest.approx(600, abs=1)


@pytest.mark.parametrize(("cents", "gross"), [(0, 0), (30, 0), (70, 100), (1200, 100)])
def test_a_gross_error_is_more_than_a_quarter_tone(artefacts, cents, gross):
    note = artefacts.notes(220.0)

    got = float(f0_gross_error(note, artefacts.notes(220.0, cents), *labels(note, 220.0)))

    assert got == pytest.approx(gross, abs=3)


def test_the_synthesised_voices_are_tracked_to_a_few_cents(clips):
    waves, f0, voiced = (stacked(clips, name) for name in ("samples", "f0", "voiced"))

    assert float(f0_error_cents(waves, waves, f0, voiced).max()) < 20
    assert float(f0_gross_error(waves, waves, f0, voiced).max()) == 0
    assert float(vuv_f1(waves, voiced).min()) > 0.85


def test_noise_makes_every_pitch_metric_worse_step_by_step(clips, artefacts):
    waves, f0, voiced = (stacked(clips, name) for name in ("samples", "f0", "voiced"))
    noisy = [artefacts.noise(waves, rms) for rms in (0.0, 0.05, 0.2, 1.0)]

    cents = [float(f0_error_cents(waves, wave, f0, voiced).mean()) for wave in noisy]
    gross = [float(f0_gross_error(waves, wave, f0, voiced).mean()) for wave in noisy]
    rmse = [float(periodicity_rmse(waves, wave).mean()) for wave in noisy]
    found = [float(vuv_f1(wave, voiced).mean()) for wave in noisy]

    assert cents == sorted(cents)
    assert gross == sorted(gross)
    assert rmse == sorted(rmse)
    assert rmse[0] == 0
    # a little noise helps to tell breath from voice; much of it hides the voice
    assert found[3] < found[2] < found[0]


@pytest.mark.parametrize("gain", [0.1, 0.5])
def test_the_level_of_the_estimate_does_not_matter(clips, gain):
    waves, f0, voiced = (stacked(clips, name) for name in ("samples", "f0", "voiced"))

    for metric in (f0_error_cents, f0_gross_error):
        torch.testing.assert_close(
            metric(waves, gain * waves, f0, voiced),
            metric(waves, waves, f0, voiced),
            rtol=0,
            atol=1e-3,
        )
    assert float(periodicity_rmse(waves, gain * waves).max()) < 1e-3


def test_a_hum_where_there_should_be_breath_is_counted(artefacts):
    breath = artefacts.noise(torch.zeros(1, 16_000), 0.1)
    note = artefacts.notes(220.0)
    nowhere = torch.zeros(1, 16_000, dtype=torch.bool)
    first_half = torch.arange(16_000)[None] < 8000

    assert float(periodicity_rmse(breath, note)) > 0.5
    assert float(vuv_f1(note, first_half)) == pytest.approx(2 / 3, abs=0.03)  # half is too much
    assert vuv_f1(note, nowhere).isnan().tolist() == [True]


def test_a_clip_without_voice_has_no_pitch_error(artefacts):
    note = artefacts.notes(220.0)
    f0, voiced = labels(note, 220.0)

    assert f0_error_cents(note, note, f0, ~voiced).isnan().tolist() == [True]


def test_labels_of_another_length_are_refused(artefacts):
    note = artefacts.notes(220.0)
    f0, voiced = labels(note, 220.0)

    with pytest.raises(ValueError, match=r"f0 needs one label per sample.*got \[1, 100\]"):
        f0_error_cents(note, note, f0[:, :100], voiced)
