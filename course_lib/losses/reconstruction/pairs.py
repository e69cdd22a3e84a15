"""Refuse a pair of waves that can't be compared, before any transform."""

from torch import Tensor


def check_pair(estimate: Tensor, target: Tensor, *, minimum: int, who: str) -> None:
    """Raise a helpful error for two waves that can't be compared.

    It reads only shapes and dtypes, never a sample.

    Args:
        estimate: The generator's output.
        target: The wave that it should equal.
        minimum: The smallest number of samples that the loss can process.
        who: The name of the loss, for the message.

    Raises:
        ValueError: The shapes differ, the samples are integers, or there are too few of them.
    """
    if estimate.shape != target.shape or estimate.ndim == 0:
        raise ValueError(
            f"{who} needs two waves of the same shape [batch, channels, time], got "
            f"{list(estimate.shape)} and {list(target.shape)}: cut both to the same length."
        )
    if not (estimate.is_floating_point() and target.is_floating_point()):
        raise ValueError(
            f"{who} needs floating-point samples in [-1, 1], got {estimate.dtype} and "
            f"{target.dtype}. Divide integer samples by their full scale first."
        )
    if estimate.shape[-1] < minimum:
        raise ValueError(
            f"{who} needs at least {minimum} samples, got {estimate.shape[-1]}: give it longer "
            "waves, or build it with shorter windows."
        )
