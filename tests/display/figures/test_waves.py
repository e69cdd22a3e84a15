import pytest
import torch

from course_lib.display import draw_spectrogram, draw_wave, new_figure
from course_lib.sounds import click, noise, tone


def test_a_waveform_names_its_peak():
    samples = torch.zeros(24_000)
    samples[6000] = -0.25
    _, axes = new_figure()

    alt = draw_wave(axes, samples, 24_000, name="a click", title="One click")

    assert alt == "Waveform of a click, 1.00 s: peak 0.25 at 0.25 s."
    assert axes.get_title() == "One click"
    assert axes.get_xlabel() == "time (s)"
    assert axes.get_ylim() == (-1, 1)


def test_a_long_wave_keeps_its_peaks_in_the_picture():
    sound = click(at=(0.1,))
    _, axes = new_figure()
    draw_wave(axes, sound.samples, sound.sample_rate)

    drawn = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert drawn.max() == pytest.approx(float(sound.samples.max()), abs=1e-6)
    assert drawn.min() == pytest.approx(float(sound.samples.min()), abs=1e-6)


def test_a_short_wave_is_drawn_sample_by_sample_from_its_start():
    _, axes = new_figure()
    draw_wave(axes, torch.tensor([0.0, 0.5, 0.0]), 10, start=2.0)

    assert axes.lines[0].get_xdata() == pytest.approx([2.0, 2.1, 2.2])


@pytest.mark.parametrize("frequency", [500.0, 4300.0])
def test_a_spectrogram_names_the_strongest_frequency(frequency):
    _, axes = new_figure()
    sound = tone(frequency)
    alt = draw_spectrogram(axes, sound.samples, sound.sample_rate, name="it")

    named = float(alt.split("near ")[1].split(" Hz")[0])
    assert abs(named - frequency) <= 24_000 / 1024
    assert alt.startswith("Spectrogram of it, 0 to 12 kHz, 1.00 s")


def test_the_alt_text_speaks_of_the_part_that_is_drawn():
    _, axes = new_figure()
    both = tone(500.0).samples + 2 * tone(9000.0).samples
    alt = draw_spectrogram(axes, both / 4, 24_000, name="it", highest=6000)

    assert axes.get_ylim() == (0, 6)
    assert alt.startswith("Spectrogram of it, 0 to 6 kHz, 1.00 s: strongest near 492 Hz")
    assert "of the power shown is below" in alt


def test_the_range_of_colours_does_not_follow_the_sound():
    ranges = []
    for sound in (noise(), tone(440.0, amplitude=0.01)):
        _, axes = new_figure()
        draw_spectrogram(axes, sound.samples, sound.sample_rate, floor_db=-70)
        ranges.append(axes.images[0].get_clim())
    assert ranges == [(-70, 0), (-70, 0)]


def test_silence_and_a_very_short_sound_are_drawn():
    _, axes = new_figure()
    assert "nothing above -80 dB" in draw_spectrogram(axes, torch.zeros(2000), 24_000)
    _, axes = new_figure()
    assert "Spectrogram" in draw_spectrogram(axes, torch.ones(10) / 2, 24_000, colourbar=False)


@pytest.mark.parametrize("samples", [torch.zeros(1, 1, 9), torch.zeros(0)])
def test_what_is_no_single_channel_is_refused(samples):
    _, axes = new_figure()
    with pytest.raises(ValueError, match=r"wave\[0, 0\]"):
        draw_wave(axes, samples, 24_000)
    with pytest.raises(ValueError, match="sample rate"):
        draw_wave(axes, torch.zeros(4), 0)
