"""Apply the metrics to a set of estimates."""

import math
from collections.abc import Iterable

import torch
from torch import Tensor

from course_lib.gan.data import Clips
from course_lib.gan.metrics.catalogue import METRICS
from course_lib.gan.metrics.comb import HOP_LENGTH
from course_lib.gan.metrics.metric import Metric
from course_lib.gan.metrics.perceptual import installed
from course_lib.spelling import did_you_mean


def evaluate(
    reference: Clips,
    estimate: Tensor,
    metrics: Iterable[Metric] | None = None,
    *,
    hop_length: int = HOP_LENGTH,
) -> dict[str, float]:
    """Return the value of each metric for a set of estimates, by name.

    A metric is absent if it doesn't apply (for example, no clip has a pitch), or if the package
    that it needs isn't installed.

    Args:
        reference: The clips that the generator was given.
        estimate: What it made of each clip, [clips, time] or [clips, 1, time], as long as
            ``reference.waves``. Samples after the end of a shorter clip are ignored.
        metrics: The metrics to compute. None means all of `METRICS`.
        hop_length: The number of samples per frame of the generator that made the estimates, such
            as ``generator.options.hop_length``; by default that of all presets.

    Raises:
        ValueError: The shapes of reference and estimate differ.
    """
    chosen = list(METRICS if metrics is None else metrics)
    scores = evaluate_clips(reference, estimate, chosen, hop_length=hop_length)
    averages = {m.name: m.summarise(scores[m.name]) for m in chosen if m.name in scores}
    return {name: value for name, value in averages.items() if math.isfinite(value)}


def evaluate_clips(
    reference: Clips,
    estimate: Tensor,
    metrics: Iterable[Metric] | None = None,
    *,
    hop_length: int = HOP_LENGTH,
) -> dict[str, Tensor]:
    """Return the value of each metric for every clip; `evaluate` has the details.

    Args:
        reference: The clips that the generator was given.
        estimate: What it made of each clip, [clips, time] or [clips, 1, time].
        metrics: The metrics to compute. None means all of `METRICS`.
        hop_length: The number of samples per frame of the generator.

    Returns:
        [clips] per metric, float64, with NaN for clips that the metric isn't applied to; [] for a
        metric of the set as a whole.
    """
    estimate = _cut(reference, estimate)
    scores = {}
    for metric in METRICS if metrics is None else metrics:
        places = metric.choose(reference)
        if not places or not (metric.package is None or installed(metric.package)):
            continue
        chosen = Clips((reference[i] for i in places), reference.sample_rate)
        options = {"hop_length": hop_length} if metric.needs_hop else {}
        values = metric.measure(chosen, estimate[places, : chosen.waves.shape[-1]], **options)
        scores[metric.name] = _spread(values, places, len(reference))
    return scores


def metric(name: str) -> Metric:
    """Return a metric by its name.

    Args:
        name: The name, such as "frame_comb_db".

    Raises:
        LookupError: There is no metric of this name.
    """
    known = {m.name: m for m in METRICS}
    if name not in known:
        hint = did_you_mean(name, list(known))
        raise LookupError(f"no metric {name!r}.{hint} Known: {', '.join(known)}.")
    return known[name]


def _cut(reference: Clips, estimate: Tensor) -> Tensor:
    """Return estimates [clips, time], silent after the end of their clips."""
    waves = reference.waves
    flat = estimate[:, 0] if estimate.ndim == 3 and estimate.shape[1] == 1 else estimate
    if flat.shape != waves[:, 0].shape:
        raise ValueError(
            f"estimate must have the shape of the clips, [clips, time] = "
            f"{list(waves[:, 0].shape)}, got {list(estimate.shape)}."
        )
    inside = torch.arange(waves.shape[-1]) < torch.tensor(reference.lengths)[:, None]
    return torch.where(inside, flat.detach().cpu(), torch.zeros((), dtype=flat.dtype))


def _spread(values: Tensor, places: list[int], count: int) -> Tensor:
    """Return the values of some clips at their places among all clips, NaN elsewhere."""
    if values.ndim == 0:
        return values
    spread = torch.full((count,), math.nan, dtype=torch.float64)
    spread[places] = values
    return spread
