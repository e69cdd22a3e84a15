"""Tables, claims and the page say what the numbers say, also where that is disappointing."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course_lib.gan.experiments.ablation import Results, as_markdown, gather, write_page
from course_lib.gan.experiments.ablation.claims import (
    CLAIMS,
    Claim,
    claim_table,
    compared,
    verdict_on,
)
from course_lib.gan.experiments.ablation.tables import (
    cost_table,
    difference_table,
    interval_table,
    score_table,
)
from course_lib.gan.experiments.ablation.words import verdict
from course_lib.gan.metrics import metric

CLAIM = Claim("MPD helps", "mpd", "none", ("fd_fine", "onset_f1"))


def two_modes(made_up, fine, onset):
    """Differences of mpd to none, a number per seed and metric."""
    none = [{"fd_fine": 3.0, "onset_f1": 0.5} for _ in fine]
    mpd = [{"fd_fine": 3 + f, "onset_f1": 0.5 + o} for f, o in zip(fine, onset, strict=True)]
    return made_up({"none": none, "mpd": mpd})


@pytest.mark.parametrize(
    ("fine", "onset", "word"),
    [
        ((-1, -2, -1), (0.1, 0.2, 0.1), "holds (3 seeds)"),  # lower and higher are the better ones
        ((-1, -2, -1), (0.1, -0.2, 0.1), "holds in part (3 seeds)"),
        ((-1, -2, -1), (-0.1, -0.2, -0.1), "mixed (3 seeds)"),
        ((1, -2, -1), (0.1, -0.2, 0.1), "does not hold (3 seeds)"),
        ((1, 2, 1), (-0.1, -0.2, -0.1), "does not hold (3 seeds)"),
        ((-1,), (0.1,), "no verdict (1 seed)"),
    ],
)
def test_a_verdict_follows_the_rule(made_up, fine, onset, word):
    assert verdict_on(CLAIM, two_modes(made_up, fine, onset)) == word


def test_a_claim_about_a_mode_that_was_not_run_is_not_measured(made_up):
    results = two_modes(made_up, (-1, -1), (0.1, 0.1))
    assert verdict_on(Claim("", "msd", "none", ("fd_fine",)), results) == "not measured"


def test_modes_are_compared_on_the_seeds_that_both_have(made_up):
    results = made_up(
        {"none": [{"fd_fine": 1.0}, {"fd_fine": 5.0}], "mpd": [{"fd_fine": 3.0}]},
    )
    assert compared(results, "mpd", "none")["fd_fine"].by_seed == (2.0,)


def test_every_metric_of_a_claim_is_in_the_catalogue():
    for claim in CLAIMS:
        for name in claim.metrics:
            assert metric(name).name == name


def test_signs_that_agree_are_bold_and_others_are_not(made_up):
    results = two_modes(made_up, (-1, -2, -1.5), (0.1, -0.2, 0.1))
    rows = {row[0]: row[1] for row in difference_table(results).rows}
    assert rows["FD-fine ↓"] == "**−1.50 [−2.00, −1.00]**"
    assert not rows["Onset F1 ↑"].startswith("**")


def test_scores_are_a_mean_and_the_spread_of_an_unbiased_estimate(made_up):
    results = two_modes(made_up, (1, 2, 3), (0, 0, 0))
    rows = {row[0]: row[2] for row in score_table(results).rows}
    assert rows["FD-fine ↓"] == "5.00 ± 1.00"


def test_the_cost_of_a_seed_is_that_of_its_warm_up_and_all_its_modes(made_up):
    rows = cost_table(two_modes(made_up, (1, 2), (0, 0))).rows
    assert [row[2] for row in rows] == ["20", "10", "10", "40"]


def test_an_interval_that_says_nothing_is_a_dash(made_up):
    (row,) = interval_table(two_modes(made_up, (1, 2), (0, 0))).rows
    assert row == ("`mpd`", "FD-fine ↓", "+1.50", "[−1.00, +2.00]", "–")


@pytest.mark.parametrize(
    ("fine", "words"),
    [
        ((-1, -2), "better than none on 1 of 1 (FD-fine). It helps by these metrics."),
        ((1, 2), "worse than none on 1 of 1 (FD-fine). It does not help."),
        ((1, -2), "no headline metric on which all 2 seeds agree. It does not help."),
        ((1,), "one throw of the dice"),
    ],
)
def test_a_mode_that_does_not_help_is_said_not_to(made_up, fine, words):
    assert words in verdict(two_modes(made_up, fine, [0] * len(fine)), "mpd")


def test_results_come_back_from_json_as_they_were(finished):
    results = gather(finished)
    plain = json.loads(json.dumps(results.to_dict()))
    assert Results.from_dict(plain).to_dict() == plain
    assert as_markdown(Results.from_dict(plain)) == as_markdown(results)


def test_differences_are_those_of_the_scores(finished):
    results = gather(finished)
    (none,), (own,) = results.outcomes["none"], results.outcomes["msstftd"]
    for name, difference in results.differences["msstftd"].items():
        assert difference.by_seed == pytest.approx((own.scores[name] - none.scores[name],))


class Reader(HTMLParser):
    """Collects what a browser would fetch, and what it would say."""

    def __init__(self):
        super().__init__()
        self.fetched, self.labels, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.fetched += [v for k, v in attrs.items() if k in ("src", "href") and v[0] != "#"]
        self.labels += [attrs["aria-label"]] if tag == "svg" else []
        if tag not in ("meta", "path", "circle"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("meta", "path", "circle"):
            assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_from_outside(made_up):
    results = two_modes(made_up, (-1, -2), (0.1, 0.2))
    page = write_page(results)
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.fetched == []
    assert reader.labels == [
        "FD-fine, difference to none, lower is better: mpd −1.50 [−1.00, +2.00]."
    ]
    assert all(row[0] in page for row in claim_table(results).rows)


def test_a_folder_whose_name_is_not_text_can_be_written_into_the_page(made_up):
    results = made_up({"none": [{"fd_fine": 1.0}]})
    of_folder = replace(results, about={**results.about, "data": "caf\udce9"})

    assert rb"caf\udce9" in write_page(of_folder).encode()


def test_names_from_outside_cannot_become_markup(made_up):
    none = [{"fd_fine": 1.0}]
    page = write_page(made_up({"none": none, "<b>x</b>": none}))
    assert "<b>x" not in page
