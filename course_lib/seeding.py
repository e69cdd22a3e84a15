"""Random generators of your own: the global random state is neither read nor changed.

A training run that draws from one long stream must save its state to be resumed, and two processes
that share the work must take turns at it. Instead, each place that needs random numbers names
itself and gets a generator of its own:

    rng = seeded_generator("batch", seed, step)

It gives the same numbers on every machine, after every restart, and in every process.
"""

import hashlib

import numpy as np
import torch


def seeded_generator(*place: str | int) -> torch.Generator:
    """Return a generator for tensors; equal places give equal streams.

    Neighbouring seeds or steps give unrelated streams, because the place is hashed.

    Args:
        place: What the numbers are for: any strings and integers, such as ``"batch", seed, step``.
    """
    return torch.Generator().manual_seed(_hashed(place))


def seeded_numpy_generator(*place: str | int) -> np.random.Generator:
    """Return a generator for NumPy arrays; equal places give equal streams.

    Args:
        place: What the numbers are for: any strings and integers, such as ``"clip", seed, index``.
    """
    return np.random.default_rng(_hashed(place))


def plain_seed_generator(seed: int) -> torch.Generator:
    """Return a generator for tensors, seeded with the integer itself rather than with a hash.

    The streams are those of ``torch.manual_seed(seed)``.

    Args:
        seed: The seed.
    """
    return torch.Generator().manual_seed(seed)


def _hashed(place: tuple[str | int, ...]) -> int:
    digest = hashlib.sha256(repr(place).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1  # torch takes a seed of 63 bits
