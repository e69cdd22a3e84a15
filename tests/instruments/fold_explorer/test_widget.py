import pytest
import torch

from course_lib.display import browser_instrument
from course_lib.instruments import fold_explorer
from course_lib.sounds import Sound, beat, load, noise, pluck, tone, vowel


class Replies:
    """What the kernel answers to a question of the module."""

    def __init__(self, explorer):
        self.explorer, self.sent = explorer, []
        explorer.live.send = self.sent.append

    def ask(self, **question):
        message = {"id": "1", "offset": 0, "column": 0, **question}
        self.explorer.live._handle_custom_msg(message, [])
        return self.sent[-1]


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
    assert "A voice at 160 Hz: 150 samples" in explorer.text()

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
    assert "<img" in silent.fallback_html()


def test_the_explorer_begins_beside_the_true_period_where_it_is_known():
    explorer = fold_explorer(vowel(f0=150.0))
    assert explorer.period == 158
    assert "The stripes slant" in explorer.summary()
    assert fold_explorer(beat()).period == 11


def test_the_page_holds_the_module_its_state_and_a_picture_with_words():
    explorer = fold_explorer(vowel(f0=150.0).renamed("a < b"))
    page = explorer.static_html()

    assert page.count("<img") == 1
    assert 'alt="a &lt; b folded into 32 rows. A row is 158 samples' in page
    assert "One cycle of this sound takes 160 samples" in page
    assert '<script type="module">' in page
    assert '"period": 158' in page


def test_a_slider_in_the_browser_moves_the_explorer():
    explorer = fold_explorer(vowel(f0=150.0))
    explorer.live.period, explorer.live.offset = 160, 30

    assert (explorer.period, explorer.offset) == (160, 30)
    assert "are upright" in explorer.summary()


def test_the_browser_gets_as_much_sound_as_it_shows_and_plays():
    explorer = fold_explorer(vowel(f0=150.0, seconds=10.0))
    samples = torch.frombuffer(bytearray(explorer.live.samples), dtype=torch.int16)

    assert len(samples) == 3 * 24_000 + explorer.most_offset
    sent = samples.float() / 32768
    assert torch.allclose(sent, explorer.sound.samples[: len(sent)], atol=0.5 / 32768 + 1e-7)


def test_the_three_questions_are_answered_in_words_and_sound():
    explorer = fold_explorer(vowel(f0=150.0))
    explorer.move(period=5)

    column = explorer.play_column()
    assert len(column.sounds) == 2
    assert "every 5th sample, 4800 a second" in column.text
    aliases = explorer.alias_partners()
    assert "150 Hz looks the same as 4650, 4950, 9450, 9750 Hz" in aliases.text
    assert len(aliases.sounds) == 4
    logit = Replies(explorer).ask(period=5)
    assert "depends on 647 samples, spread over 3231" in logit["text"]
    assert len(logit["where"]) == 647


@pytest.mark.parametrize("period", [1, 2, 11, 100, 256])
def test_the_questions_are_answered_at_every_period(period):
    explorer = fold_explorer(pluck(f0=220.0))
    explorer.move(period=period, column=period - 1)
    for answer in (explorer.play_column(), explorer.alias_partners(), explorer.one_logit()):
        assert answer.text


def test_what_the_learner_set_survives_the_next_run_of_the_cell(monkeypatch):
    monkeypatch.setattr(browser_instrument, "_cell", lambda: "this cell")
    monkeypatch.setattr(browser_instrument, "_kept", {})
    fold_explorer(vowel(f0=150.0)).live.period = 200

    again, other = fold_explorer(vowel(f0=150.0)), fold_explorer(vowel(f0=151.0))
    assert (again.live.period, again.period) == (200, 200)
    assert other.live.period != 200
    asked = fold_explorer(vowel(f0=150.0))
    asked.move(period=99)  # the code asks for something else
    assert asked.live.period == 99
    monkeypatch.setattr(browser_instrument, "_cell", lambda: "another cell")
    assert fold_explorer(vowel(f0=150.0)).live.period == 158


def test_the_comb_is_in_the_chosen_column():
    explorer = fold_explorer(vowel(f0=150.0))
    for period, column in ((5, 2), (11, 10), (160, 7)):
        explorer.move(period=period, column=column)
        assert f"Each of them is in column {column}:" in explorer.one_logit().text
        assert {sample % period for sample in explorer.one_logit().where} == {column}


def test_the_played_column_is_the_one_that_is_marked():
    explorer = fold_explorer(vowel(f0=150.0))
    explorer.move(period=3, offset=10, column=2)
    original, heard = explorer.play_column().sounds
    assert heard.name == "column 2 of 3: vowel a at 150 Hz"
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
        raise RuntimeError("out of memory")

    monkeypatch.setattr(explorer, "one_logit", fail)
    assert Replies(explorer).ask(period=5) == {"error": "out of memory", "id": "1"}


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
