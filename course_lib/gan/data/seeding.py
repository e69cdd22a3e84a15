"""Random numbers that depend on where they are used, and on nothing that happened before.

A training run that keeps one stream of random numbers must save its state to be resumed, and two
processes that share the work must take turns at it. Here each place that needs chance names itself
and gets dice of its own:

    dice("batch", seed, step)      the same on every machine, after every restart, in every process
"""

import hashlib

import numpy as np
import torch


def dice(*place: str | int) -> torch.Generator:
    """Make dice for tensors; equal places get equal throws."""
    return torch.Generator().manual_seed(_number(place))


def array_dice(*place: str | int) -> np.random.Generator:
    """Make dice for NumPy arrays; equal places get equal throws."""
    return np.random.default_rng(_number(place))


def _number(place: tuple[str | int, ...]) -> int:
    # a hash: neighbouring seeds and steps must not give related streams
    digest = hashlib.sha256(repr(place).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1  # torch takes 63 bits without a sign
