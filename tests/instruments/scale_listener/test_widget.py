import base64
import io
import math
import re
import time
from xml.etree import ElementTree

import pytest
import torch
from matplotlib.font_manager import FontProperties
from matplotlib.image import imread
from matplotlib.textpath import TextPath

from course_lib.instruments import scale_listener
from course_lib.instruments.scale_listener.model import false_part, measured_level
from course_lib.instruments.scale_listener.picture import TITLE_LEFT, WIDTH
from course_lib.sounds import Sound, drum, noise, tone


def drawing(tag):
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", tag)[1]).decode()


def test_the_text_form_says_what_is_predicted_and_what_is_measured():
    listener = scale_listener(clip="tone")
    said = str(listener)
    assert "9000 Hz comes back at 3000 Hz, −11.4 dB" in said
    assert "By formula, 9000 Hz is heard at 3000 Hz, at −11.4 dB. Measured: −11.4 dB." in said
    assert "Scale 1 gets 12 000 samples a second, so it carries tones up to 6000 Hz." in said


@pytest.mark.parametrize(
    ("setting", "title"),
    [
        ({"scale": 0}, "Scale 0 receives 9000 Hz as it is"),
        ({"decimator": "nearest"}, "9000 Hz comes back at 3000 Hz, 0.0 dB"),
        ({"decimator": "sinc"}, "9000 Hz is gone"),
        ({"frequency": 3000}, "3000 Hz stays at 3000 Hz, −3.7 dB"),
        ({"clip": "sweep"}, "the false part is at −11.2 dB"),
        ({"clip": "voice"}, "hardly any false tones"),
        ({"clip": "hat"}, "nearly all that it receives is false"),
        ({"clip": "hat", "scale": 0}, "Scale 0 receives the clip as it is"),
    ],
)
def test_the_title_states_the_finding(setting, title):
    listener = scale_listener(drum("hat"), clip="tone")
    listener.move(**setting)
    assert title in listener.finding()
    assert title in drawing(listener.picture())


def test_a_tone_on_the_limit_is_lost_in_playback_and_the_words_say_so():
    listener = scale_listener(clip="tone")
    listener.move(scale=2, decimator="nearest")
    clip, received, _ = listener.played()
    assert measured_level(clip, received) < -40
    assert "and lose the tone there" in listener.summary()
    listener.move(scale=1)
    clip, received, _ = listener.played()
    assert measured_level(clip, received) == pytest.approx(0, abs=0.1)
    assert "lose the tone" not in listener.summary()


def test_predicted_lines_are_drawn_on_the_axes_of_the_whole_sound():
    listener = scale_listener(clip="sweep")
    svg = drawing(listener.picture())
    ElementTree.fromstring(svg)
    assert "above 6000 Hz this scale has no room" in svg
    assert "predicted" in svg
    assert "−11.4 dB" in svg
    listener.move(decimator="sinc")
    assert "predicted" not in drawing(listener.picture())


@pytest.mark.parametrize("clip", ["sweep", "tone"])
def test_the_title_is_not_cut(clip):
    bold = FontProperties(weight="bold", size=14)  # CSS pixels
    for decimator in ("average", "nearest", "sinc"):
        listener = scale_listener(clip=clip)
        listener.move(decimator=decimator)
        title = TextPath((0, 0), listener.finding(), prop=bold)
        assert TITLE_LEFT + title.get_extents().width < WIDTH


def test_silence_has_the_colour_of_the_page_in_the_picture():
    silent = scale_listener(Sound(torch.zeros(24_000), 24_000, "silence"), clip="silence")
    data = re.search(r'class="levels"[^>]*png;base64,([^"]+)', drawing(silent.picture()))[1]

    assert imread(io.BytesIO(base64.b64decode(data)), format="png")[..., 3].max() == 0


def test_the_rails_of_a_predicted_line_enclose_the_tone_that_is_heard():
    """9 kHz comes back at 3 kHz: a quarter of the way up the picture, for both forms."""
    listener = scale_listener(clip="tone")
    svg = drawing(listener.picture())
    rails = sorted(float(y) for y in re.findall(r"M58\.0 ([\d.]+) L628\.0 \1", svg))
    tone_at = 36 + 240 * 0.75
    assert rails == [pytest.approx(tone_at - 5), pytest.approx(tone_at + 5)]


