"""Say in a sentence what an ablation found about a mode; that it does not help is a finding."""

from course_lib.gan.experiments.ablation.plan import BASELINE
from course_lib.gan.experiments.ablation.results import Results
from course_lib.gan.metrics import METRICS


def verdict(results: Results, mode: str) -> str:
    """Count the headline metrics on which all seeds agree that a mode is better, or worse."""
    headlines = [m for m in METRICS if m.headline and m.name in results.differences[mode]]
    better: list[str] = []
    worse: list[str] = []
    for metric in headlines:
        difference = results.differences[mode][metric.name]
        if difference.same_sign:
            gained = metric.is_better(difference.mean, 0.0)
            (better if gained else worse).append(metric.title)
    own = results.differences[mode]
    seeds = max((len(d.by_seed) for d in own.values()), default=0)
    if seeds < 2:
        return f"{mode}: one seed alone; read its numbers as one throw of the dice."
    if not better and not worse:
        return f"{mode}: no headline metric on which all {seeds} seeds agree. It does not help."
    parts = [
        f"{word} than {BASELINE} on {len(names)} of {len(headlines)} ({', '.join(names)})"
        for word, names in (("better", better), ("worse", worse))
        if names
    ]
    summary = "It helps by these metrics" if better and not worse else "It does not help"
    if better and worse:
        summary = "It helps and it costs"
    return f"{mode}: with all {seeds} seeds in agreement {'; '.join(parts)}. {summary}."
