"""A small neural codec: a wave goes in, few numbers go through, a wave comes out.

    wave ──► spectrum ──► encoder ──► round ──► codes    16 whole numbers per frame of 8 ms
    wave ◄── spectrum ◄── decoder ◄─────────────┘

Training it to reconstruct its input is what AudioCraft's codec is trained for, in small. What the
codes do not say, the decoder must invent; which inventions pass is what a discriminator is for.

The encoder and the decoder never change the number of frames. They are stacks of ConvNeXt blocks:
each first mixes neighbouring frames, channel by channel, then channels, frame by frame. The decoder
ends in a magnitude and a direction per frequency bin:

    spectrum = exp(m) · (a + ib) / |a + ib|

An exponential covers loudness as ears do, by factors: a network that put out samples directly would
have to be right to a thousandth to leave a silence silent. The direction is a pair of numbers, so
that a phase of -π and one of π are neighbours.

Conventions
    Waves are ``[batch, 1, time]`` of any length. Spectra are computed in at least float32, also
    under autocast.

Sources: Siuzdak, "Vocos", 2023, https://arxiv.org/abs/2306.00814, for the Fourier head; Liu et al.,
"A ConvNet for the 2020s", 2022, https://arxiv.org/abs/2201.03545, for the blocks.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from course_lib.discriminators.interface import check_wave
from course_lib.gan.codec.frames import Frames
from course_lib.gan.codec.quantizer import FiniteScalarQuantizer

QUIETEST = 1e-3  # added to magnitudes before the logarithm: 100 dB below the loudest bin
LARGEST_LOG = 6.0  # exp(6) is thrice the bin of a full-scale sine: room, and no overflow
SMALLEST_PAIR = 1e-4  # keeps the direction of (0, 0) finite


@dataclass(frozen=True)
class CodecOptions:
    """The size of a codec."""

    dim: int = 128  # channels inside the encoder and the decoder
    encoder_blocks: int = 2
    decoder_blocks: int = 3
    n_fft: int = 512  # samples under one window
    hop_length: int = 128  # samples per frame
    latent: int = 16  # numbers per frame that go through
    levels: int = 9  # values that each of them may have
    expansion: int = 3  # how many times wider a block is inside

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            smallest = 0 if name.endswith("_blocks") else 1
            if not isinstance(value, int) or value < smallest:
                raise ValueError(f"{name} is a whole number from {smallest} on, not {value!r}.")


class STFTCodec(nn.Module):
    """Encode a wave into rounded codes, and decode them into a wave.

    Args:
        options: its size.

    Shapes:
        wave    [batch, 1, time]
        codes   [batch, latent, frames], each of ``levels`` values from -1 to 1
    """

    def __init__(self, options: CodecOptions | None = None) -> None:
        super().__init__()
        self.options = options = options or CodecOptions()
        self.frames = Frames(options.n_fft, options.hop_length)
        self.quantizer = FiniteScalarQuantizer(options.levels)
        dim, bins = options.dim, self.frames.bins
        self.encoder = nn.Sequential(
            nn.Conv1d(3 * bins, dim, kernel_size=1),
            *(ConvNeXtBlock(dim, options.expansion) for _ in range(options.encoder_blocks)),
            # without this norm the codes drift to the flat ends of the tanh, and stay there
            PerFrame(nn.LayerNorm(dim), nn.Linear(dim, options.latent)),
        )
        self.decoder = nn.Sequential(
            nn.Conv1d(options.latent, dim, kernel_size=7, padding=3),
            PerFrame(nn.LayerNorm(dim)),
            *(ConvNeXtBlock(dim, options.expansion) for _ in range(options.decoder_blocks)),
            PerFrame(nn.LayerNorm(dim), _head(dim, 3 * bins)),
        )

    @classmethod
    def seeded(cls, options: CodecOptions, seed: int) -> "STFTCodec":
        """Build a codec whose first weights depend on ``seed`` only."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return cls(options)

    def forward(self, wave: Tensor) -> Tensor:
        """Send a wave through the codes; the result is as long as the wave."""
        return self.decode(self.encode(wave))[..., : wave.shape[-1]]

    def encode(self, wave: Tensor) -> Tensor:
        """Encode a wave [batch, 1, time]; a last frame that is not full is filled with silence."""
        check_wave(wave, channels=1, minimum=1, who=type(self).__name__)
        with torch.autocast(wave.device.type, enabled=False):
            features = _features(self.frames.analyse(_wide(wave)))
        latent = self.encoder(features)
        with torch.autocast(wave.device.type, enabled=False):
            codes: Tensor = self.quantizer(_wide(latent))
        return codes

    def decode(self, codes: Tensor) -> Tensor:
        """Decode codes into a wave [batch, 1, frames * hop_length]."""
        log_magnitude, *direction = self.decoder(codes).chunk(3, dim=1)
        with torch.autocast(codes.device.type, enabled=False):
            spectrum = _spectrum(_wide(log_magnitude), *map(_wide, direction))
            return self.frames.synthesise(spectrum)

    def bitrate(self, sample_rate: int) -> float:
        """Return the bits per second that the codes of one sound need."""
        frames_per_second = sample_rate / self.options.hop_length
        return frames_per_second * self.options.latent * self.quantizer.bits


