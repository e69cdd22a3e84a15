"""Fréchet distance: compare two sets of sounds by their statistics, not clip by clip.

Each short patch of each sound is described by a few numbers. One Gaussian is fitted to all patches
of the reference, and another to those of the estimate. The metric is the distance between the two
Gaussians. It doesn't matter where a patch is: what counts is whether the estimate, as a set, has
the same texture as real sounds.

Here the numbers describe *fine structure*: how much the log spectrum changes from one bin to the
next, and from one frame to the next. Tones are ridges, clicks are walls, noise is rough in both
directions, and the smear of a generator that averages is smooth in both.

Sources: Dowson & Landau, "The Fréchet distance between multivariate normal distributions", 1982;
for sound, Kilgour et al., "Fréchet Audio Distance", 2019, section 3,
https://arxiv.org/abs/1812.08466 (its embedding is a trained network; ours needs no download).
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.gan.metrics.spectra import FLOOR_AT_UNIT_RMS, at_unit_rms, checked, log_magnitude

N_FFT, HOP_LENGTH = 1024, 256
BINS_PER_BAND = 16
PATCH_FRAMES, PATCH_STEP = 16, 8  # a patch lasts 0.26 s at 16 kHz


def fd_fine(reference: Tensor, estimate: Tensor) -> Tensor:
    """Return the Fréchet distance between the fine structures of two sets of waves.

        |μ - μ'|² + tr( C + C' - 2 (C C')^½ )       over patches of 16 frames
        patch: mean |Δ log magnitude| along frequency and along time, in bands of 16 bins

    Unit: none. Range: 0 and up; 0 for a perfect copy, in any order of the clips. **Lower is
    better**. The level of a clip doesn't matter. The result depends on the number of clips, so
    compare only results for the same set of references.

    Can't measure: melody, rhythm, or whether an estimate belongs to its reference at all.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].

    Returns:
        One number [] for the whole set.
    """
    shortest = HOP_LENGTH * PATCH_FRAMES  # gives PATCH_FRAMES differences along time
    reference, estimate = checked(reference, estimate, minimum=shortest, who="fd_fine")
    return frechet_distance(fine_structure(reference), fine_structure(estimate))


def fine_structure(waves: Tensor) -> Tensor:
    """Return 64 numbers for each patch of waves [clips, time]: [patches, 64].

    Args:
        waves: The waves, [clips, time].
    """
    levels = log_magnitude(at_unit_rms(waves), N_FFT, HOP_LENGTH, FLOOR_AT_UNIT_RMS)
    along_frequency = _banded(levels.diff(dim=1).abs())[..., 1:]
    along_time = _banded(levels.diff(dim=2).abs())
    described = torch.cat([along_frequency, along_time], dim=1)
    patches = described.unfold(-1, PATCH_FRAMES, PATCH_STEP).mean(-1)
    return patches.transpose(1, 2).flatten(0, 1)


def frechet_distance(first: Tensor, second: Tensor) -> Tensor:
    """Return the Fréchet distance [] between Gaussians fitted to two sets of patches.

    The trace of (C C')^½ is computed as the sum of the singular values of C^½ C'^½. They exist even
    if few patches make a covariance singular, and they are never complex.

    Args:
        first: One set, [patches, numbers].
        second: The other set, [patches, numbers].

    Raises:
        ValueError: A set has fewer than two patches.
    """
    a, b = first.to(torch.float64), second.to(torch.float64)
    if min(len(a), len(b)) < 2:
        raise ValueError(f"each set needs 2 patches or more, got {len(a)} and {len(b)}.")
    cov_a, cov_b = a.T.cov(), b.T.cov()
    overlap = torch.linalg.svdvals(_root(cov_a) @ _root(cov_b)).sum()
    between = (a.mean(0) - b.mean(0)).square().sum()
    distance: Tensor = between + cov_a.trace() + cov_b.trace() - 2 * overlap
    return distance.clamp(min=0.0)  # rounding can leave a perfect copy slightly below 0


def _banded(change: Tensor) -> Tensor:
    """Return [clips, bands, frames]: means over bands of bins; the last bin belongs to no band."""
    pooled: Tensor = F.avg_pool1d(change.transpose(1, 2), BINS_PER_BAND)
    return pooled.transpose(1, 2)


def _root(covariance: Tensor) -> Tensor:
    """Return the symmetric square root of a positive semi-definite matrix."""
    values, vectors = torch.linalg.eigh(covariance)
    root: Tensor = (vectors * values.clamp(min=0.0).sqrt()) @ vectors.T
    return root
