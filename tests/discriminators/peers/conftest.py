"""Files of discriminators in the layouts of other projects, with weights that a formula gives."""

import sys

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

from course_lib.discriminators.registry.registered import registered


@pytest.fixture
def plugins(root, monkeypatch):
    """Register the discriminators of the example, which isn't installed here."""
    before, modules = dict(registered), set(sys.modules)
    monkeypatch.syspath_prepend(root / "examples" / "field-discriminators" / "src")
    for name in ("multi_resolution", "multi_band", "constant_q"):
        __import__(f"field_discriminators.{name}")
    yield
    registered.clear()
    registered.update(before)
    for name in set(sys.modules) - modules:
        if name.startswith("field_discriminators"):
            del sys.modules[name]


def filled(shapes):
    """Return tensors of some shapes, by the formula of scripts/peers.py."""
    tensors, place, network = {}, 0, None
    for key, shape in shapes.items():
        if isinstance(shape, dict):
            tensors[key] = filled(shape)
            continue
        if key.partition(".")[0] != network:
            place, network = 0, key.partition(".")[0]
        if "window" in key:
            tensors[key] = torch.hann_window(shape[0])
            continue
        count = int(torch.tensor(shape).prod())
        wave = torch.sin(torch.arange(count, dtype=torch.float64) * 0.7 + place)
        scaled = 0.1 * wave
        if key.endswith(("weight_g", "original0")):
            scaled = 1.0 + 0.5 * wave
        if key.endswith(("weight_u", "weight_v")) and len(shape) == 1:  # of a spectral norm
            scaled = torch.eye(1, count)
        tensors[key] = scaled.reshape(shape).float()
        place += 1
    return tensors


def old_keys(state):
    """Return a state dict with the keys that the peers' version of torch gives."""
    names = {
        "parametrizations.weight.original0": "weight_g",
        "parametrizations.weight.original1": "weight_v",
        "parametrizations.weight.original": "weight_orig",
        "parametrizations.weight.0._u": "weight_u",
        "parametrizations.weight.0._v": "weight_v",
    }
    renamed = {}
    for key, value in state.items():
        for new, old in names.items():
            if key.endswith(new):
                key = key.removesuffix(new) + old
                break
        renamed[key] = value
    return renamed


class Stack(nn.Module):
    """Convolutions with a leaky ReLU of slope 0.1 after each, and a last one without."""

    def __init__(self, *convs, norm=weight_norm):
        super().__init__()
        *hidden, last = [norm(conv) for conv in convs]
        self.convs = nn.ModuleList(hidden)
        self.conv_post = last

    def forward(self, x):
        for conv in self.convs:
            x = nn.functional.leaky_relu(conv(x), 0.1)
        return self.conv_post(x)


def scale_stack(layers, norm=weight_norm):
    """Return a stack over time from (channels in, out, kernel, stride, groups)."""
    convs = [nn.Conv1d(i, o, k, s, k // 2, groups=g) for i, o, k, s, g in layers]
    return Stack(*convs, norm=norm)


def period_stack(channels):
    """Return a stack over rows as HiFi-GAN's: five layers, of which the last keeps the rows."""
    strides = [3, 3, 3, 3, 1]
    pairs = zip([1, *channels[:-1]], channels, strides, strict=True)
    convs = [nn.Conv2d(i, o, (5, 1), (s, 1), (2, 0)) for i, o, s in pairs]
    return Stack(*convs, nn.Conv2d(channels[-1], 1, (3, 1), 1, (1, 0)))


# HiFi-GAN's and VITS's scale discriminators, a sixteenth as wide
HIFIGAN_SCALE = (
    (1, 8, 15, 1, 1),
    (8, 8, 41, 2, 4),
    (8, 16, 41, 2, 4),
    (16, 32, 41, 4, 4),
    (32, 64, 41, 4, 4),
    (64, 64, 41, 1, 4),
    (64, 64, 5, 1, 1),
    (64, 1, 3, 1, 1),
)
VITS_SCALE = (
    (1, 4, 15, 1, 1),
    (4, 16, 41, 4, 1),
    (16, 64, 41, 4, 4),
    (64, 256, 41, 4, 16),
    (256, 256, 41, 4, 64),
    (256, 256, 5, 1, 1),
    (256, 1, 3, 1, 1),
)


@pytest.fixture
def hifigan():
    """The stacks of a small HiFi-GAN: periods, and scales of which the first has spectral norm."""
    torch.manual_seed(0)
    periods = nn.ModuleList(period_stack((2, 4, 8, 16, 16)) for _ in range(5))
    scales = nn.ModuleList(
        scale_stack(HIFIGAN_SCALE, norm) for norm in (spectral_norm, weight_norm, weight_norm)
    )
    return periods.eval(), scales.eval()


@pytest.fixture
def save(tmp_path):
    """Save a file of discriminators: ``save({"mpd": modules})``; modules become state dicts."""

    def write(content, keys=old_keys):
        def plain(value):
            if isinstance(value, nn.ModuleList):
                state = nn.ModuleDict({"discriminators": value}).state_dict()
                return keys(state)
            return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value

        torch.save(plain(content), tmp_path / "weights.pt")
        return tmp_path / "weights.pt"

    return write
