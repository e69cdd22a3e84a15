"""Discriminators can be copied, saved, compiled, and used in other precisions."""

import copy
import io
import pickle
import shutil

import pytest
import torch

from course_lib.discriminators.mpd import MultiPeriodDiscriminator
from course_lib.discriminators.msd import MultiScaleDiscriminator
from course_lib.discriminators.msstftd import MultiScaleSTFTDiscriminator

SCALES = {"n_ffts": (64,), "hop_lengths": (16,), "win_lengths": (64,)}

BUILDERS = {
    "mpd": lambda norm: MultiPeriodDiscriminator(
        periods=(2, 3), filters=1, filters_scale=2, n_layers=2, norm=norm
    ),
    "msd": lambda norm: MultiScaleDiscriminator(
        filters=4, max_filters=8, downsample_scales=(2,), scale_norms=(norm, norm)
    ),
    "msstftd": lambda norm: MultiScaleSTFTDiscriminator(2, dilations=(1,), norm=norm, **SCALES),
    "msstftd apart": lambda norm: MultiScaleSTFTDiscriminator(
        2, 1, 1, True, dilations=(1,), norm=norm, **SCALES
    ),
}
NORMS = ["weight_norm", "spectral_norm", "time_group_norm", "none"]

every_family = pytest.mark.parametrize("family", BUILDERS)
every_norm = pytest.mark.parametrize("norm", NORMS)


def build(family, norm="weight_norm"):
    torch.manual_seed(0)
    return BUILDERS[family](norm)


def outputs_and_gradients(discriminator, wave):
    """Return the logits, the feature maps, and the gradients of the wave and each parameter."""
    wave = wave.clone().requires_grad_()
    logits, fmaps = discriminator(wave)
    loss = sum(x.float().square().mean() for x in logits)
    (loss + sum(x.float().abs().mean() for sub in fmaps for x in sub)).backward()
    gradients = [p.grad for p in discriminator.parameters()]
    return [*logits, *(x for sub in fmaps for x in sub), wave.grad, *gradients]


def save_and_load(discriminator):
    file = io.BytesIO()
    torch.save(discriminator, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


def through_the_state_dict(discriminator):
    twin = copy.deepcopy(discriminator)
    for parameter in twin.parameters():
        torch.nn.init.zeros_(parameter)
    twin.load_state_dict(discriminator.state_dict())
    return twin


COPIES = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda discriminator: pickle.loads(pickle.dumps(discriminator)),
    "torch.save": save_and_load,
    "state dict": through_the_state_dict,
}


@every_family
@every_norm
@pytest.mark.parametrize("way", COPIES)
def test_a_copy_of_a_trained_discriminator_scores_and_learns_the_same(family, norm, way):
    discriminator = build(family, norm)
    wave = torch.randn(2, 1, 300)
    outputs_and_gradients(discriminator, wave)
    discriminator.zero_grad()

    twin = COPIES[way](discriminator)
    twin.zero_grad()

    for x, y in zip(
        outputs_and_gradients(discriminator, wave), outputs_and_gradients(twin, wave), strict=True
    ):
        assert torch.equal(x, y)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "norm"),
    [*((family, "weight_norm") for family in BUILDERS), ("mpd", "spectral_norm")],
)
def test_one_compiled_graph_contains_forward_and_backward(family, norm):
    """The eager backend runs the captured graphs as they are: a graph break would raise."""
    torch.compiler.reset()
    discriminator = build(family, norm)
    compiled = torch.compile(copy.deepcopy(discriminator), fullgraph=True, backend="aot_eager")
    for seed in range(2):  # the second run meets what the first has changed
        wave = torch.randn(2, 1, 300, generator=torch.Generator().manual_seed(seed))
        expected = outputs_and_gradients(discriminator, wave)
        for x, y in zip(expected, outputs_and_gradients(compiled, wave), strict=True):
            torch.testing.assert_close(y, x)
    for x, y in zip(discriminator.buffers(), compiled.buffers(), strict=True):
        torch.testing.assert_close(y, x)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("c++") is None, reason="no C++ compiler: apt install g++")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own use of torch.jit
@pytest.mark.filterwarnings("ignore:Torchinductor does not support code generation for complex")
def test_the_default_compiler_agrees_with_plain_torch():
    torch.compiler.reset()
    discriminator = MultiScaleSTFTDiscriminator(2, dilations=(), norm="spectral_norm", **SCALES)
    compiled = torch.compile(copy.deepcopy(discriminator), fullgraph=True)
    wave = torch.randn(2, 1, 300)
    expected = outputs_and_gradients(discriminator, wave)
    for x, y in zip(expected, outputs_and_gradients(compiled, wave), strict=True):
        torch.testing.assert_close(y, x, rtol=1e-3, atol=1e-5)  # sums in another order


@every_family
@every_norm
def test_bfloat16_autocast_keeps_the_verdict(family, norm):
    discriminator = build(family, norm).eval()
    wave = torch.randn(2, 1, 300)
    plain = outputs_and_gradients(discriminator, wave)
    discriminator.zero_grad()

    with torch.autocast("cpu", torch.bfloat16):
        halved = outputs_and_gradients(discriminator, wave)

    assert all(x.isfinite().all() for x in halved)
    scale = plain[0].abs().max()
    # bfloat16 has 8 bits: 0.4 % a rounding, and each layer rounds its input, weight and output.
    assert (halved[0].float() - plain[0]).abs().max() < 0.1 * scale


@every_family
@every_norm
def test_a_bfloat16_discriminator_takes_a_bfloat16_wave(family, norm):
    logits, fmaps = build(family, norm).bfloat16()(torch.randn(2, 1, 300).bfloat16())
    assert all(x.dtype == torch.bfloat16 and x.isfinite().all() for x in logits)
    assert all(x.dtype == torch.bfloat16 for sub in fmaps for x in sub)


@every_family
@every_norm
def test_double_precision_agrees_with_single(family, norm):
    discriminator = build(family, norm).eval()
    wave = torch.randn(2, 1, 300)
    single = discriminator(wave).logits
    double = discriminator.double()(wave.double()).logits
    for x, y in zip(single, double, strict=True):
        torch.testing.assert_close(x.double(), y, rtol=1e-3, atol=1e-4)


@every_family
def test_a_discriminator_can_be_built_without_memory(family):
    with torch.device("meta"):
        logits, _ = BUILDERS[family]("weight_norm")(torch.empty(2, 1, 300))
    assert all(x.is_meta for x in logits)
