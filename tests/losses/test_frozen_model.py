"""Guards: a model is used without side effects on its gradients or its buffers."""

import pytest
import torch
from torch import nn

from course_lib.losses.frozen_model import readonly, remember_buffers, restore_buffers_unless


def test_readonly_gives_gradients_back_even_after_an_error():
    adversary = nn.Sequential(nn.Conv1d(1, 2, 3), nn.BatchNorm1d(2))
    during = []

    def fail():
        during.extend(p.requires_grad for p in adversary.parameters())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), readonly(adversary):
        fail()

    assert not any(during)
    assert all(p.requires_grad for p in adversary.parameters())


@pytest.mark.parametrize("good", [True, False])
def test_buffers_are_restored_only_after_a_bad_batch(good):
    norm = nn.BatchNorm1d(2)
    before = remember_buffers(norm)

    norm(torch.randn(4, 2, 8) + 3)
    restore_buffers_unless(torch.tensor(good), norm, before)

    same = [torch.equal(old, new) for old, new in zip(before, norm.buffers(), strict=True)]
    assert same == [not good] * 3  # mean, variance, and the number of batches
