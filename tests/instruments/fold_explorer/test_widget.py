import base64
import html
import re
import time
from xml.etree import ElementTree

import pytest
import torch

from course_lib.instruments import fold_explorer
from course_lib.sounds import Sound, beat, load, noise, pluck, tone, vowel


def drawing(tag):
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", tag)[1]).decode()


def panel(explorer):
    about, period, offset, column, jumps, picture, words, axis, buttons, answer, _ = (
        explorer.widget().children
    )
    named = {button.description: button for button in (*jumps.children[1:], *buttons.children)}
    shown = {"about": about, "picture": picture, "words": words, "axis": axis, "answer": answer}
    return {"period": period, "offset": offset, "column": column}, named, shown


@pytest.mark.parametrize("make", [pluck, vowel])
@pytest.mark.parametrize("f0", [110.0, 147.0, 150.0, 220.0, 330.0])
def test_stripes_are_upright_at_the_true_period_and_slant_beside_it(make, f0):
    explorer = fold_explorer(make(f0=f0))
    name, true = explorer.fitting_period
    assert name == "true period"

    explorer.move(period=true)
    assert "are upright: a row contains one cycle" in explorer.summary()
    for beside in (true - 2, true + 2):
        explorer.move(period=beside)
        assert "The stripes slant" in explorer.summary()
    for real in explorer.periods:
        explorer.move(period=real)
        assert "stripes" in explorer.summary()
        assert "are upright:" not in explorer.summary()


def test_the_offset_turns_the_columns_and_leaves_the_stripes_upright():
    explorer = fold_explorer(vowel(f0=150.0))
    explorer.move(period=160)
    before, upright = explorer.rows(), explorer.uprightness()

    explorer.move(offset=40)

    # one cycle later the vowel is the same: the first 40 columns have gone round to the end
    assert torch.allclose(explorer.rows()[:, :120], before[:, 40:], atol=1e-6)
    assert explorer.uprightness() == pytest.approx(upright, abs=0.01)


def test_the_picture_begins_where_it_was_asked_to():
    sound = beat()
    explorer = fold_explorer(sound, at=0.5)
    assert torch.equal(explorer.rows().reshape(-1), sound.samples[12_000 : 12_000 + 32 * 11])


def test_the_text_form_says_what_the_pictures_show():
    explorer = fold_explorer(vowel(f0=150.0))
    explorer.move(period=160, offset=7, column=3)
    said = str(explorer)
    for words in (
        "One cycle of this sound takes 160 samples (6.67 ms): 150 Hz.",
        "p = 160, offset 7, column 3",
        "The stripes are upright",
        "MPD's periods, 2, 3, 5, 7, 11 samples",
        "One beat (120 bpm): 12000 samples (500 ms), 1091 times the longest period",
    ):
        assert words in said


def test_a_sound_without_a_known_pitch_says_so_and_offers_what_looks_best():
    known = pluck(f0=220.0)
    explorer = fold_explorer(Sound(known.samples, name="my guitar"))
    assert explorer.fitting_period == ("most upright", 109)
    assert "pitch of this sound is not known" in explorer.text()
    assert "A voice at 150 Hz: 160 samples" in explorer.text()

    assert fold_explorer(noise()).fitting_period is None
    assert "No period" in fold_explorer(noise()).text()


def test_a_period_beyond_the_slider_is_not_offered():
    explorer = fold_explorer(vowel(f0=80.0))
    assert explorer.fitting_period is None
    assert "takes 300 samples" in explorer.text()


def test_a_drum_loop_has_no_stripes_at_the_real_periods():
    explorer = fold_explorer(beat())
    for period in explorer.periods:
        explorer.move(period=period)
        assert explorer.uprightness() < 0.1


def test_sliders_that_go_too_far_are_refused_with_their_range():
    explorer = fold_explorer(vowel())
    for wrong in ({"period": 0}, {"period": 257}, {"offset": -1}, {"offset": 256}):
        with pytest.raises(ValueError, match="must be between"):
            explorer.move(**wrong)
    explorer.move(period=5)
    with pytest.raises(ValueError, match="column must be between 0 and 4, got 5"):
        explorer.move(column=5)


def test_a_short_sound_shortens_the_slider_and_a_shorter_one_is_refused():
    explorer = fold_explorer(vowel().with_samples(torch.randn(100).clamp(-1, 1)))
    assert explorer.longest == 20
    explorer.move(period=20, offset=explorer.most_offset)
    assert explorer.rows().shape == (4, 20)
    with pytest.raises(ValueError, match="needs at least 55 samples"):
        fold_explorer(vowel().with_samples(torch.zeros(54)))
    with pytest.raises(ValueError, match="0 s or later"):
        fold_explorer(vowel(), at=-1.0)
    with pytest.raises(ValueError, match="period must be at least 1"):
        fold_explorer(vowel(), periods=())


def test_other_rates_and_silence_can_be_explored():
    assert "16000 Hz" in fold_explorer(tone(440.0, sample_rate=16_000)).text()
    silent = fold_explorer(vowel().with_samples(torch.zeros(9000)))
    assert "<img" in silent.picture()


def test_the_explorer_begins_beside_the_true_period_where_it_is_known():
    explorer = fold_explorer(vowel(f0=150.0))
    assert explorer.period == 158
    assert "The stripes slant" in explorer.summary()
    assert fold_explorer(beat()).period == 11


def test_the_page_is_a_strip_of_three_folds_and_the_axis():
    explorer = fold_explorer(vowel(f0=150.0))
    page = explorer.static_html()
    assert [f"folded into 32 rows. A row is {p} samples" in page for p in (2, 160, 128)] == [
        True
    ] * 3
    assert page.count("<img") == 4
    assert (explorer.period, explorer.column) == (158, 0)  # as before


