"""What docs/audiogram.md says is in its table, and the table is that of the stored scores."""

from xml.etree import ElementTree

import pytest

from course_lib.gan.experiments.ablation.document import MARK, fill
from course_lib.gan.experiments.audiogram.audiogram_results import read_audiogram
from course_lib.gan.experiments.audiogram.audiogram_tables import tables_in
from course_lib.gan.experiments.audiogram.picture import draw_overview
from course_lib.gan.experiments.audiogram.plan import FAMILIES, STEPS

PLAIN = 2  # the middle strength


@pytest.fixture(scope="module")
def stored(root):
    return read_audiogram(root / "docs" / "measured" / "audiogram.json")


def mean(audiogram, name, artefact, strength=PLAIN):
    return audiogram.area(name, artefact, strength).mean


def hears(audiogram, name, artefact, strength=PLAIN):
    return audiogram.area(name, artefact, strength).interval.low > 0.5


def test_the_tables_and_the_picture_are_made_from_the_stored_scores(root, stored):
    text = (root / "docs" / "audiogram.md").read_text(encoding="utf-8")

    assert len(MARK.findall(text)) == 2
    assert fill(text, root / "docs" / "measured", tables_in) == text
    picture = (root / "docs" / "images" / "audiogram.svg").read_text(encoding="utf-8")
    assert draw_overview(stored) == picture


def test_the_picture_is_an_svg_file_that_a_browser_can_show(root):
    picture = ElementTree.parse(root / "docs" / "images" / "audiogram.svg").getroot()

    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "--ci-accent" in picture.findtext("{http://www.w3.org/2000/svg}style")


def test_the_families_were_tested_on_everything_with_three_seeds(stored):
    assert stored.settings["steps"] == STEPS == 300
    assert (stored.settings["preset"], stored.clips) == ("tiny", 30)
    assert len(stored.artefacts) == 6
    for name in FAMILIES:
        assert [cell.seed for cell in stored.of(name)] == sorted([0, 1, 2] * 6)


def test_what_the_page_says_of_the_buzz_and_of_phasiness_is_so(stored):
    for name in ("msstftd", "mrd"):
        assert mean(stored, name, "comb buzz") > 0.9
    assert not hears(stored, "mpd", "comb buzz")
    assert mean(stored, "msd", "comb buzz") < 0.6
    assert mean(stored, "mrd", "comb buzz") > mean(stored, "msstftd", "comb buzz") - 0.05
    assert mean(stored, "mrd", "phasiness") > 0.9
    assert max(mean(stored, name, "phasiness") for name in FAMILIES) < 0.65


def test_what_the_page_says_of_the_other_artefacts_is_so(stored):
    for name in FAMILIES:
        for strength in stored.strengths:
            assert hears(stored, name, "dull top", strength)
            assert mean(stored, name, "DC thump", strength) > 0.895
            assert 0.5 in stored.area(name, "pre-echo", strength).interval
            assert hears(stored, name, "clicks", strength) == (name == "msstftd")
            assert mean(stored, "msstftd", "clicks", strength) < 0.6
        assert mean(stored, "mrd", "DC thump", 1) < mean(stored, name, "DC thump", 1)
    assert mean(stored, "mrd", "DC thump", 1) < 0.6
    assert mean(stored, "mrd", "clicks", 3) > 0.7
    for name in ("mrd", "multi_band"):
        assert all(hears(stored, name, "pre-echo", strength) for strength in stored.strengths)
    for strength in (1, 2):
        best = max(FAMILIES, key=lambda name: mean(stored, name, "dull top", strength))
        assert best == "msstftd"


def test_what_the_page_says_of_a_filter_in_front_of_mpd_is_so(stored):
    assert stored.of("sub_band")[0].parameters == stored.of("mpd")[0].parameters
    for strength in stored.strengths:
        assert hears(stored, "sub_band", "comb buzz", strength)
        least = mean(stored, "msstftd", "comb buzz", strength)
        assert mean(stored, "sub_band", "comb buzz", strength) < least
        below = mean(stored, "mpd", "dull top", strength)
        assert mean(stored, "sub_band", "dull top", strength) > below
        for artefact in ("pre-echo", "clicks"):
            assert 0.5 in stored.area("sub_band", artefact, strength).interval
            assert 0.5 in stored.area("mpd", artefact, strength).interval


def test_what_the_page_says_of_constant_q_is_so(stored):
    sizes = [stored.of(name)[0].parameters for name in ("constant_q", "msstftd")]
    assert max(sizes) / min(sizes) < 1.2
    assert len(stored.of("constant_q")) == 18
    assert mean(stored, "constant_q", "comb buzz") > 0.9
    for strength in stored.strengths:
        assert mean(stored, "constant_q", "DC thump", strength) > 0.895
        assert 0.5 in stored.area("constant_q", "pre-echo", strength).interval


def test_what_the_page_says_of_sizes_is_so(stored):
    weights = {name: stored.of(name)[0].parameters for name in FAMILIES}
    assert int(weights["mpd"] / weights["msstftd"]) == 13
    assert int(weights["msd"] / weights["msstftd"]) == 20
    for artefact in stored.artefacts:
        for strength in stored.strengths:
            if artefact != "DC thump":
                others = mean(stored, "msstftd", artefact, strength)
                assert mean(stored, "mpd", artefact, strength) < others
