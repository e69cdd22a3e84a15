import base64
import io
import re
import wave

import pytest
import torch

from course_lib.instruments import ab, listen
from course_lib.sounds import Sound, click, tone, vowel

ROOM = 10 ** (-1 / 20)  # -1 dBFS


def played(page):
    """The samples of every player on the page."""
    clips = []
    for data in re.findall(r'src="data:audio/wav;base64,([^"]+)"', page):
        with wave.open(io.BytesIO(base64.b64decode(data))) as file:
            raw = bytearray(file.readframes(file.getnframes()))
        clips.append(torch.frombuffer(raw, dtype=torch.int16).float() / 32768)
    return clips


def test_a_level_difference_is_heard_as_it_is():
    loud, soft = played(listen(tone(440.0), tone(440.0, amplitude=0.05)).static_html())

    ratio = loud[2000:-2000].square().mean() / soft[2000:-2000].square().mean()
    assert float(ratio) == pytest.approx(100, rel=0.01)


def test_no_clip_is_louder_than_minus_1_dbfs_and_all_are_faded():
    for clip in played(listen(tone(440.0, amplitude=1.0), vowel(), click(at=(0.0,))).static_html()):
        assert float(clip.abs().max()) <= ROOM
        assert abs(float(clip[0])) < 1e-2
        assert abs(float(clip[-1])) < 1e-2


def test_equal_rms_is_made_only_when_asked_for():
    page = listen(tone(440.0), tone(440.0, amplitude=0.05), match="rms").static_html()
    first, second = played(page)
    assert float(first.std()) == pytest.approx(float(second.std()), rel=0.01)
    assert "same RMS" in page


def test_all_pictures_share_their_colours_and_their_time():
    page = listen(tone(440.0, seconds=0.5), tone(880.0, seconds=1.0))
    assert page.fallback_html().count("<img") == 2
    assert "0.50 s" in page.text()
    assert "1.00 s" in page.text()


def test_the_text_says_the_gain_the_device_and_what_to_listen_for():
    text = listen(tone(440.0), listen_for="the pitch").text()
    assert "Listen for: the pitch" in text
    assert "Gain: the sound ×" in text
    assert "Headphones" in text
    assert "strongest near" in text


def test_without_pictures_nothing_but_the_sound_tells_two_clips_apart():
    shown, blind = (
        listen(tone(440.0), tone(880.0, amplitude=0.05), pictures=pictures)
        for pictures in (True, False)
    )
    assert "<img" in shown.fallback_html()
    assert "<img" not in blind.fallback_html()
    assert blind.state()["view"] == "none"  # the browser then draws no picture and offers none
    assert "softer" in shown.state()["rows"][1]["finding"]
    assert [row["finding"] for row in blind.state()["rows"]] == ["", ""]
    assert "strongest near" in shown.text()
    assert "strongest near" not in blind.text()
    levelled = listen(tone(440.0), tone(440.0, amplitude=0.05), match="rms", pictures=False)
    assert "the same RMS for each" in levelled.facts
    assert "dB" not in levelled.facts  # by how much each was turned up would distinguish them


def test_sounds_are_named_by_a_dictionary():
    comparison = listen({"one < two": tone(440.0)}, tone(880.0))
    assert [sound.name for sound in comparison.sounds] == ["one < two", "tone 880 Hz"]
    assert 'aria-label="one &lt; two"' in comparison.static_html()


def test_samples_without_a_rate_are_refused():
    with pytest.raises(TypeError, match=r"Sound\(samples, sample_rate\)"):
        listen(torch.zeros(100))
    with pytest.raises(ValueError, match="at least one sound"):
        listen()


def test_a_and_b_are_two_rows_of_one_deck():
    comparison = ab(tone(440.0), tone(445.0))

    assert [sound.name for sound in comparison.sounds] == ["A: tone 440 Hz", "B: tone 445 Hz"]
    assert [row["name"] for row in comparison.live.rows] == ["A: tone 440 Hz", "B: tone 445 Hz"]


def test_nothing_given_is_changed():
    samples = torch.linspace(-1, 1, 2400)
    sound = Sound(samples.clone())
    listen(sound).static_html()
    assert torch.equal(sound.samples, samples)


def test_a_sound_that_is_plainly_softer_says_by_how_much():
    loud, soft = tone(440.0, amplitude=0.5), tone(440.0, amplitude=0.0005)

    assert listen(loud, soft, tone(880.0, amplitude=0.4)).findings == ("", "60 dB softer", "")
    assert listen(loud, soft, match="rms").findings == ("", "")
    assert listen(loud.with_samples(torch.zeros(2400))).findings == ("",)
