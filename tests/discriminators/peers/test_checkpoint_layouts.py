"""Weights of other projects, in our classes: the same scores, or one sentence why not.

golden.json has what the projects' own classes gave for the weights of a formula; scripts/peers.py
wrote it from their sources on PyPI. The stacks in conftest.py have HiFi-GAN's and VITS's layouts.
"""

import json
import math
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.testing import assert_close

import course_lib
from course_lib.discriminators.mpd import fold
from course_lib.discriminators.peers import KINDS, PeerError, load_peer
from course_lib.discriminators.registry import create

from .conftest import VITS_SCALE, filled, period_stack, scale_stack

pytestmark = pytest.mark.slow  # left out by -m fast

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())


def wave(samples, channels=1):
    time = torch.arange(samples, dtype=torch.float64)
    sound = 0.5 * torch.sin(0.05 * time) + 0.2 * torch.sin(0.9 * time + 0.001 * time**2)
    return torch.stack([sound, sound.flip(0)][:channels])[None].float()


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda g: f"{g['source']}: {g['family']}")
def test_the_scores_are_those_of_the_peers_own_class(golden, plugins, tmp_path):
    content, family, arguments = filled(golden["content"]), golden["family"], golden["arguments"]
    if golden["kind"] is None:  # a project that load_peer doesn't know: its weights by our names
        ours = create(family, **arguments).eval()
        ours.load_state_dict(content)
    else:
        torch.save(content, tmp_path / "weights.pt")
        ours = load_peer(tmp_path / "weights.pt", golden["kind"], **arguments)[family]

    with torch.no_grad():
        logits = ours(wave(golden["samples"], golden["channels"])).logits

    assert len(logits) == len(golden["logits"])
    for ours, theirs in zip(logits, golden["logits"], strict=True):
        flat = ours.flatten().double()
        # float32 of other processors and thread counts: 1e-5 of the largest score
        margin = {"atol": 1e-5 * max(theirs["rms"], 1e-3), "rtol": 1e-4}
        assert len(flat) == theirs["count"]
        assert_close(float(flat.pow(2).mean().sqrt()), theirs["rms"], **margin)
        assert_close(float(flat.mean()), theirs["mean"], **margin)
        assert_close(flat[:4].tolist(), theirs["first"], **margin)


def scores_of_periods(stacks, sound, periods=(2, 3, 5, 7, 11)):
    return [stack(fold(sound, p)) for stack, p in zip(stacks, periods, strict=True)]


def test_hifigans_two_discriminators_score_as_before(hifigan, save):
    periods, scales = hifigan
    path, sound = save({"mpd": periods, "msd": scales, "optim_d": {"step": 3}}), wave(4001)

    peer = load_peer(path, "hifigan")
    with torch.no_grad():
        pooled = [sound, *(nn.functional.avg_pool1d(sound, 4, 2, 2) for _ in range(1))]
        pooled.append(nn.functional.avg_pool1d(pooled[1], 4, 2, 2))
        expected = [stack(x) for stack, x in zip(scales, pooled, strict=True)]
        got = peer["msd"](sound).logits
        for ours, theirs in zip(
            peer["mpd"](sound).logits, scores_of_periods(periods, sound), strict=True
        ):
            assert_close(ours, theirs, rtol=0, atol=0)

    assert peer.options["msd"]["scale_norms"] == ("spectral_norm", "weight_norm", "weight_norm")
    assert peer.options["msd"]["groups"] == (4, 4, 4, 4, 4)
    assert peer.options["mpd"]["channels"] == (2, 4, 8, 16, 16)
    for ours, theirs in zip(got, expected, strict=True):
        assert_close(ours, theirs)  # torch divides by the spectral norm in another order


def test_both_layouts_of_weight_norm_give_the_same_discriminator(hifigan, save):
    content = {"mpd": hifigan[0], "msd": hifigan[1]}
    old = load_peer(save(content), "hifigan")
    new = load_peer(save(content, keys=dict), "hifigan")

    for family in ("mpd", "msd"):
        for one, other in zip(old[family](wave(3000))[0], new[family](wave(3000))[0], strict=True):
            assert_close(one, other, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("kind", "container", "subs"),
    [("vits", "model", 5), ("gpt-sovits", "weight", 5), ("rvc", "model", 5), ("rvc", "model", 8)],
)
def test_one_scale_and_then_periods_as_in_vits_and_its_descendants(save, kind, container, subs):
    torch.manual_seed(0)
    stacks = nn.ModuleList(
        [scale_stack(VITS_SCALE), *(period_stack((2, 4, 8, 16, 16)) for _ in range(subs))]
    )
    periods = (2, 3, 5, 7, 11, 17, 23, 37)[:subs]
    sound = wave(3001)

    peer = load_peer(save({container: stacks, "iteration": 7}), kind)
    with torch.no_grad():
        # Our MSD stacks samples for its grouped convolutions, so its sums have another order.
        assert_close(peer["msd"](sound).logits, [stacks[0](sound)])
        expected = scores_of_periods(stacks[1:], sound, periods)
        assert_close(peer["mpd"](sound).logits, expected, rtol=0, atol=0)
    assert peer.options["mpd"]["periods"] == periods


