"""Random generators that depend only on where they are used, never on what was drawn before.

A training run with a single stream of random numbers must save the state of that stream to be
resumed, and two processes that share the work must take turns drawing from it. Here, each place
that needs random numbers makes its own generator from a name:

    seeded_generator("batch", seed, step)

It yields the same numbers on every machine, after every restart and in every process.
"""

import hashlib

import numpy as np
import torch


def seeded_generator(*place: str | int) -> torch.Generator:
    """Return a PyTorch generator for a place in the code.

    Args:
        place: Words and numbers that name the place. Equal names give equal streams.
    """
    return torch.Generator().manual_seed(_seed_of(place))


def seeded_numpy_generator(*place: str | int) -> np.random.Generator:
    """Return a NumPy generator for a place in the code.

    Args:
        place: Words and numbers that name the place. Equal names give equal streams.
    """
    return np.random.default_rng(_seed_of(place))


def _seed_of(place: tuple[str | int, ...]) -> int:
    # a hash, so that neighbouring seeds and steps give unrelated streams
    digest = hashlib.sha256(repr(place).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1  # 63 bits: torch takes no more without a sign
