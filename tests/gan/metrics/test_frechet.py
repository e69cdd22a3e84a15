"""The Fréchet distance: a formula for Gaussians, and a measure of texture for sounds."""

import pytest
import torch

from course_lib.gan.metrics import fd_fine, fine_structure, frechet_distance


def gaussian(count, mean, spread, seed=0):
    """Draw numbers [count, d] whose mean and covariance are exactly as asked for."""
    mean, spread = torch.tensor(mean), torch.tensor(spread)
    x = torch.randn(
        count, len(mean), dtype=torch.float64, generator=torch.Generator().manual_seed(seed)
    )
    x = x - x.mean(0)
    whitened = x @ torch.linalg.inv(torch.linalg.cholesky(x.T.cov())).T
    return whitened * spread + mean


def test_two_known_gaussians_are_as_far_apart_as_the_formula_says():
    first = gaussian(50, [0.0, 1.0, 2.0], [1.0, 2.0, 0.5])
    second = gaussian(80, [1.0, 1.0, 0.0], [3.0, 2.0, 1.0], seed=1)

    # for diagonal covariances: Σ (μ - μ')² + Σ (σ - σ')²
    assert float(frechet_distance(first, second)) == pytest.approx(5 + 4 + 0 + 0.25)


def test_turning_the_axes_changes_nothing():
    first, second = gaussian(50, [0.0, 1.0], [1.0, 2.0]), gaussian(50, [1.0, 0.0], [3.0, 1.0])
    turn = torch.linalg.qr(torch.randn(2, 2, dtype=torch.float64)).Q

    torch.testing.assert_close(
        frechet_distance(first @ turn, second @ turn), frechet_distance(first, second)
    )


def test_fewer_patches_than_numbers_are_allowed():
    few = torch.randn(3, 20, dtype=torch.float64)

    assert float(frechet_distance(few, few)) == pytest.approx(0, abs=1e-9)
    assert float(frechet_distance(few, few + 1)) == pytest.approx(20)


def test_a_single_patch_is_refused():
    with pytest.raises(ValueError, match="each set needs 2 patches or more, got 1 and 4"):
        frechet_distance(torch.zeros(1, 2), torch.zeros(4, 2))


def test_the_same_clips_in_another_order_are_a_perfect_copy(clips):
    waves = clips.waves[:, 0]

    assert float(fd_fine(waves, waves.flip(0))) == pytest.approx(0, abs=1e-6)


def test_the_level_does_not_matter(clips):
    waves = clips.waves[:, 0]

    assert float(fd_fine(waves, 0.01 * waves)) < 1e-6


@pytest.mark.parametrize("artefact", ["noise", "buzz", "dull"])
def test_it_grows_with_every_artefact(clips, artefacts, artefact):
    waves = clips.waves[:, 0]
    strengths = {"noise": (1e-4, 1e-3, 1e-2), "buzz": (0.003, 0.03, 0.3), "dull": (3, 12, 40)}

    distances = [
        float(fd_fine(waves, getattr(artefacts, artefact)(waves, strength)))
        for strength in strengths[artefact]
    ]

    assert 0 < distances[0] < distances[1] < distances[2]
    assert distances[2] > 0.5


def test_a_patch_is_described_by_64_numbers_a_quarter_of_a_second_long():
    # 2 s: 125 hops, so 126 frames and 125 differences; patches of 16 at every 8th
    assert fine_structure(torch.randn(3, 32_000)).shape == (3 * 14, 64)
