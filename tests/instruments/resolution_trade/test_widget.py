import base64
import re
from xml.etree import ElementTree

import pytest
import torch

from course_lib.instruments import (
    closest_pairs,
    read_out,
    resolution_trade,
    tones_and_clicks,
)
from course_lib.instruments.resolution_trade.model import PowerCurve, valley_db
from course_lib.instruments.resolution_trade.text import finding

LONGEST = 7200  # samples: half of the clip


def drawing(tag):
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", tag)[1]).decode()


def test_two_hills_need_a_valley_of_half_their_height():
    places = torch.arange(9.0)
    hill = torch.tensor([0.0, 1, 4, 1, 0.0, 1, 2, 1, 0])
    assert valley_db(PowerCurve(places, hill + 1), 2.0, 6.0) == pytest.approx(
        10 * torch.tensor(3.0).log10()
    )
    assert valley_db(PowerCurve(places, torch.ones(9)), 2.0, 6.0) == 0
    assert valley_db(PowerCurve(places, -(places - 4).square() + 20), 2.0, 6.0) == 0
    assert valley_db(PowerCurve(places[::4], hill[::4]), 2.0, 6.0) == 0  # no cell for a valley


@pytest.mark.parametrize("window", [600, 1000, 1600])
def test_a_hann_window_splits_tones_two_bins_apart_and_clicks_half_a_window_apart(window):
    """The two limits that the module's text derives; zeros behind the window make a fine grid."""
    tones, clicks = 2 * 24_000 / window, window / 2 / 24_000
    assert tones * clicks == pytest.approx(1)
    for factor, splits in ((1.06, True), (0.94, False)):
        fine = read_out(LONGEST, 16, window, tones_apart=factor * tones, clicks_apart=0.01)
        assert fine.tones_split is splits
        dense = read_out(window, 4, window, tones_apart=50, clicks_apart=factor * clicks)
        assert dense.clicks_split is splits


@pytest.mark.parametrize("window", [128, 256, 512, 1024])
def test_the_closest_pairs_are_at_the_two_limits_and_their_product_is_one(window):
    hertz, seconds = closest_pairs(window)
    # bins of 3.3 Hz make the valley between the tones a little uncertain
    assert hertz == pytest.approx(2 * 24_000 / window, rel=0.05)
    assert seconds == pytest.approx(window / 2 / 24_000, rel=0.01)
    assert hertz * seconds == pytest.approx(1, rel=0.05)
    apart = {"tones_apart": 0.9 * hertz, "clicks_apart": 0.9 * seconds}
    assert not read_out(7200, window // 2, window, **apart).tones_split
    assert not read_out(window, window // 32, **apart).clicks_split


@pytest.mark.parametrize("window", [127, 2049])
def test_the_closest_pairs_of_other_windows_are_refused(window):
    with pytest.raises(ValueError, match=f"got {window}"):
        closest_pairs(window)


def test_the_clip_holds_what_it_says():
    clip = tones_and_clicks(15.0, 0.008)
    assert clip.onsets == (0.0, 0.3, 0.308)
    assert float(clip.samples.abs().max()) <= 1
    # whole seconds of the tones alone have one line each
    spectrum = torch.fft.rfft(clip.samples[: 24_000 // 2], n=24_000).abs()
    assert {1000, 1015} <= set(spectrum.topk(20).indices.tolist())


def test_zeros_behind_a_window_split_nothing():
    for n_fft in (256, 1024, 4096, LONGEST):
        assert not read_out(n_fft, 64, 256).tones_split


def test_a_hop_longer_than_the_window_jumps_over_the_clicks():
    assert read_out(64, 32).clicks_split
    assert not read_out(64, 512).clicks_split


def test_no_single_window_reaches_the_target_at_any_setting():
    """Every window from 64 to 4096 in fine steps, finely sampled in both directions."""
    for window in (*range(64, 1024, 64), *range(1024, 4097, 256)):
        found = read_out(LONGEST, 32, window)
        assert not (found.tones_split and found.clicks_split)
    trade = resolution_trade()
    assert "0 of 7 windows split both pairs" in trade.every_window_text()


def test_the_target_opens_with_a_second_window():
    trade = resolution_trade()
    trade.move(window=4096)
    assert "Locked" in trade.target()
    trade.add_second(window=128, hop=32)
    assert trade.target_met
    assert "Reached, with 2 windows" in trade.target()
    trade.move(0, window=512)
    assert not trade.target_met


def test_pairs_that_lie_further_apart_can_be_split_by_one_window():
    trade = resolution_trade(tones_apart=200, clicks_apart=0.02)
    trade.move(n_fft=512, window=512, hop=128)
    assert "Reached, with one window" in trade.target()


def test_window_and_transform_keep_fitting():
    trade = resolution_trade()
    trade.move(window=4096)
    assert trade.settings[0].n_fft == 4096
    trade.move(n_fft=256)
    assert trade.settings[0] == (256, 256, 256)
    with pytest.raises(ValueError, match="win_length"):
        trade.move(n_fft=128, window=256)
    assert trade.settings[0] == (256, 256, 256)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"n_fft": 8192, "hop": 64}, "at most half of the clip"),
        ({"n_fft": 128, "hop": 64, "window": 256}, "win_length"),
        ({"n_fft": 128, "hop": 64, "tones_apart": 1.0}, "between 5 and 500 Hz"),
        ({"n_fft": 128, "hop": 64, "clicks_apart": 1.0}, "0.05 seconds"),
    ],
)
def test_what_cannot_be_measured_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        read_out(**wrong)


