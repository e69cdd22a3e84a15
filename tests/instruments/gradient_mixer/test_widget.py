import base64
import re
from xml.etree import ElementTree

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_lib.display.figures.share_bars import percent
from course_lib.instruments import gradient_mixer, gradient_sound
from course_lib.instruments.gradient_mixer.model import middle_frequency, mix
from course_lib.losses import Balancer
from course_lib.losses.gradient_shares import shares_at_output, shares_in_parameters
from course_lib.sounds import tone

RATE = 16_000
WEIGHTS = {"steep": 2.0, "flat": 1.0, "mean": 0.5}


class Generator(nn.Module):
    """Passes one half of its output on better than the other."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 64)

    def forward(self, codes):
        wave = self.layer(codes)
        return torch.cat([wave[..., :32].mul(3), wave[..., 32:].mul(0.1)], -1)


@pytest.fixture
def setting():
    generator = Generator()
    output = generator(torch.randn(2, 1, 8))
    losses = {
        "steep": 100 * F.mse_loss(output[..., :32], torch.randn(2, 1, 32)),
        "flat": F.l1_loss(output[..., 32:], torch.randn(2, 1, 32)),
        "mean": output.mean().square(),
    }
    return losses, output, list(generator.parameters())


@pytest.fixture
def mixer(setting):
    losses, output, parameters = setting
    return gradient_mixer(losses, output, parameters, WEIGHTS, RATE)


def drawing(tag):
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", tag)[1]).decode()


def test_multipliers_give_the_shares_that_the_weighted_losses_have(setting, mixer):
    losses, output, parameters = setting
    weighted = {name: WEIGHTS[name] * loss for name, loss in losses.items()}
    assert mixer.output_shares == pytest.approx(shares_at_output(weighted, output), rel=1e-4)
    expected = shares_in_parameters(weighted, parameters)
    assert mixer.parameter_shares == pytest.approx(expected, rel=1e-4)


def test_balanced_shares_are_those_of_the_librarys_balancer(mixer):
    mixer.set(balanced=True)
    assert mixer.output_shares == pytest.approx(mixer.weight_shares)

    gradients = mixer.measured.gradients
    y = torch.zeros(2, 1, 64, requires_grad=True)
    stand_ins = {name: (gradient * y).sum() for name, gradient in gradients.items()}
    Balancer(WEIGHTS).backward(stand_ins, y)
    mixed = mix(mixer._factors, gradients)
    assert_close(mixed / mixed.norm(), y.grad / y.grad.norm())


def test_the_generator_changes_the_shares(mixer):
    mixer.set(balanced=True)
    assert mixer.parameter_shares["steep"] > mixer.output_shares["steep"]
    assert mixer.parameter_shares["flat"] < mixer.output_shares["flat"]


def test_measuring_leaves_no_gradient_behind(setting):
    losses, output, parameters = setting
    gradient_mixer(losses, output, parameters, WEIGHTS, RATE)
    assert all(parameter.grad is None for parameter in parameters)


@pytest.mark.parametrize("balanced", [False, True])
def test_shares_add_up_and_a_weight_of_zero_gets_none(mixer, balanced):
    mixer.set(balanced=balanced, steep=0)
    for shares in (mixer.weight_shares, mixer.output_shares, mixer.parameter_shares):
        assert sum(shares.values()) == pytest.approx(1)
        assert shares["steep"] == 0
    mixer.set(flat=0, mean=0)
    assert set(mixer.parameter_shares.values()) == {0.0}


def test_wrong_weights_are_refused_by_name(mixer):
    with pytest.raises(ValueError, match="no loss 'step': there are steep, flat, mean"):
        mixer.set(step=1)
    with pytest.raises(ValueError, match="at least 0, got -1"):
        mixer.set(flat=-1)
    assert mixer.weights == WEIGHTS


def test_a_gradient_becomes_a_sound_of_half_scale():
    wave = tone(1000, 0.1, sample_rate=RATE).wave
    sound = gradient_sound(1e-7 * wave, RATE, "tiny")
    assert float(sound.samples.abs().max()) == pytest.approx(0.5)
    assert middle_frequency(sound) == pytest.approx(1000, abs=20)
    silent = gradient_sound(torch.zeros(1, 1, 16), RATE, "none")
    assert not silent.samples.any()


def test_percents_are_whole_but_for_small_ones():
    assert [percent(x) for x in (0, 1e-5, 0.004, 0.0096, 0.198, 1)] == [
        "0 %",
        "below 0.1 %",
        "0.4 %",
        "1 %",
        "20 %",
        "100 %",
    ]


def test_the_target_asks_for_each_loss_in_the_parameters(mixer):
    assert "Not yet" in mixer.target()
    inverse = {name: 1 / size for name, size in mixer.measured.in_parameters.items()}
    mixer.set(**inverse)
    assert "Reached" in mixer.target()


def test_pictures_texts_and_players_name_every_loss(mixer):
    ElementTree.fromstring(drawing(mixer.picture()))
    page = mixer.static_html()
    assert page.count("<img") == 2
    assert page.count("<audio class") == 4
    for name in (*WEIGHTS, "the mix"):
        assert name in page
        assert name in mixer.text()
    assert not mixer.balanced


def test_what_is_dragged_in_the_browser_changes_the_mix(mixer):
    mixer.live.weights = {**WEIGHTS, "flat": 100.0}
    mixer.live.balanced = True
    assert mixer.weights["flat"] == 100
    assert "shares for a balancer" in mixer.summary()
    assert mixer.weight_shares["flat"] == pytest.approx(100 / 102.5)


def test_the_module_has_each_gradient_with_its_size_and_can_go_back(mixer):
    state = mixer.state()
    assert [sent["name"] for sent in state["gradients"]] == list(WEIGHTS)
    for sent in state["gradients"]:
        gradient = mixer.measured.gradients[sent["name"]][0, 0]
        samples = torch.frombuffer(bytearray(sent["samples"]), dtype=torch.int16) / 32768
        # a 16-bit step, relative to the peak of one half
        assert_close(2 * sent["peak"] * samples, gradient, atol=sent["peak"] / 16384, rtol=0)
    assert state["first"] == WEIGHTS
    assert set(WEIGHTS.values()) <= set(state["steps"])
