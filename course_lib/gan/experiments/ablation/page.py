"""Compute what the page of an ablation shows; `ablation.html.j2` is how it shows it."""

from dataclasses import asdict

from course_lib.audio.files import printable
from course_lib.display.pages import render
from course_lib.gan.experiments.ablation.claims import claim_table
from course_lib.gan.experiments.ablation.plan import BASELINE
from course_lib.gan.experiments.ablation.plot import draw_differences
from course_lib.gan.experiments.ablation.results import Results
from course_lib.gan.experiments.ablation.tables import tables
from course_lib.gan.experiments.ablation.words import verdict
from course_lib.gan.metrics import METRICS


def write_page(results: Results) -> str:
    """Return the page: one HTML file that needs no other file and no network."""
    headlines = [
        m
        for m in METRICS
        if m.headline and any(m.name in own for own in results.differences.values())
    ]
    return render(
        "ablation",
        title="What does each discriminator do?",
        preset=results.about["preset"],
        clips=results.about["clips"]["count"],
        data=printable(results.about["data"]),
        verdicts=[verdict(results, mode) for mode in results.differences],
        missing=results.missing,
        claims={"id": "claims", **asdict(claim_table(results))},
        baseline=BASELINE,
        pictures=[draw_differences(results, metric) for metric in headlines],
        tables=[{"id": name, **asdict(table)} for name, table in tables(results).items()],
    )