class ConvNeXtBlock(nn.Module):
    """Refine [batch, dim, frames]: mix seven frames, then the channels, and add to the input."""

    def __init__(self, dim: int, expansion: int) -> None:
        super().__init__()
        self.across_frames = nn.Conv1d(dim, dim, kernel_size=7, padding=3, groups=dim)
        self.across_channels = PerFrame(
            nn.LayerNorm(dim),
            nn.Linear(dim, expansion * dim),
            nn.GELU(),
            nn.Linear(expansion * dim, dim),
        )
        # a quarter: at first, a deep stack does little and can be trained
        self.scale = nn.Parameter(torch.full((dim, 1), 0.25))

    def forward(self, x: Tensor) -> Tensor:
        """Return the input and what the block adds to it."""
        refined: Tensor = x + self.scale * self.across_channels(self.across_frames(x))
        return refined


class PerFrame(nn.Sequential):
    """Layers for vectors, applied to the channels of each frame of [batch, channels, frames]."""

    def forward(self, x: Tensor) -> Tensor:
        """Apply the layers, frame by frame."""
        vectors = x.transpose(1, 2)
        for layer in self:
            vectors = layer(vectors)
        return vectors.transpose(1, 2)


def _features(spectrum: Tensor) -> Tensor:
    """Write complex [batch, freq, frames] as real [batch, 3 * freq, frames] of moderate size.

    Loudness by its logarithm; the real and the imaginary part divided by the root of the magnitude,
    so that their range is halved, in decibels, and the phase is kept.
    """
    magnitude = spectrum.abs() + QUIETEST
    root = magnitude.sqrt()
    loudness = (magnitude.log() + 2) / 3  # about -1.6 in silence, 2.3 at full scale
    return torch.cat([loudness, spectrum.real / root, spectrum.imag / root], dim=1)


def _spectrum(log_magnitude: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Build a complex spectrum from its log magnitude and a pair that points along its phase."""
    magnitude = log_magnitude.clamp(max=LARGEST_LOG).exp()
    scale = magnitude * (a.square() + b.square() + SMALLEST_PAIR).rsqrt()
    return torch.complex(scale * a, scale * b)


def _head(dim: int, outputs: int) -> nn.Linear:
    """Make the last layer, with small weights: the first wave is quiet noise."""
    head = nn.Linear(dim, outputs)
    nn.init.normal_(head.weight, std=0.02)
    return head


def _wide(x: Tensor) -> Tensor:
    return x.to(torch.promote_types(x.dtype, torch.float32))
