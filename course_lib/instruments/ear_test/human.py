"""You, as a discriminator: your answers are the scores.

    wave ──► colour of the sound, 48 numbers ──► how near to each clip that you judged?
                                                       │
                        your opinions ──► weighted mean ──► score      high means "real"

For a clip that you have judged, the score is your answer. For any other it is what you said of the
most similar ones: a guess about you, and no more. A listener without opinions says 0 to all.

Your opinions are its parameters, so the whole contract is kept: gradients reach them, and the wave.

Conventions
    An opinion is a score from -2, surely made by a machine, to 2, surely real. The colour is taken
    relative to half the sample rate, so clips of one rate belong together.

Source: inverse distance weighting, D. Shepard, "A two-dimensional interpolation function for
irregularly-spaced data", 1968.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from course_lib.audio.stft import stft
from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator, check_wave
from course_lib.sounds import Sound

N_FFT, HOP_LENGTH = 512, 128
BANDS = 24
QUIETEST = 1e-6  # power added before the logarithm: silence has a finite colour
NEAREST = 1e-6  # squared distance below which two clips are one
NO_OPINION = 0.3  # weight of "I cannot tell": it decides where nothing similar was heard


class HumanDiscriminator(MultiDiscriminator):
    """Judge a sound as a listener did.

    Args:
        opinions: one score for each clip that was judged, from -2 to 2.
        sounds: the colour of each of these clips, from `colour_of`.
    """

    num_discriminators = 1
    minimum_length = N_FFT

    def __init__(
        self, opinions: Sequence[float] = (), sounds: Sequence[Sequence[float]] = ()
    ) -> None:
        super().__init__()
        if len(opinions) != len(sounds):
            raise ValueError(
                f"each opinion belongs to one sound: {len(opinions)} opinions and {len(sounds)} "
                "sounds were given"
            )
        if any(len(sound) != 2 * BANDS for sound in sounds):
            raise ValueError(f"the colour of a sound is {2 * BANDS} numbers, from colour_of(sound)")
        # who has heard nothing has heard one sound, and has no opinion on it
        heard = [list(sound) for sound in sounds] or [[0.0] * (2 * BANDS)]
        self.opinions = nn.Parameter(torch.tensor([float(o) for o in opinions] or [0.0]))
        self.register_buffer("sounds", torch.tensor(heard))
        self.register_buffer("bands", _bands(), persistent=False)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Judge waves [batch, 1, time]: one score each, [batch, 1, 1], and one feature map."""
        check_wave(wave, channels=1, minimum=N_FFT, who=type(self).__name__)
        levels = self._levels(wave)
        distances = (_colour(levels)[:, None] - self.get_buffer("sounds")).square().mean(-1)
        weights = 1 / (NEAREST + distances)  # [batch, clips]
        score = (weights * self.opinions).sum(-1) / (NO_OPINION + weights.sum(-1))
        return DiscriminatorOutput([score[:, None, None]], [[levels]])

    def _levels(self, wave: Tensor) -> Tensor:
        """Measure the level in each band over time, [batch, bands, frames], in units of 10 dB."""
        power = stft(wave[:, 0], N_FFT, HOP_LENGTH, normalized=True).abs().square()
        levels: Tensor = (self.get_buffer("bands") @ power + QUIETEST).log10()
        return levels


def colour_of(sound: Sound) -> tuple[float, ...]:
    """Describe a clip by 48 numbers: mean and spread of the level in each of 24 bands."""
    with torch.no_grad():
        colour = _colour(HumanDiscriminator()._levels(sound.wave))[0]
    return tuple(round(number, 6) for number in colour.tolist())


def _colour(levels: Tensor) -> Tensor:
    spread = (levels.var(-1, unbiased=False) + 1e-4).sqrt()
    return torch.cat([levels.mean(-1), spread], dim=-1)


def _bands() -> Tensor:
    """Average the bins of a spectrum into bands that grow with frequency: [bands, bins]."""
    bins = N_FFT // 2 + 1
    edges = torch.linspace(0, 1, BANDS + 1) ** 1.5 * bins  # narrow below, wide above
    number = torch.bucketize(torch.arange(bins) + 0.5, edges[1:-1])
    bands = torch.nn.functional.one_hot(number, BANDS).T.to(torch.float32)
    return bands / bands.sum(1, keepdim=True).clamp(min=1)