def test_the_mrd_of_bigvgan_v2_is_recognised_as_a_constant_q(hifigan, plugins, save):
    torch.manual_seed(0)
    own = create("constant_q", filters=2, sample_rate=24_000, transform="nnaudio")
    theirs = {k.replace(".conv.", "."): v for k, v in own.state_dict().items()}
    path = save({"mpd": hifigan[0], "mrd": theirs})

    peer = load_peer(path, "bigvgan", sample_rate=24_000)

    assert_close(peer["constant_q"](wave(3000)).logits, own(wave(3000)).logits, rtol=0, atol=0)
    with pytest.raises(PeerError, match=r"give it, as in sample_rate=24000\.$"):
        load_peer(path, "bigvgan")


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100])
def test_the_window_of_the_lowest_frequency_tells_the_sample_rate(hifigan, plugins, save, rate):
    own = create("constant_q", filters=2, sample_rate=rate)
    theirs = {k.replace(".conv.", "."): v for k, v in own.state_dict().items()}
    windows = torch.tensor([9.0, math.ceil(2 * rate / 32.7 / (2 ** (1 / 24) - 1)), 7.0])
    theirs["discriminators.0.cqt_transform.lenghts"] = windows
    theirs["discriminators.0.cqt_transform.cqt_kernels_real"] = torch.zeros(24, 1, 8)

    peer = load_peer(save({"mpd": hifigan[0], "mrd": theirs}), "bigvgan")

    assert peer.options["constant_q"]["sample_rate"] == rate


def test_the_inferred_arguments_are_shown(hifigan, save):
    text = str(load_peer(save({"mpd": hifigan[0], "msd": hifigan[1]}), "hifigan"))

    assert "mpd, " in text
    assert "create('mpd', periods=(2, 3, 5, 7, 11), channels=(2, 4, 8, 16, 16)" in text


def test_it_can_be_imported_from_the_package_itself():
    assert course_lib.load_peer is load_peer


# Files that don't fit


class Code:
    """Something that pickle would run code for."""


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        ({"generator": {}}, "hifigan", "it has no 'mpd', only generator."),
        ({"mpd": {"a": 1}, "msd": {}}, "hifigan", "it has no convolutions"),
        ([1, 2], "vits", "it contains a list instead of a dict."),
        ({"state_dict": {}}, "dac", "it has no multi-band discriminator."),
        ({"state_dict": {}}, "vocos", "it has no multiperioddisc and multiresddisc."),
        ({"adv_losses": {}}, "audiocraft", "it has no 'msstftd' among its adversaries"),
        ({"model": Code()}, "rvc", "a file that contains Python objects is never opened"),
    ],
)
def test_a_file_that_does_not_fit_gets_one_sentence(tmp_path, content, kind, reason):
    torch.save(content, tmp_path / "weights.pt")

    with pytest.raises(PeerError) as raised:
        load_peer(tmp_path / "weights.pt", kind)

    text = str(raised.value)
    assert reason in text
    assert text.startswith(f"{tmp_path / 'weights.pt'} can't be loaded as {kind}: ")
    assert "\n" not in text


def test_weights_of_another_shape_are_named_in_one_sentence(hifigan, save):
    path = save({"mpd": hifigan[0], "msd": hifigan[1]})
    content = torch.load(path, weights_only=True)
    content["mpd"]["discriminators.2.convs.1.bias"] = torch.zeros(5)
    torch.save(content, path)

    with pytest.raises(PeerError, match=r"don't fit mpd: size mismatch for .*convs\.1\.conv\.bias"):
        load_peer(path, "hifigan")


def test_unusual_periods_must_be_given(save):
    stacks = nn.ModuleList(period_stack((2, 2, 2, 2, 2)) for _ in range(9))
    path = save({"mpd": stacks, "msd": nn.ModuleList([scale_stack(VITS_SCALE)])})

    with pytest.raises(PeerError, match="9 period discriminators, and 8 periods are known"):
        load_peer(path, "hifigan")
    peer = load_peer(path, "hifigan", periods=tuple(range(2, 11)))
    assert peer["mpd"].num_discriminators == 9


def test_a_plug_in_that_is_missing_is_named(hifigan, save):
    sub = {"discriminators.0.convs.0.weight": torch.zeros(2, 1, 3, 9)}
    sub |= {"discriminators.0.conv_post.weight": torch.zeros(1, 2, 3, 3)}

    with pytest.raises(PeerError, match=r"'mrd' needs a plug-in: pip install -e examples/field"):
        load_peer(save({"mpd": hifigan[0], "mrd": sub}), "bigvgan")


def test_a_misspelt_kind_gets_a_suggestion(tmp_path):
    with pytest.raises(PeerError, match="Did you mean 'hifigan'"):
        load_peer(tmp_path / "weights.pt", "hifigam")
    assert len(KINDS) == 8


def test_a_file_that_is_no_torch_file_is_refused(tmp_path):
    (tmp_path / "weights.pt").write_bytes(b"RIFF")

    with pytest.raises(PeerError, match=r"it isn't a file of torch\.save"):
        load_peer(tmp_path / "weights.pt", "vits")
