"""The page says what the numbers say, and needs no other file."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course_lib.gan.experiments.ablation import write_page
from course_lib.gan.experiments.ablation.claims import claim_table
from course_lib.gan.experiments.ablation.page import mode_verdict


@pytest.mark.parametrize(
    ("fine", "words"),
    [
        ((-1, -1.1), "better than none on 1 of 1 (FD-fine). It helps by these metrics."),
        ((1, 1.1), "worse than none on 1 of 1 (FD-fine). It does not help."),
        ((-1, -2), "no headline metric differs beyond the luck of 2 seeds."),
        ((1,), "a single seed, so its numbers may be luck"),
    ],
)
def test_a_mode_that_does_not_help_is_said_not_to(two_modes, fine, words):
    assert words in mode_verdict(two_modes(fine, [0] * len(fine)), "mpd")


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


def test_the_page_is_whole_and_needs_nothing_from_outside(two_modes):
    results = two_modes((-1, -2), (0.1, 0.2))
    page = write_page(results)
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.fetched == []
    assert reader.labels == [
        "FD-fine, difference to none, lower is better: mpd −1.50 [−1.00, +2.00]."
    ]
    assert all(row[0] in page for row in claim_table(results).rows)


def test_a_folder_whose_name_is_not_text_can_be_written_into_the_page(make_results):
    results = make_results({"none": [{"fd_fine": 1.0}]})
    of_folder = replace(results, about={**results.about, "data": "caf\udce9"})

    assert rb"caf\udce9" in write_page(of_folder).encode()


def test_names_from_outside_cannot_become_markup(make_results):
    none = [{"fd_fine": 1.0}]
    page = write_page(make_results({"none": none, "<b>x</b>": none}))
    assert "<b>x" not in page
