"""A zoo: one sane discriminator, and many that each break one rule of the contract.

Every broken one is the sane one with one change, so that the kit must name this fault and no
other. ``BROKEN`` pairs each class with words that its fault must contain.
"""

import math
import random

import torch
import torch.nn.functional as F
from torch import nn

from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
    run_each,
)

BROKEN: dict[str, tuple[type[MultiDiscriminator], str]] = {}


class Sub(nn.Module):
    """Two convolutions; the second gives the logits."""

    def __init__(self, stride=2):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 5, stride, padding=2)
        self.post = nn.Conv1d(4, 1, 3, padding=1)

    def hidden(self, wave):
        return F.leaky_relu(self.conv(wave), 0.2)

    def forward(self, wave):
        x = self.hidden(wave)
        return self.post(x), [x]


class Sane(MultiDiscriminator):
    """Two sub-discriminators with nothing wrong."""

    sub_class = Sub

    def __init__(self):
        super().__init__()
        self.discriminators = nn.ModuleList([self.sub_class(2), self.sub_class(3)])

    @property
    def num_discriminators(self):
        return len(self.discriminators)

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=4, who=type(self).__name__)
        return run_each(self.discriminators, [wave] * self.num_discriminators)


def broken(expected):
    """Put a class in the zoo. A broken sub-discriminator gets a multi-discriminator."""

    def decorate(cls):
        made = cls
        if not issubclass(cls, MultiDiscriminator):
            made = type(f"With{cls.__name__}", (Sane,), {"sub_class": cls})
        BROKEN[cls.__name__] = (made, expected)
        return cls

    return decorate


# the output


@broken("fmaps[0] is a Tensor, not a list of feature maps")
class FlatMaps(Sane):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return DiscriminatorOutput(logits, [fmap for maps in fmaps for fmap in maps])


@broken("logits is a tuple of 2, not a list")
class TupleOfLogits(Sane):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return tuple(logits), fmaps


@broken("fmaps[0] is a tuple of 1, not a list of feature maps")
class TupleOfMaps(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return logits, tuple(fmaps)


@broken("forward returns a dict, not the pair")
class DictOutput(Sane):
    def forward(self, wave):
        return super().forward(wave)._asdict()


@broken("fmaps[0] is empty")
class NoMaps(Sub):
    def forward(self, wave):
        return super().forward(wave)[0], []


@broken("logits[0] has the shape [1, 512] for a batch of 2")
class BatchLast(Sane):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return DiscriminatorOutput([x.mean(0) for x in logits], fmaps)


@broken("fmaps[0][0] contains torch.complex64")
class ComplexMap(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return logits, [torch.fft.rfft(fmaps[0])]


@broken("num_discriminators says 3, but there are 2 logits")
class WrongCount(Sane):
    @property
    def num_discriminators(self):
        return 3

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=4, who="WrongCount")
        return run_each(self.discriminators, [wave, wave])


@broken("num_discriminators is a method")
class CountIsAMethod(Sane):
    def num_discriminators(self):
        return 2

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=4, who="CountIsAMethod")
        return run_each(self.discriminators, [wave, wave])


@broken("it crashes on a wave [2, 1, 65536] in eval mode: ZeroDivisionError")
class Crashes(Sub):
    def forward(self, wave):
        return 1 / 0


# behaviour


@broken("of item 0 changes with item 1 of the batch, in eval mode")
class MixesBatch(Sub):
    def forward(self, wave):
        return super().forward(wave - wave.mean(0))