def test_the_picture_is_well_formed_and_carries_its_own_pixels():
    explorer = fold_explorer(vowel(f0=150.0).renamed("a < b"))
    explorer.move(period=160, column=80)
    svg = drawing(explorer.picture())
    ElementTree.fromstring(svg)
    assert re.findall(r'\bhref="(.{22})', svg) == ["data:image/png;base64,"]
    assert "column 80" in svg
    assert 'alt="a &lt; b folded into 32 rows.' in explorer.picture()


def test_moving_the_sliders_moves_pictures_and_words():
    sliders, named, shown = panel(fold_explorer(vowel(f0=150.0)))
    sliders["period"].value = 161
    assert "slant to the left" in shown["words"].value
    assert 'role="status"' in shown["words"].value
    named["true period: 160"].click()
    assert sliders["period"].value == 160
    assert "are upright" in shown["words"].value
    assert "The slider is at 160." in shown["axis"].value
    before = shown["picture"].value
    sliders["offset"].value = 30
    assert shown["picture"].value != before


def test_the_column_slider_follows_the_period():
    explorer = fold_explorer(vowel(f0=150.0))
    sliders, named, shown = panel(explorer)
    sliders["period"].value = 200
    sliders["column"].value = 150
    assert explorer.column == 150
    named["7"].click()
    assert (sliders["column"].max, sliders["column"].value, explorer.column) == (6, 6, 6)
    named["11"].click()
    assert (sliders["column"].max, sliders["column"].value) == (10, 6)
    assert 'role="alert"' not in shown["words"].value


def test_every_slider_position_draws_without_complaint():
    sliders, _, shown = panel(fold_explorer(pluck(f0=220.0)))
    for period in (1, 2, 3, 64, 109, 255, 256):
        for offset in (0, 255):
            sliders["period"].value, sliders["offset"].value = period, offset
            assert f"A row is {period} sample" in shown["words"].value


def test_the_three_buttons_answer_in_words_pictures_and_sound():
    explorer = fold_explorer(vowel(f0=150.0))
    _, named, shown = panel(explorer)
    named["5"].click()

    named["Play column"].click()
    assert shown["answer"].value.count("<audio") == 2
    assert "every 5th sample, 4800 a second" in shown["answer"].value
    named["Alias partners"].click()
    assert "150 Hz looks the same as 4650, 4950, 9450, 9750 Hz" in shown["answer"].value
    assert shown["answer"].value.count("<audio") == 4
    named["One logit's samples"].click()
    assert "depends on 647 samples, spread over 3231" in shown["answer"].value
    assert "<img" in shown["answer"].value

    named["7"].click()
    assert shown["answer"].value == ""  # it was about another period


@pytest.mark.parametrize("period", [1, 2, 11, 100, 256])
def test_the_buttons_answer_at_every_period(period):
    explorer = fold_explorer(pluck(f0=220.0))
    sliders, named, shown = panel(explorer)
    sliders["period"].value = period
    sliders["column"].value = period - 1
    for name in ("Play column", "Alias partners", "One logit's samples"):
        named[name].click()
        assert shown["answer"].value
        assert "alert" not in shown["answer"].value


def test_the_comb_is_in_the_chosen_column():
    explorer = fold_explorer(vowel(f0=150.0))
    for period, column in ((5, 2), (11, 10), (160, 7)):
        explorer.move(period=period, column=column)
        assert f"Each of them is in column {column}:" in explorer.one_logit().text
        ElementTree.fromstring(drawing(explorer.one_logit().html))


def test_the_played_column_is_the_one_that_is_marked():
    explorer = fold_explorer(vowel(f0=150.0))
    explorer.move(period=3, offset=10, column=2)
    original, heard = explorer.play_column().sounds
    assert heard.name == "column 2 of 3: vowel a 150 Hz"
    middle = slice(3000, 6000)
    # the fold starts at sample 10, so column 2 begins at sample 12
    kept = original.samples[2:][middle][::3]
    assert torch.allclose(heard.samples[middle][::3], kept, atol=2e-2)


def test_an_unknown_pitch_gets_an_example_that_says_it_is_one():
    said = fold_explorer(noise()).alias_partners().text
    assert said.startswith("The pitch of this sound isn't known; an example: ")
    assert "500 Hz" in said


def test_an_answer_that_fails_is_said_and_not_raised(monkeypatch):
    explorer = fold_explorer(vowel())

    def fail():
        raise RuntimeError("out of <memory>")

    monkeypatch.setattr(explorer, "play_column", fail)
    _, named, shown = panel(explorer)
    named["Play column"].click()
    assert 'role="alert"' in shown["answer"].value
    assert html.escape("out of <memory>") in shown["answer"].value


def test_a_change_takes_far_less_than_150_ms():
    sliders, _, _ = panel(fold_explorer(vowel(f0=150.0)))
    taken = []
    for period in range(20, 256, 8):
        began = time.process_time()  # the test shares its cores with others
        sliders["period"].value = period
        taken.append(time.process_time() - began)
    assert sorted(taken)[len(taken) // 2] < 0.050


@pytest.mark.recordings
def test_a_real_guitar_makes_upright_stripes_and_a_drum_loop_runs(recordings):
    explorer = fold_explorer(load(recordings / "guit_em9.flac"))
    assert "pitch of this sound is not known" in explorer.text()
    name, period = explorer.fitting_period
    assert name == "most upright"
    explorer.move(period=period)
    assert explorer.uprightness() > 0.5
    assert period == round(24_000 / 246.94)  # the string begins with the note B3

    drums = fold_explorer(load(recordings / "loop_amen.flac"))
    assert drums.uprightness() < 0.2
    assert "Gain" in drums.play_column().text
