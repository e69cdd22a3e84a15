"""Small neural codecs: they encode a wave into a handful of numbers, and decode them into a wave.

    wave ──► spectrum ──► encoder ──► round ──► codes    16 integers per frame of 8 ms
    wave ◄── spectrum ◄── decoder ◄─────────────┘

A codec is trained to reconstruct its input, like AudioCraft's on a smaller scale. The decoder has
to invent what the codes don't contain. The discriminator decides which inventions sound real.

`Codec` has the encoder and the quantizer. Its subclasses differ in the decoder: that of `STFTCodec`
is here, and `course_lib.gan.codec.waveform_codec` has one that outputs samples.

The encoder and the decoder never change the number of frames. They are stacks of ConvNeXt blocks.
Each block first mixes neighbouring frames in each channel, then the channels of each frame. The
decoder's output is a magnitude and a direction per frequency bin:

    spectrum = exp(m) · (a + ib) / |a + ib|

An exponential covers loudness by factors, as ears do. A network that outputs samples directly would
need an error below a thousandth to keep a silence silent. The direction is a pair of numbers, so
that the phases -π and π are neighbours.

Conventions
    Waves are ``[batch, 1, time]`` of any length. Spectra are computed in at least float32, also
    under autocast.

Sources: Siuzdak, "Vocos", 2023, https://arxiv.org/abs/2306.00814, for the Fourier head; Liu et al.,
"A ConvNet for the 2020s", 2022, https://arxiv.org/abs/2201.03545, for the blocks.
"""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn

from course_lib.discriminators.interface import check_wave
from course_lib.gan.codec.frames import Frames
from course_lib.gan.codec.quantizer import FiniteScalarQuantizer

QUIETEST = 1e-3  # added to magnitudes before the logarithm: 100 dB below the loudest bin
LARGEST_LOG = (
    6.0  # exp(6) is three times the bin of a full-scale sine: enough room, but no overflow
)
SMALLEST_PAIR = 1e-4  # keeps the direction of (0, 0) finite


@dataclass(frozen=True)
class CodecOptions:
    """The size of a codec."""

    dim: int = 128  # channels inside the encoder and the decoder
    encoder_blocks: int = 2
    decoder_blocks: int = 3
    n_fft: int = 512  # samples under one window
    hop_length: int = 128  # samples per frame
    latent: int = 16  # numbers per frame in the code
    levels: int = 9  # values that each of them can have
    expansion: int = 3  # a block is this many times wider inside

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            smallest = 0 if name.endswith("_blocks") else 1
            if not isinstance(value, int) or value < smallest:
                raise ValueError(f"{name} must be an integer, {smallest} or more, got {value!r}.")


class Codec(nn.Module):
    """The encoder and the quantizer of a codec; a subclass adds the decoder.

    Args:
        options: The size of the codec. None means the default size.

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
            # without this norm, the codes drift into the saturation of the tanh and stay there
            PerFrame(nn.LayerNorm(dim), nn.Linear(dim, options.latent)),
        )

    @classmethod
    def seeded(cls, options: CodecOptions, seed: int) -> Self:
        """Return a codec whose initial weights depend on the seed alone."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return cls(options)

    def forward(self, wave: Tensor) -> Tensor:
        """Return the reconstruction of a wave [batch, 1, time], with the same length."""
        return self.decode(self.encode(wave))[..., : wave.shape[-1]]

    def encode(self, wave: Tensor) -> Tensor:
        """Return the codes [batch, latent, frames] of a wave [batch, 1, time].

        The last frame is filled up with silence.

        Raises:
            ValueError: The wave has another shape, is empty, or isn't floating point.
        """
        check_wave(wave, channels=1, minimum=1, who=type(self).__name__)
        with torch.autocast(wave.device.type, enabled=False):
            features = _features(self.frames.analyse(_wide(wave)))
        latent = self.encoder(features)
        with torch.autocast(wave.device.type, enabled=False):
            codes: Tensor = self.quantizer(_wide(latent))
        return codes

    def decode(self, codes: Tensor) -> Tensor:
        """Return the wave [batch, 1, frames * hop_length] of codes [batch, latent, frames]."""
        raise NotImplementedError

    def bitrate(self, sample_rate: int) -> float:
        """Return the bit rate of the codes in bits per second.

        Args:
            sample_rate: The sample rate of the waves in Hz.
        """
        frames_per_second = sample_rate / self.options.hop_length
        return frames_per_second * self.options.latent * self.quantizer.bits


