import pytest
import torch
from torch import nn

from course_lib.classroom import Draw
from course_lib.classroom.checking.fill_weights import fill_weights, logits_both_ways
from course_lib.discriminators.norm_convs import NormConv1d


class TinyDiscriminator(nn.Module):
    """One layer under weight norm; with ``bent``, an activation after it."""

    def __init__(self, *, bent=False):
        super().__init__()
        self.conv_post = NormConv1d(1, 1, 3, norm="weight_norm")
        self.bent = bent

    def forward(self, wave):
        scores = self.conv_post(wave)
        return (nn.functional.leaky_relu(scores, 0.2) if self.bent else scores), []


def test_two_networks_filled_from_one_seed_give_the_same_scores():
    wave = torch.randn(1, 1, 20)
    one, two = (fill_weights(TinyDiscriminator(), Draw(3, "02.3", "scores")) for _ in range(2))
    assert torch.equal(one(wave)[0], two(wave)[0])


@pytest.mark.parametrize("seed", range(10))
def test_an_activation_after_the_scores_shows_with_any_weights(seed):
    wave = 9 + torch.randn(1, 1, 20)  # all scores of one sign
    straight, bent = (
        logits_both_ways(
            fill_weights(TinyDiscriminator(bent=bent), Draw(seed, "02.3", "scores")), wave
        )
        for bent in (False, True)
    )
    assert any(not torch.allclose(straight[key], bent[key]) for key in straight)
