"""A codec whose decoder outputs samples: transposed convolutions raise the rate step by step.

    codes ──► blocks ──► ×8 ──► ×4 ──► ×4 ──► wave          a frame of 128 samples
    [latent]  [dim]    [dim/2] [dim/4] [dim/8]

Most vocoders and codecs decode like this. Each step multiplies the number of positions, halves the
channels, and refines the result with dilated convolutions.

`STFTCodec` gets the partials of a steady tone from its transform: each bin oscillates by itself.
Here every oscillation has to be built from samples, and a periodic error of the transposed
convolutions is audible as a buzz. So the two make different faults, and a discriminator that helps
one needn't help the other.

Conventions
    As in `STFTCodec`. The kernel of a transposed convolution is twice its stride, so that each
    output sample is covered equally often.

Sources: Kong, Kim and Bae, "HiFi-GAN", 2020, https://arxiv.org/abs/2010.05646, for the upsampling;
Zeghidour et al., "SoundStream", 2021, https://arxiv.org/abs/2107.03312, for the dilated residual
units.
"""

from torch import Tensor, nn

from course_lib.gan.codec.codec import Codec, CodecOptions, decoder_stem

DILATIONS = (1, 3)  # of the residual units after each step
STEPS = 3  # of the upsampling
NARROWEST = 4  # channels


class WaveformCodec(Codec):
    """A codec with the encoder of `STFTCodec`, and a decoder of transposed convolutions.

    Args:
        options: The size of the codec. None means the default size. The product of the strides is
            ``hop_length``; see `strides_for`.
    """

    def __init__(self, options: CodecOptions | None = None) -> None:
        super().__init__(options)
        channels, layers = self.options.dim, decoder_stem(self.options)
        for stride in strides_for(self.options.hop_length):
            fewer = max(NARROWEST, channels // 2)
            layers += [nn.LeakyReLU(0.1), _upsampling(channels, fewer, stride)]
            layers += [DilatedUnit(fewer, dilation) for dilation in DILATIONS]
            channels = fewer
        self.decoder = nn.Sequential(*layers, nn.LeakyReLU(0.1), _output(channels))

    def decode(self, codes: Tensor) -> Tensor:
        """Return the wave [batch, 1, frames * hop_length] of codes [batch, latent, frames].

        Args:
            codes: The codes of the quantizer.
        """
        wave: Tensor = self.decoder(codes)
        return wave


class DilatedUnit(nn.Module):
    """A residual unit for [batch, channels, time]: a dilated convolution, then one per sample."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LeakyReLU(0.1),
            nn.Conv1d(channels, channels, kernel_size=3, dilation=dilation, padding=dilation),
            nn.LeakyReLU(0.1),
            nn.Conv1d(channels, channels, kernel_size=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the input plus what the unit adds to it."""
        refined: Tensor = x + self.layers(x)
        return refined


def strides_for(hop_length: int) -> tuple[int, ...]:
    """Return the strides of the upsampling, largest first; their product is ``hop_length``.

    There are three, as even as the divisors allow: 128 gives (8, 4, 4). Strides of 1 are left out.

    Args:
        hop_length: The number of samples per frame.
    """
    strides, left = [], hop_length
    for steps_left in range(STEPS, 0, -1):
        even = left ** (1 / steps_left)
        divisors = [n for n in range(1, left + 1) if left % n == 0]
        strides.append(next(n for n in divisors if n >= even - 1e-9))
        left //= strides[-1]
    return tuple(sorted((stride for stride in strides if stride > 1), reverse=True))


def _upsampling(channels: int, fewer: int, stride: int) -> nn.ConvTranspose1d:
    """Return a layer that multiplies the number of positions by the stride, exactly."""
    odd = stride % 2  # an odd stride needs one more sample of output, which padding can't halve
    return nn.ConvTranspose1d(
        channels,
        fewer,
        kernel_size=2 * stride,
        stride=stride,
        padding=(stride + odd) // 2,
        output_padding=odd,
    )


def _output(channels: int) -> nn.Conv1d:
    """Return the last layer; its small weights make an untrained codec output quiet noise."""
    output = nn.Conv1d(channels, 1, kernel_size=7, padding=3)
    nn.init.normal_(output.weight, std=0.02)
    return output
