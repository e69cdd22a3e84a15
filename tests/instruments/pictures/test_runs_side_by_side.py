import re

import pytest
import torch

from course_lib.instruments import runs_side_by_side

CURVES = {"A": torch.linspace(1, 0, 100), "B": torch.full((100,), 0.5)}


def test_the_text_says_where_each_curve_begins_and_ends():
    text = runs_side_by_side(CURVES, "loss").text()
    assert "A: 0.90 in the first fifth, 0.10 in the last." in text
    assert "B: 0.50 in the first fifth, 0.50 in the last." in text


def test_the_picture_says_the_same_and_all_panels_share_their_axes():
    shown = runs_side_by_side(
        {**CURVES, "C": 9 * CURVES["A"], "D": CURVES["B"], "E": CURVES["B"]}, "loss"
    )
    assert "C: 8.14" in re.search(r'alt="([^"]+)"', shown.static_html())[1]
    panels = [axes for axes in shown._figure().axes if axes.axison]
    assert len(panels) == 5
    assert len({axes.get_ylim() for axes in panels}) == 1


def test_the_title_is_the_finding_and_the_axis_has_the_name_of_the_quantity():
    shown = runs_side_by_side(CURVES, "loss", finding="A falls & B doesn't")
    assert "A falls &amp; B doesn&#x27;t (loss, step by step)" in shown.static_html()
    assert shown.text().startswith("A falls & B doesn't (loss, step by step):")
    assert [axes.get_ylabel() for axes in shown._figure().axes] == ["loss", ""]


def test_nothing_to_show_is_refused():
    with pytest.raises(ValueError, match="at least one curve"):
        runs_side_by_side({}, "loss")
