import re

import pytest

from course_lib.instruments import turning_arrows


def test_the_text_form_says_how_far_the_arrow_turns():
    arrows = turning_arrows()
    assert "The arrow stands still: 10 cycles of the tone fit into one hop." in str(arrows)
    arrows.set(hertz=1010)
    assert "turns forwards by 36° from frame to frame: 10.1 cycles" in str(arrows)
    arrows.set(hertz=990)
    assert "turns backwards by 36°" in str(arrows)
    assert "The arrow is bin 42, at 984.4 Hz: the same length in every frame." in str(arrows)


def test_a_setting_out_of_range_changes_nothing():
    arrows = turning_arrows()
    with pytest.raises(ValueError, match="hop must be"):
        arrows.set(hertz=1010, hop=1000)
    assert (arrows.hertz, arrows.hop) == (1000.0, 240)


def test_what_is_set_in_the_browser_is_kept():
    arrows = turning_arrows()
    arrows.live.hertz, arrows.live.hop, arrows.live.frame = 1010.0, 256, 7
    assert (arrows.hertz, arrows.hop, arrows.frame) == (1010.0, 256, 7)
    assert "turns backwards by 82°" in str(arrows)


def test_the_page_shows_all_frames_and_says_what_to_see():
    page = turning_arrows(hertz=1010).static_html()
    assert page.count("<img") == 1
    assert re.search(r'alt="The arrow turns forwards by 36°[^"]*Blue cells are above zero', page)
    assert "all bins around the tone turn equally fast" in page
