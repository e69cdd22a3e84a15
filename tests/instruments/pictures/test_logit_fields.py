import pytest
import torch

from course_lib import DiscriminatorSTFT
from course_lib.instruments import field_size, logit_field, logit_fields, logit_samples


def test_the_field_agrees_with_the_samples_of_a_logit():
    discriminator = DiscriminatorSTFT(2, n_fft=256, hop_length=64, win_length=256)
    frames, _ = field_size(logit_field(discriminator))
    field = logit_samples(discriminator, 256 + 60 * 64).nonzero().flatten()
    # the first sample of a Hann window has the weight 0
    assert int(field[-1] - field[0]) + 1 == (frames - 1) * 64 + 256 - 1


def test_the_field_by_recurrence():
    def reach(kernels, strides, dilations):
        total, step = 1, 1
        for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
            total += (kernel - 1) * dilation * step
            step *= stride
        return total

    ones = (1,) * 6
    frames = reach((3,) * 6, ones, (1, 1, 2, 4, 1, 1))
    bins = reach((9, 9, 9, 9, 3, 3), (1, 2, 2, 2, 1, 1), ones)
    assert field_size(logit_field(DiscriminatorSTFT(1))) == (frames, bins)


def test_looking_at_fields_leaves_the_discriminator_as_it_was():
    discriminator = DiscriminatorSTFT(1)
    logit_field(discriminator)
    assert all(p.dtype == torch.float32 and p.grad is None for p in discriminator.parameters())


def test_fields_say_what_they_show():
    shown = logit_fields({"as <built>": DiscriminatorSTFT(1)})
    assert "as <built>: one logit depends on 21 frames and 97 bins" in shown.text()
    assert shown.static_html().count("<img") == 1
    assert "as &lt;built&gt;: one logit" in shown.static_html()
    assert "<strong>" not in shown.static_html()
    named = logit_fields({"it": DiscriminatorSTFT(1)}, title="wide & low")
    assert named.text().startswith("wide & low\n")
    assert "<strong>wide &amp; low</strong>" in named.static_html()
    with pytest.raises(ValueError, match="needs at least one discriminator"):
        logit_fields({})