class STFTCodec(Codec):
    """A codec whose decoder outputs a spectrum per frame, and transforms it into a wave.

    Args:
        options: The size of the codec. None means the default size.
    """

    def __init__(self, options: CodecOptions | None = None) -> None:
        super().__init__(options)
        self.decoder = nn.Sequential(
            *decoder_stem(self.options),
            PerFrame(nn.LayerNorm(self.options.dim), _head(self.options.dim, 3 * self.frames.bins)),
        )

    def decode(self, codes: Tensor) -> Tensor:
        """Return the wave [batch, 1, frames * hop_length] of codes [batch, latent, frames].

        Args:
            codes: The codes of the quantizer.
        """
        log_magnitude, *direction = self.decoder(codes).chunk(3, dim=1)
        with torch.autocast(codes.device.type, enabled=False):
            spectrum = _spectrum(_wide(log_magnitude), *map(_wide, direction))
            return self.frames.synthesise(spectrum)


def decoder_stem(options: CodecOptions) -> list[nn.Module]:
    """Return the first layers of a decoder: codes become [batch, dim, frames]."""
    return [
        nn.Conv1d(options.latent, options.dim, kernel_size=7, padding=3),
        PerFrame(nn.LayerNorm(options.dim)),
        *(ConvNeXtBlock(options.dim, options.expansion) for _ in range(options.decoder_blocks)),
    ]


class ConvNeXtBlock(nn.Module):
    """A residual block for [batch, dim, frames]: it mixes seven frames, then the channels."""

    def __init__(self, dim: int, expansion: int) -> None:
        super().__init__()
        self.across_frames = nn.Conv1d(dim, dim, kernel_size=7, padding=3, groups=dim)
        self.across_channels = PerFrame(
            nn.LayerNorm(dim),
            nn.Linear(dim, expansion * dim),
            nn.GELU(),
            nn.Linear(expansion * dim, dim),
        )
        # a quarter: a deep stack is easier to train if its blocks change little at first
        self.scale = nn.Parameter(torch.full((dim, 1), 0.25))

    def forward(self, x: Tensor) -> Tensor:
        """Return the input plus what the block adds to it."""
        refined: Tensor = x + self.scale * self.across_channels(self.across_frames(x))
        return refined


class PerFrame(nn.Sequential):
    """Layers for vectors, applied to each frame of [batch, channels, frames]."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the result of the layers for every frame."""
        vectors = x.transpose(1, 2)
        for layer in self:
            vectors = layer(vectors)
        return vectors.transpose(1, 2)


def _features(spectrum: Tensor) -> Tensor:
    """Return a complex spectrum [batch, freq, frames] as features [batch, 3 * freq, frames].

    The features are the logarithm of the magnitude, and the real and imaginary parts divided by the
    root of the magnitude. That halves their range in decibels and keeps the phase.
    """
    magnitude = spectrum.abs() + QUIETEST
    root = magnitude.sqrt()
    loudness = (magnitude.log() + 2) / 3  # about -1.6 in silence, 2.3 at full scale
    return torch.cat([loudness, spectrum.real / root, spectrum.imag / root], dim=1)


def _spectrum(log_magnitude: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Return a complex spectrum from its log magnitude and a pair in the direction of its phase."""
    magnitude = log_magnitude.clamp(max=LARGEST_LOG).exp()
    scale = magnitude * (a.square() + b.square() + SMALLEST_PAIR).rsqrt()
    return torch.complex(scale * a, scale * b)


def _head(dim: int, outputs: int) -> nn.Linear:
    """Return the last layer; its small weights make an untrained codec output quiet noise."""
    head = nn.Linear(dim, outputs)
    nn.init.normal_(head.weight, std=0.02)
    return head


def _wide(x: Tensor) -> Tensor:
    return x.to(torch.promote_types(x.dtype, torch.float32))
