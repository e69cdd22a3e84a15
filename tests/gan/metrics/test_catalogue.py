"""The list of metrics: its headlines, and what it says about each metric."""

from course_lib.gan.data.synthesis import KINDS
from course_lib.gan.metrics import METRICS


def test_headlines_are_those_of_the_study():
    assert [m.name for m in METRICS if m.headline] == [
        "frame_comb_db",
        "fd_fine",
        "hf_lsd",
        "hf_energy_error",
        *(f"mrstft_log_{kind}" for kind in KINDS),
    ]
    assert len({m.name for m in METRICS}) == len(METRICS)


def test_every_metric_has_a_title_a_question_and_a_known_group():
    for m in METRICS:
        assert m.asks.endswith("?")
        assert m.title
        assert m.arrow == {"lower": "↓", "higher": "↑"}[m.better]
