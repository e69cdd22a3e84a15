import io
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread

from course_lib.discriminators.mpd import fold
from course_lib.display import draw_fold, fold_rows, new_figure, uprightness
from course_lib.display.figures.folds import fold_png
from course_lib.sounds import noise, pluck, tone, vowel

ROWS = 32


def uprightness_by_pairs(samples, period):
    """The same measure by another road: the products of all pairs of different rows."""
    rows = [samples[i : i + period] for i in range(0, len(samples) // period * period, period)]
    mean = sum(float(row.sum()) for row in rows) / (len(rows) * period)
    rows = [row.double() - mean for row in rows]
    pairs = sum(float(a @ b) for a in rows for b in rows if a is not b)
    return pairs / ((len(rows) - 1) * sum(float(row @ row) for row in rows))


@given(period=st.integers(1, 40), time=st.integers(1, 400), start=st.integers(0, 50))
def test_rows_are_the_samples_in_order(period, time, start):
    samples = torch.arange(time, dtype=torch.float32)
    if time - start < period:
        with pytest.raises(ValueError, match="No whole row"):
            fold_rows(samples, period, start)
        return

    rows = fold_rows(samples, period, start)

    whole = (time - start) // period
    assert rows.shape == (whole, period)
    assert torch.equal(rows.reshape(-1), samples[start : start + whole * period])


def test_the_picture_folds_as_the_discriminator_does():
    samples = torch.randn(60)
    assert torch.equal(fold_rows(samples, 5), fold(samples[None, None], 5)[0, 0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((torch.zeros(1, 9), 3), "takes samples"),
        ((torch.zeros(9), 0), "at least 1 sample"),
        ((torch.zeros(9), 3, -1), "No whole row"),
        ((torch.zeros(9), 3, 0, 0), "rows must be at least 1"),
    ],
)
def test_a_fold_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        fold_rows(*arguments)


@pytest.mark.parametrize("make", [pluck, vowel])
@pytest.mark.parametrize("f0", [101.0, 123.4, 147.0, 150.0, 196.0, 220.0, 330.0])
def test_uprightness_peaks_at_the_true_period(make, f0):
    sound = make(f0=f0)
    around = range(math.floor(0.85 * sound.period), math.ceil(1.15 * sound.period))

    peak = max(around, key=lambda p: uprightness(sound.samples[: ROWS * p], p))

    assert abs(peak - sound.period) <= 1


def test_a_sound_that_repeats_exactly_stands_fully_upright_at_all_multiples():
    cycle = torch.randn(40)
    for multiple in (1, 2, 3):
        assert uprightness(cycle.repeat(60), 40 * multiple) == pytest.approx(1, abs=1e-6)
    assert uprightness(cycle.repeat(60), 41) < 0.1


def test_the_five_real_periods_see_no_stripes_in_a_voice():
    voice = vowel(f0=150.0).samples
    assert max(uprightness(voice[: ROWS * p], p) for p in (2, 3, 5, 7, 11)) < 0.05


def test_noise_has_no_upright_stripes_at_any_period():
    samples = noise().samples
    assert max(uprightness(samples, p) for p in range(2, 100)) < 0.05


def test_a_slant_of_a_whole_cycle_over_the_picture_cancels():
    # period 100 of a sine of 100 + 100/50 samples: the 50 rows turn once around
    period, rows = 100, 50
    samples = tone(24_000 / (period * rows / (rows - 1)), seconds=1).samples[: period * rows]
    assert uprightness(samples, period) < 0.01


@given(period=st.integers(1, 20), rows=st.integers(2, 9), seed=st.integers(0, 99))
@settings(max_examples=50)
def test_uprightness_agrees_with_the_sum_over_pairs_of_rows(period, rows, seed):
    generator = torch.Generator().manual_seed(seed)
    samples = torch.randn(period * rows, generator=generator)

    expected = max(0.0, uprightness_by_pairs(samples, period))

    assert uprightness(samples, period) == pytest.approx(expected, abs=1e-6)


@given(gain=st.floats(0.01, 100), sign=st.sampled_from([-1, 1]), offset=st.floats(-3, 3))
@settings(max_examples=30)
def test_level_polarity_and_offset_do_not_matter(gain, sign, offset):
    samples = vowel(f0=150.0).samples[: ROWS * 157].double()
    changed = samples * gain * sign + offset * gain
    assert uprightness(changed, 157) == pytest.approx(uprightness(samples, 157), abs=1e-6)


def test_silence_has_no_stripes_and_one_row_is_refused():
    assert uprightness(torch.zeros(100), 10) == 0
    assert uprightness(torch.full((100,), 0.5), 10) == 0
    with pytest.raises(ValueError, match="needs at least 20 samples for period 10, got 19"):
        uprightness(torch.randn(19), 10)


def test_the_small_picture_has_one_pixel_per_sample_darkest_first():
    rows = torch.tensor([[-0.5, 0.0, 0.5]])
    pixels = imread(io.BytesIO(fold_png(rows, 0.5)), format="png")

    assert pixels.shape[:2] == (1, 3)
    brightness = pixels[0, :, :3].sum(1)
    assert brightness[0] < brightness[1] < brightness[2]


def test_silence_can_be_painted():
    pixels = imread(io.BytesIO(fold_png(torch.zeros(2, 3), 0.0)), format="png")
    assert (pixels == pixels[0, 0]).all()


def test_a_drawn_fold_says_whether_its_stripes_stand():
    sound = vowel(f0=150.0)
    figure, axes = new_figure()
    upright = draw_fold(axes, sound.samples, 160, rows=ROWS, title="One cycle a row")

    assert axes.get_title() == "One cycle a row"
    assert upright.startswith("The wave folded into 32 rows of 160 samples: upright stripes")
    figure, axes = new_figure()
    assert "no upright stripes" in draw_fold(axes, sound.samples, 11, rows=ROWS)
    assert len(figure.axes) == 2  # the picture and its scale of colours


def test_one_row_is_drawn_without_a_verdict():
    _, axes = new_figure()
    assert "1 rows of 9 samples: one row." in draw_fold(axes, torch.randn(9), 9)
