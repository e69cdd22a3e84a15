"""Ask every metric about a set of estimates."""

import math
from collections.abc import Iterable

import torch
from torch import Tensor

from course_lib.gan.data import Clips
from course_lib.gan.metrics.catalogue import METRICS
from course_lib.gan.metrics.metric import Metric
from course_lib.gan.metrics.perceptual import installed
from course_lib.spelling import did_you_mean


def evaluate(
    reference: Clips, estimate: Tensor, metrics: Iterable[Metric] | None = None
) -> dict[str, float]:
    """Measure estimates [clips, time] or [clips, 1, time] against the clips they are made of.

    A metric is missing from the result if it does not apply (no clip has a pitch, say), or if the
    package that it needs is not installed.

    Args:
        reference: the clips.
        estimate: one wave for each, as long as ``reference.waves``. What lies past the end of a
            shorter clip is not looked at.
        metrics: which ones; all of `METRICS` if None.
    """
    chosen = list(METRICS if metrics is None else metrics)
    scores = evaluate_clips(reference, estimate, chosen)
    averages = {m.name: m.summarise(scores[m.name]) for m in chosen if m.name in scores}
    return {name: value for name, value in averages.items() if math.isfinite(value)}


def evaluate_clips(
    reference: Clips, estimate: Tensor, metrics: Iterable[Metric] | None = None
) -> dict[str, Tensor]:
    """Measure as `evaluate` does, and keep the clips apart, to resample or to pair them.

    Returns:
        [clips] per metric, float64, NaN for clips that the metric is not asked about; [] where it
        measures the set as a whole.
    """
    estimate = _cut(reference, estimate)
    scores = {}
    for metric in METRICS if metrics is None else metrics:
        places = metric.choose(reference)
        if not places or not (metric.package is None or installed(metric.package)):
            continue
        asked = Clips((reference[i] for i in places), reference.sample_rate)
        answers = metric.measure(asked, estimate[places, : asked.waves.shape[-1]])
        scores[metric.name] = _spread(answers, places, len(reference))
    return scores


def metric(name: str) -> Metric:
    """Find a metric by its name.

    Raises:
        LookupError: there is none of that name.
    """
    known = {m.name: m for m in METRICS}
    if name not in known:
        hint = did_you_mean(name, list(known))
        raise LookupError(f"no metric is called {name!r}.{hint} Known: {', '.join(known)}.")
    return known[name]


def _cut(reference: Clips, estimate: Tensor) -> Tensor:
    """Return estimates [clips, time], silent past the end of their clips."""
    waves = reference.waves
    flat = estimate[:, 0] if estimate.ndim == 3 and estimate.shape[1] == 1 else estimate
    if flat.shape != waves[:, 0].shape:
        raise ValueError(
            f"one estimate per clip is needed, [clips, time] = {list(waves[:, 0].shape)}, and "
            f"{list(estimate.shape)} were given."
        )
    inside = torch.arange(waves.shape[-1]) < torch.tensor(reference.lengths)[:, None]
    return torch.where(inside, flat.detach().cpu(), torch.zeros((), dtype=flat.dtype))


def _spread(answers: Tensor, places: list[int], count: int) -> Tensor:
    """Put answers about some clips in their places among all."""
    if answers.ndim == 0:
        return answers
    spread = torch.full((count,), math.nan, dtype=torch.float64)
    spread[places] = answers
    return spread
