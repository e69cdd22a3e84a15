"""Compute what the page of an ablation shows; the template `ablation.html.j2` lays it out."""

from dataclasses import asdict

from course_lib.audio.files import printable
from course_lib.display.pages import render
from course_lib.gan.experiments.ablation.claims import claim_table
from course_lib.gan.experiments.ablation.plan import BASELINE
from course_lib.gan.experiments.ablation.plot import draw_differences
from course_lib.gan.experiments.ablation.results import Results
from course_lib.gan.experiments.ablation.tables import size_text, tables
from course_lib.gan.metrics import METRICS


def write_page(results: Results) -> str:
    """Return the page of an ablation: one HTML file that needs no other file and no network."""
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
        verdicts=[mode_verdict(results, mode) for mode in results.differences],
        missing=results.missing,
        claims={"id": "claims", **asdict(claim_table(results))},
        baseline=BASELINE,
        pictures=[draw_differences(results, metric) for metric in headlines],
        tables=[{"id": name, **asdict(table)} for name, table in tables(results).items()],
    )


def mode_verdict(results: Results, mode: str) -> str:
    """Return a sentence on a mode: on how many headline metrics do all seeds agree?"""
    own = results.differences[mode]
    name = f"{mode} ({size_text(results.size(mode))})"
    headlines = [m for m in METRICS if m.headline and m.name in own]
    seeds = max((len(difference.by_seed) for difference in own.values()), default=0)
    if seeds < 2:
        return f"{name}: a single seed, so its numbers may be luck."
    better: list[str] = []
    worse: list[str] = []
    for metric in headlines:
        difference = own[metric.name]
        if difference.same_sign:
            (better if metric.is_better(difference.mean, 0.0) else worse).append(metric.title)
    if not better and not worse:
        return f"{name}: no headline metric on which all {seeds} seeds agree. It does not help."
    parts = [
        f"{word} than {BASELINE} on {len(names)} of {len(headlines)} ({', '.join(names)})"
        for word, names in (("better", better), ("worse", worse))
        if names
    ]
    summary = "It helps by these metrics" if better and not worse else "It does not help"
    if better and worse:
        summary = "It helps and it costs"
    return f"{name}: with all {seeds} seeds in agreement {'; '.join(parts)}. {summary}."