def test_the_text_form_says_what_the_pictures_show():
    trade = resolution_trade()
    trade.move(n_fft=128, hop=32, window=128)
    said = str(trade)
    assert "window 128 samples (5.33 ms). tones split: no; clicks split: yes." in said
    assert "Target: tones 15 Hz apart and clicks 8 ms apart" in said


def test_the_page_shows_a_short_and_a_long_window_and_the_table():
    trade = resolution_trade()
    page = trade.static_html()
    assert page.count("<img") == 2
    assert "A window of 128 samples splits the clicks" in page
    assert "A window of 4096 samples splits the tones" in page
    assert "window 4096: tones split: yes; clicks split: no" in page
    assert trade.settings[0].window == 1024  # as before


@pytest.mark.parametrize(
    "setting", [(64, 32, 64), (4096, 32, 4096), (4096, 1024, 64), (128, 512, 64)]
)
def test_every_picture_is_well_formed_and_carries_its_own_pixels(setting):
    trade = resolution_trade()
    trade.move(0, n_fft=setting[0], hop=setting[1], window=setting[2])
    svg = drawing(trade.picture())
    ElementTree.fromstring(svg)
    assert re.findall(r'\bhref="(.{22})', svg) == ["data:image/png;base64,"]
    assert '<image class="levels"' in svg  # a dark theme inverts it like ink
    assert f"window {setting[2]} samples" in trade.picture()


def test_what_is_set_in_the_browser_moves_the_instrument_and_is_kept():
    trade = resolution_trade()
    trade.live.settings = [
        {"n_fft": 4096, "hop": 256, "window": 4096},
        {"n_fft": 128, "hop": 32, "window": 128},
    ]
    assert trade.settings == [(4096, 256, 4096), (128, 32, 128)]
    assert trade.target_met


@pytest.mark.parametrize(
    ("windows", "title"),
    [
        ([(4096, 256)], "A window of 4096 samples splits the tones"),
        ([(1024, 256)], "A window of 1024 samples splits neither pair"),
        (
            [(4096, 256), (128, 32)],
            "Windows of 4096 and 128 samples together split the tones and the clicks",
        ),
        ([(4096, 256), (4096, 256)], "Windows of 4096 and 4096 samples together split the tones"),
    ],
)
def test_the_title_states_which_pairs_are_split(windows, title):
    assert finding([read_out(n, hop) for n, hop in windows]) == title
