"""What an audiogram reports: areas, tables, pictures and sentences that agree with the scores."""

import itertools
import json
import re

import pytest

from course_lib.gan.experiments.audiogram import Audiogram, write_audiogram
from course_lib.gan.experiments.audiogram.audiogram_page import finding
from course_lib.gan.experiments.audiogram.audiogram_results import read_audiogram
from course_lib.gan.experiments.audiogram.audiogram_tables import (
    area_table,
    area_text,
    cost_table,
    two_digits,
)
from course_lib.gan.experiments.audiogram.picture import HEIGHT, draw_artefact


def test_one_that_guesses_is_not_bold_and_one_that_hears_is(made_up):
    audiogram = made_up({"mpd": 0.0, "msstftd": 6.0})

    rows = {row[0]: row[1:] for row in area_table(audiogram).rows}

    assert list(rows) == ["clicks 1", "clicks 2", "clicks 3"]
    guess, heard = rows["clicks 3"]
    assert not guess.startswith("**")
    assert heard.startswith("**1.0 [")


def test_the_area_of_a_cell_is_that_of_theory(made_up):
    audiogram = made_up({"mpd": 3.0}, clips=3000)

    # two normal distributions a distance d apart: Φ(d / √2)
    assert audiogram.area("mpd", "clicks", 1).mean == pytest.approx(0.7602, abs=0.01)
    assert audiogram.area("mpd", "clicks", 3).mean == pytest.approx(0.9831, abs=0.005)


def test_what_was_not_tested_is_a_dash(made_up):
    one, other = made_up({"mpd": 1.0}), made_up({"msd": 1.0}, artefact="dull top")
    both = Audiogram(one.settings, {}, one.cells + other.cells)

    rows = {row[0]: row[1:] for row in area_table(both).rows}

    assert rows["clicks 1"][1] == rows["dull top 1"][0] == "–"
    assert both.area("msd", "clicks", 1) is None
    assert "msd" not in finding(both, "clicks")
    assert area_text(None) == "–"


def test_the_families_of_the_course_come_first_and_artefacts_in_its_order(made_up):
    one = made_up({"mrd": 1.0, "mpd": 1.0, "another": 1.0}, artefact="clicks")
    other = made_up({"mpd": 1.0}, artefact="comb buzz")
    both = Audiogram(one.settings, {}, one.cells + other.cells)

    assert both.discriminators == ("mpd", "another", "mrd")
    assert both.artefacts == ("comb buzz", "clicks")


def test_the_cost_is_the_mean_over_all_trainings(made_up):
    assert cost_table(made_up({"mpd": 1.0})).rows == (("`mpd`", "1,234", "3.0", "3"),)


def test_a_sentence_names_who_hears_an_artefact_best_first(made_up):
    text = finding(made_up({"mpd": 0.0, "msd": 2.4, "msstftd": 9.0}), "clicks")

    assert re.fullmatch(
        r"clicks, strength 2: heard by msstftd \((1.0|.9\d)\), msd \(.\d\d\); not mpd.", text
    )
    assert finding(made_up({"mpd": 0.0}), "clicks").endswith("none of 1 hears it.")


def test_an_audiogram_survives_json_to_the_digits_that_are_stored(made_up, tmp_path):
    audiogram = made_up({"mpd": 1.0})
    (tmp_path / "a.json").write_text(json.dumps(audiogram.to_dict()))

    again = read_audiogram(tmp_path / "a.json")

    assert again.to_dict() == audiogram.to_dict()
    assert again.of("mpd")[0].scores[2] == pytest.approx(audiogram.of("mpd")[0].scores[2], rel=1e-4)


@pytest.mark.parametrize("text", ["[1]", "{}", '{"settings": {}, "versions": {}, "cells": []}'])
def test_what_is_no_audiogram_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_text(text)

    with pytest.raises(ValueError, match="no audiogram in"):
        read_audiogram(tmp_path / "a.json")


def test_the_picture_has_a_line_per_discriminator_and_names_that_dont_overlap(made_up):
    figure = draw_artefact(made_up({"mpd": 0.0, "msd": 0.1, "msstftd": 9.0}), "clicks")

    assert figure.count("<polyline") == 3
    names = re.findall(r'<text x="[\d.]+" y="([\d.]+)">(\w+)</text>', figure)
    heights = sorted(float(y) for y, _ in names)
    assert {name for _, name in names} == {"mpd", "msd", "msstftd"}
    assert all(b - a >= 14 for a, b in itertools.pairwise(heights))
    assert max(heights) < HEIGHT
    assert 'aria-label="clicks, AUC at strength 1, 2, 3: mpd ' in figure


def test_the_page_is_whole_and_needs_nothing_from_outside(made_up):
    page = write_audiogram(made_up({"mpd": 0.0, "msstftd": 9.0}))

    assert "http" not in re.sub(r"http-equiv", "", page)
    assert "300 updates at the size of the preset tiny" in page
    assert "tested on 30 clips" in page
    assert page.count("<figure>") == 1


@pytest.mark.parametrize(
    ("value", "text"), [(0.934, ".93"), (1.0, "1.0"), (0.999, "1.0"), (0, ".00")]
)
def test_areas_have_two_digits(value, text):
    assert two_digits(value) == text