@broken("of item 0 changes with item 1 of the batch, in training mode")
class BatchNormalised(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.norm = nn.BatchNorm1d(4)

    def hidden(self, wave):
        return F.leaky_relu(self.norm(self.conv(wave)), 0.2)


@broken("of item 0 differs between a batch of one and a batch of two")
class DividesByBatch(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return logits / len(wave), fmaps


@broken("changes the wave that it is given")
class EditsItsInput(Sub):
    def forward(self, wave):
        if not wave.requires_grad:
            wave -= wave.mean(-1, keepdim=True)
        return super().forward(wave)


@broken("differs between two calls with the same wave in eval mode")
class RemembersTheLastWave(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.register_buffer("seen", torch.zeros(()))

    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        if not self.training:
            self.seen += 1
        return logits + self.seen, fmaps


@broken("draws from a global random generator in eval mode")
class DrawsNumbers(Sub):
    def forward(self, wave):
        random.random()
        return super().forward(wave)


@broken("share memory")
class OverwritesItsMap(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.more = nn.Conv1d(4, 4, 3, padding=1)

    def forward(self, wave):
        x = self.hidden(wave)
        fmaps = [x]
        x += self.more(x)
        return self.post(x), [*fmaps, x]


# gradients


@broken("logits[0], logits[1] are detached from the graph")
class DetachedLogits(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return logits.detach(), fmaps


@broken("no gradient reaches the wave from logits[0], logits[1]")
class DetachedWave(Sub):
    def forward(self, wave):
        return super().forward(wave.detach())


@broken("discriminators.0.unused.weight")
class UnusedLayer(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.unused = nn.Conv1d(1, 1, 3)


@broken("discriminators.0.dropped.weight")
class DropsAResult(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.dropped = nn.Conv1d(4, 4, 3, padding=1)

    def hidden(self, wave):
        x = super().hidden(wave)
        self.dropped(x)
        return x


@broken("some weights in discriminators are hidden from torch")
class PlainList(Sane):
    def __init__(self):
        MultiDiscriminator.__init__(self)
        self.discriminators = [Sub(2), Sub(3)]


@broken("some weights are hidden from torch")
class PlainTensorWeight(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.gain = torch.ones((), requires_grad=True)

    def forward(self, wave):
        return super().forward(self.gain * wave)


@broken("have no shape before the first wave")
class LazyLayer(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.conv = nn.LazyConv1d(4, 5, stride, padding=2)


# numbers


@broken("logits[0] stays between 0 and 1 whatever the weights")
class Probabilities(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return logits.sigmoid(), fmaps


@broken("logits[0] stays between -1 and 1 whatever the weights")
class Squashed(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return logits.tanh(), fmaps


@broken("logits[0] never goes below 0 whatever the weights")
class OnlyPositive(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return F.softplus(logits), fmaps


@broken("isn't finite for silence")
class DividesByLoudness(Sub):
    def forward(self, wave):
        return super().forward(wave / wave.abs().amax(-1, keepdim=True))


@broken("isn't finite for a wave at ten times full scale")
class TakesTheArcsine(Sub):
    def forward(self, wave):
        return super().forward(wave.asin())


@broken("the gradient isn't finite for silence")
class RootAtZero(Sub):
    def forward(self, wave):
        power = F.avg_pool1d(wave**2, 3, 1, padding=1)
        return super().forward(wave + power.sqrt())


# lengths


@broken("it accepts 1024 samples but not 1025")
class NeedsEvenLengths(Sub):
    def forward(self, wave):
        return super().forward(wave.reshape(len(wave), 1, -1, 2).mean(-1))


@broken("a ValueError should say how many samples are needed")
class SaysNothingOfShortWaves(Sane):
    def forward(self, wave):
        wave = F.pad(wave, (8, 8), mode="reflect")
        return run_each(self.discriminators, [wave, wave])


@broken("the mean of nothing is NaN")
class EmptyForShortWaves(Sub):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return logits[..., 32:], fmaps


@broken("minimum_length says 2 samples are enough, but they aren't")
class PromisesTooMuch(Sane):
    minimum_length = 2


# state


@broken("copy.deepcopy fails after scoring a wave")
class KeepsItsActivations(Sub):
    def forward(self, wave):
        self.last = self.hidden(wave)
        return super().forward(wave)


@broken("its own state dict doesn't load")
class RenamesItsKeys(Sane):
    def state_dict(self, *args, **options):
        saved = super().state_dict(*args, **options)
        return {f"model.{name}": tensor for name, tensor in saved.items()}


@broken("Something doesn't follow .to(dtype)")
class SinglePrecisionKernel(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.kernel = torch.ones(1, 1, 3) / 3

    def forward(self, wave):
        kernel = self.kernel.to(wave.device)
        return super().forward(F.conv1d(wave, kernel, padding=1))


@broken("is torch.float32 though wave and weights are torch.float64")
class CastsToFloat(Sane):
    def forward(self, wave):
        logits, fmaps = super().forward(wave)
        return DiscriminatorOutput([x.float() for x in logits], fmaps)


@broken("something stays on the CPU when it is moved")
class DeviceBoundKernel(Sub):
    def __init__(self, stride):
        super().__init__(stride)
        self.kernel = torch.ones(1, 1, 3) / 3

    def forward(self, wave):
        return super().forward(F.conv1d(wave, self.kernel.to(wave.dtype), padding=1))


@broken("something stays on the CPU when it is moved")
class DeviceBoundWindow(Sub):
    def forward(self, wave):
        window = torch.hann_window(wave.shape[-1], dtype=wave.dtype) + math.pi
        return super().forward(wave * window)
