"""Import the classes of other projects, from their releases on PyPI, and give them weights.

The releases are in the user's cache; what their modules import and don't need here is replaced.
"""

import importlib
import re
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.pypi_downloads import RELEASES, default_cache

CACHE = default_cache()
# What a state dict has beside weights: windows, and the filters of a constant-Q transform.
CONSTANTS = re.compile(r".*(window|cqt_transform|resample).*")

Run = Callable[[nn.Module, Tensor], Tensor]


def module(name: str, package: str, stand_ins: Mapping[str, Mapping[str, Any]]) -> Any:  # noqa: ANN401
    """Return a peer's module, imported without the packages that it doesn't need here.

    Args:
        name: The name of the module.
        package: The key of its release.
        stand_ins: Modules to replace, with what to put into each.
    """
    folder = RELEASES[package].folder(CACHE)
    parents = name.split(".")[:-1]
    for depth in range(1, len(parents) + 1):
        empty = types.ModuleType(".".join(parents[:depth]))
        empty.__path__ = [str(folder.joinpath(*parents[1:depth]))]
        sys.modules[empty.__name__] = empty
    for other, content in stand_ins.items():
        stand_in = types.ModuleType(other)
        vars(stand_in).update(content)
        if other not in sys.modules:
            sys.modules[other] = stand_in
    return importlib.import_module(name)


def narrow(theirs: Any, by: int) -> None:  # noqa: ANN401
    """Give the layers that a module will make fewer channels: HiFi-GAN's and VITS's are fixed.

    Args:
        theirs: A module that imported `Conv1d` and `Conv2d` by name.
        by: What to divide the numbers of channels by.
    """

    def narrower(conv: Any) -> Callable[..., nn.Module]:  # noqa: ANN401
        def make(channels: int, filters: int, *sizes: Any, **options: Any) -> nn.Module:  # noqa: ANN401
            made: nn.Module = conv(max(channels // by, 1), max(filters // by, 1), *sizes, **options)
            return made

        return make

    theirs.Conv1d, theirs.Conv2d = narrower(nn.Conv1d), narrower(nn.Conv2d)


def fill(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a state dict of the same keys and shapes, with values that a formula gives."""
    filled, place = {}, 0
    for key, value in state.items():
        if CONSTANTS.fullmatch(key) or not value.is_floating_point():
            filled[key] = value
            continue
        wave = torch.sin(torch.arange(value.numel(), dtype=torch.float64) * 0.7 + place)
        scaled = 0.1 * wave
        if key.endswith(("weight_g", "original0")):
            scaled = 1.0 + 0.5 * wave
        if key.endswith(("weight_u", "weight_v")) and value.ndim == 1:  # of a spectral norm
            scaled = torch.eye(1, value.numel())
        filled[key] = scaled.reshape(value.shape).to(value.dtype)
        place += 1
    return filled


def sound(channels: int = 1, samples: int = 9001) -> Tensor:
    """Return the wave [1, channels, samples] that every discriminator is given.

    Args:
        channels: 1, or 2: the second channel is the first one backwards.
        samples: The number of samples.
    """
    time = torch.arange(samples, dtype=torch.float64)
    wave = 0.5 * torch.sin(0.05 * time) + 0.2 * torch.sin(0.9 * time + 0.001 * time**2)
    return torch.stack([wave, wave.flip(0)][:channels])[None].float()


def filled(networks: nn.Module) -> nn.Module:
    """Return networks in eval mode, with the weights of the formula."""
    networks.load_state_dict(fill(networks.state_dict()))
    return networks.eval()


@torch.no_grad()
def each(networks: nn.Module, run: Run, wave: Tensor) -> list[Tensor]:
    """Fill the networks; return the logits of each sub-discriminator for the same wave."""
    subs = filled(networks).get_submodule("discriminators").children()
    return [run(sub, wave).flatten() for sub in subs]


def first(sub: nn.Module, wave: Tensor) -> Tensor:
    """Return the logits of a sub-discriminator that returns its feature maps, too."""
    logits: Tensor = sub(wave)[0]
    return logits


def padding(kernel: int, dilation: int = 1) -> int:
    """Return the padding that keeps the length, which the peers import from their helpers."""
    return (kernel - 1) * dilation // 2
