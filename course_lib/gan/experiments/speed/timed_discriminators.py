"""A discriminator with its optimiser and losses, ours or a reference's, ready for both steps."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

import course_lib.losses
from course_lib.discriminators.registry import create

# Our options for the same networks. AudioCraft drops the scales of its MSD (docs/adr/0001).
SAME_AS_AUDIOCRAFT: Mapping[str, Mapping[str, Any]] = {
    "mpd": {},
    "msd": {"audiocraft_compat": True},
    "msstftd": {"filters": 32},
}
_CLASSES = {
    "mpd": "MultiPeriodDiscriminator",
    "msd": "MultiScaleDiscriminator",
    "msstftd": "MultiScaleSTFTDiscriminator",
}
PERIODS = (2, 3, 5, 7, 11)


@dataclass
class TimedDiscriminator:
    """A discriminator with its losses and a batch: one side of a comparison."""

    adversarial: nn.Module  # an AdversarialLoss, ours or AudioCraft's
    fake: Tensor
    real: Tensor
    autocast: torch.dtype | None

    def discriminator_step(self) -> Tensor:
        """Train the discriminator on the batch once, and return its loss."""
        with self._precision():
            loss: Tensor = self.adversarial.train_adv(self.fake, self.real)  # type: ignore[operator]
        return loss.detach()

    @torch.no_grad()
    def forward(self) -> object:
        """Return the discriminator's output for the real sound."""
        output: object = self.adversarial.get_submodule("adversary")(self.real)
        return output

    def gradients(self) -> Tensor:
        """Return all gradients of the last `discriminator_step` as one tensor."""
        parameters = self.adversarial.get_submodule("adversary").parameters()
        return torch.cat([p.grad.flatten() for p in parameters if p.grad is not None])

    def generator_step(self) -> Tensor:
        """Return the gradient of the generator's losses with respect to its sound."""
        fake = self.fake.clone().requires_grad_(True)
        with self._precision():
            adv, feat = self.adversarial(fake, self.real)
        torch.autograd.backward(adv + feat)
        if fake.grad is None:
            raise RuntimeError("the losses don't depend on the generator's sound.")
        return fake.grad

    def _precision(self) -> torch.autocast:
        on = self.autocast is not None
        return torch.autocast(self.fake.device.type, self.autocast or torch.bfloat16, enabled=on)


class _Logits(nn.Module):
    """Turns period discriminators of DAC or Vocos into a discriminator of AudioCraft's form."""

    def __init__(self, subs: list[nn.Module], channels: bool) -> None:
        super().__init__()
        self.discriminators = nn.ModuleList(subs)
        self.channels = channels  # whether they want [batch, 1, time]

    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
        """Return logits and feature maps; the last map is the logits."""
        outputs = [sub(wave if self.channels else wave.squeeze(1)) for sub in self.discriminators]
        fmaps = [output[1] if isinstance(output, tuple) else output for output in outputs]
        return [maps[-1] for maps in fmaps], fmaps


def ours(family: str, options: Mapping[str, Any] | None = None) -> nn.Module:
    """Return our discriminator with our losses; the seed of its weights is 0.

    Args:
        family: "mpd", "msd" or "msstftd".
        options: Its options; those of AudioCraft's widths by default.
    """
    torch.manual_seed(0)
    chosen = SAME_AS_AUDIOCRAFT[family] if options is None else options
    return _with_losses(create(family, **chosen), course_lib.losses, fused=True)


def theirs(family: str, reference: str, modules: Mapping[str, ModuleType]) -> nn.Module:
    """Return a reference's discriminator with AudioCraft's losses; the seed is 0.

    Args:
        family: "mpd", "msd" or "msstftd".
        reference: A name of `references.LOADERS` that has this family.
        modules: The loaded modules, by that name.
    """
    audiocraft = modules["audiocraft"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # all of them use torch's old weight norm
        built = _reference(family, reference, modules)
    return _with_losses(built, audiocraft, fused=False)


def _reference(family: str, reference: str, modules: Mapping[str, ModuleType]) -> nn.Module:
    torch.manual_seed(0)
    built: nn.Module
    if reference == "dac":
        built = _Logits([modules["dac"].MPD(period) for period in PERIODS], channels=True)
    elif reference == "vocos":
        built = _Logits([modules["vocos"].DiscriminatorP(p) for p in PERIODS], channels=False)
    elif reference == "encodec":
        built = modules["encodec"].MultiScaleSTFTDiscriminator(filters=32)
    else:
        options = {"filters": 32} if family == "msstftd" else {}
        built = getattr(modules["audiocraft"].discriminators, _CLASSES[family])(**options)
    return built


def _with_losses(discriminator: nn.Module, module: ModuleType, *, fused: bool) -> nn.Module:
    # AudioCraft's configurations build Adam without further options, and ours is fused.
    optimizer = torch.optim.Adam(discriminator.parameters(), 3e-4, (0.5, 0.9), fused=fused)
    built: nn.Module = module.AdversarialLoss(
        discriminator,
        optimizer,
        module.get_adv_criterion("hinge"),
        module.get_real_criterion("hinge"),
        module.get_fake_criterion("hinge"),
        module.FeatureMatchingLoss(),
    )
    return built
