"""Compare two sets of sounds by their statistics, not clip by clip.

A Fréchet distance describes each short patch of each sound by a few numbers, fits one Gaussian to
all patches of the reference and one to those of the estimate, and measures how far apart the two
Gaussians are. A patch need not stand where it stood: what is asked is whether the estimate, as a
whole, is made of the stuff that real sounds are made of.

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
    """Measure the Fréchet distance between the fine structures of two sets of waves.

        |μ - μ'|² + tr( C + C' - 2 (C C')^½ )       over patches of 16 frames
        patch: mean |Δ log magnitude| along frequency and along time, in bands of 16 bins

    Unit: none. 0 for a perfect copy, in whatever order the clips stand; lower is better. The level
    of a clip does not matter. It depends on the number of clips, so compare only results of the
    same set of references.

    It does not hear: melody, rhythm, or whether an estimate belongs to its reference at all.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].

    Returns:
        One number [] for the whole set.
    """
    shortest = HOP_LENGTH * PATCH_FRAMES  # gives PATCH_FRAMES differences along time
    both = checked(reference, estimate, minimum=shortest, who="fd_fine")
    wanted, heard = (fine_structure(waves) for waves in both)
    return frechet_distance(wanted, heard)


def fine_structure(waves: Tensor) -> Tensor:
    """Describe each patch of waves [clips, time] by 64 numbers: [patches, 64]."""
    levels = log_magnitude(at_unit_rms(waves), N_FFT, HOP_LENGTH, FLOOR_AT_UNIT_RMS)
    along_frequency = _banded(levels.diff(dim=1).abs())[..., 1:]
    along_time = _banded(levels.diff(dim=2).abs())
    described = torch.cat([along_frequency, along_time], dim=1)
    patches = described.unfold(-1, PATCH_FRAMES, PATCH_STEP).mean(-1)
    return patches.transpose(1, 2).flatten(0, 1)


def frechet_distance(first: Tensor, second: Tensor) -> Tensor:
    """Measure the distance [] between the Gaussians fitted to [patches, numbers] and another set.

    The trace of (C C')^½ is taken as the sum of the singular values of C^½ C'^½. These exist
    always, also where few patches make a covariance singular, and nothing imaginary appears.
    """
    a, b = first.to(torch.float64), second.to(torch.float64)
    if min(len(a), len(b)) < 2:
        raise ValueError(f"a Gaussian needs 2 patches or more, not {len(a)} and {len(b)}")
    cov_a, cov_b = a.T.cov(), b.T.cov()
    overlap = torch.linalg.svdvals(_root(cov_a) @ _root(cov_b)).sum()
    between = (a.mean(0) - b.mean(0)).square().sum()
    distance: Tensor = between + cov_a.trace() + cov_b.trace() - 2 * overlap
    return distance.clamp(min=0.0)  # rounding can leave a perfect copy a hair below


def _banded(change: Tensor) -> Tensor:
    """Average [clips, freq, frames] over bands of bins; the last bin has no band."""
    pooled: Tensor = F.avg_pool1d(change.transpose(1, 2), BINS_PER_BAND)
    return pooled.transpose(1, 2)


def _root(covariance: Tensor) -> Tensor:
    """Take the symmetric square root of a positive semi-definite matrix."""
    values, vectors = torch.linalg.eigh(covariance)
    root: Tensor = (vectors * values.clamp(min=0.0).sqrt()) @ vectors.T
    return root