def test_three_players_share_one_gain_and_the_rate_of_the_clip():
    listener = scale_listener(clip="sweep")
    page = listener.players()
    assert page.count("<audio") == 3
    assert "only the false part" in page
    assert "the same for each" in page
    listener.move(scale=0)
    assert listener.players().count("<audio") == 1


def test_every_setting_has_a_view_without_complaint():
    listener = scale_listener(drum("hat"), clip="sweep")
    for clip in listener.names:
        for scale in (0, 1, 2):
            for decimator in ("average", "nearest", "sinc"):
                listener.move(scale, decimator, clip)
                view = listener.view()
                assert view["title"] == listener.finding()
                assert len(view["tracks"]) == (3 if scale else 1)
                length = len(listener.sound.samples)
                for track in view["tracks"]:  # the average adds a sample of its own rate
                    assert 0 <= len(track["samples"]) // 2 - length <= 2**scale


def test_a_change_in_the_browser_brings_another_view():
    listener = scale_listener(clip="sweep")
    listener.live.clip = "tone"
    for hertz, alias in ((9100, 2900), (3000, 3000)):
        listener.live.frequency = hertz
        (view,) = listener.live.views
        assert f"{hertz} Hz is heard at {alias} Hz" in view["words"]
    listener.live.decimator = "sinc"
    assert listener.decimator == listener.live.views[0]["decimator"] == "sinc"


def test_a_change_is_quick():
    listener = scale_listener(clip="sweep")
    widget, times = listener.live, []
    for k in range(9):
        begin = time.process_time()  # the test shares its cores with others
        widget.decimator = ("nearest", "sinc", "average")[k % 3]
        times.append(time.process_time() - begin)
    assert sorted(times)[len(times) // 2] < 0.15


def test_the_page_is_a_strip_of_the_three_decimators_with_their_sounds():
    listener = scale_listener(clip="tone")
    page = listener.static_html()
    assert page.count("<img") == 3
    assert page.count("<audio class") == 9
    assert listener.decimator == "average"  # as before


def test_a_recording_of_ones_own_is_offered_first_and_cut_to_two_seconds():
    own = Sound(noise(3.0).samples * 2, name="my <hat>")
    listener = scale_listener(own)
    assert listener.clip == "my <hat>"
    assert listener.sound.seconds == 2
    assert "my &lt;hat&gt;" in listener.picture()


def test_settings_that_do_not_exist_are_refused_with_those_that_do():
    listener = scale_listener()
    with pytest.raises(ValueError, match="scale must be one of 0, 1, 2, got 3"):
        listener.move(scale=3)
    with pytest.raises(ValueError, match="average, nearest, sinc"):
        listener.move(decimator="mean")
    with pytest.raises(ValueError, match="from 100 to 11900, in steps of 100"):
        listener.move(frequency=12_000)
    with pytest.raises(ValueError, match="24 000 Hz"):
        scale_listener(tone(440, sample_rate=22_050))


def test_silence_can_be_listened_to():
    listener = scale_listener(Sound(torch.zeros(24_000), name="silence"))
    assert "hardly any false tones" in listener.finding()
    assert "<img" in listener.picture()


def test_a_page_has_each_sound_once_and_a_view_of_each_decimator():
    listener = scale_listener(clip="sweep")
    views = listener.page_state(listener.state())["views"]
    assert [view["decimator"] for view in views] == ["average", "nearest", "sinc"]
    players = [track["samples"]["player"] for view in views for track in view["tracks"]]
    assert players == list(range(listener.fallback_html().count("<audio")))


def test_the_words_give_the_level_of_the_false_part_relative_to_the_clip_as_well():
    listener = scale_listener(drum("hat").renamed("hat"), clip="hat")
    listener.move(
        decimator="sinc"
    )  # it removes nearly all of a hi-hat; a little of the rest is false
    false = false_part(listener.sound, 1, "sinc").samples.square().mean()
    level = 10 * math.log10(float(false / listener.sound.samples.square().mean()))

    assert f"at −{-level:.1f} dB relative to the clip" in listener.summary()
    assert "the false part is at −15.9 dB" in listener.finding()
