"""You as a discriminator: your ratings are the scores.

    wave ──► colour of the sound, 48 numbers ──► how close to each clip that you rated?
                                                       │
                        your ratings  ──► weighted mean ──► score      high means "real"

For a clip that you rated, the score is your rating. For any other clip, it is a mean of your
ratings of the most similar clips: a guess about you, no more. Without ratings, every score is 0.

Your ratings are the parameters of the module. So it fulfils the contract of a discriminator:
gradients reach the parameters and the wave.

Conventions
    A rating is a score from -2, surely made by a generator, to 2, surely real. Its parameter is
    called ``opinions``, as in checkpoints. Bands are relative to half the sample rate, so compare
    only clips with the same sample rate.

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
QUIETEST = 1e-6  # power added before the logarithm, so that silence has a finite level
NEAREST = 1e-6  # squared distance below which two clips count as the same
NO_OPINION = 0.3  # weight of the score 0: it decides if no rated clip is similar


class HumanDiscriminator(MultiDiscriminator):
    """Scores sounds as a listener did.

    Args:
        opinions: One rating for each clip, from -2 to 2.
        sounds: The colour of each of these clips, from `colour_of`.
    """

    num_discriminators = 1
    minimum_length = N_FFT

    def __init__(
        self, opinions: Sequence[float] = (), sounds: Sequence[Sequence[float]] = ()
    ) -> None:
        super().__init__()
        if len(opinions) != len(sounds):
            raise ValueError(
                f"Each opinion belongs to one sound, got {len(opinions)} opinions and "
                f"{len(sounds)} sounds."
            )
        if any(len(sound) != 2 * BANDS for sound in sounds):
            raise ValueError(
                f"The colour of a sound is {2 * BANDS} numbers: take them from colour_of(sound)."
            )
        # without ratings: one clip with the rating 0, so that the parameter isn't empty
        self.has_scored = bool(opinions)
        colours = [list(sound) for sound in sounds] or [[0.0] * (2 * BANDS)]
        self.opinions = nn.Parameter(torch.tensor([float(o) for o in opinions] or [0.0]))
        self.register_buffer("sounds", torch.tensor(colours))
        self.register_buffer("bands", _bands(), persistent=False)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Return a score [batch, 1, 1] for each wave [batch, 1, time], and one feature map."""
        check_wave(wave, channels=1, minimum=N_FFT, who=type(self).__name__)
        levels = self._levels(wave)
        distances = (_colour(levels)[:, None] - self.get_buffer("sounds")).square().mean(-1)
        weights = 1 / (NEAREST + distances)  # [batch, clips]
        score = (weights * self.opinions).sum(-1) / (NO_OPINION + weights.sum(-1))
        return DiscriminatorOutput([score[:, None, None]], [[levels]])

    def _levels(self, wave: Tensor) -> Tensor:
        """Return the level in each band over time [batch, bands, frames], in units of 10 dB."""
        power = stft(wave[:, 0], N_FFT, HOP_LENGTH, normalized=True).abs().square()
        levels: Tensor = (self.get_buffer("bands") @ power + QUIETEST).log10()
        return levels


def colour_of(sound: Sound) -> tuple[float, ...]:
    """Return 48 numbers that describe a clip: mean and spread of the level in each of 24 bands."""
    with torch.no_grad():
        colour = _colour(HumanDiscriminator()._levels(sound.wave))[0]
    return tuple(round(number, 6) for number in colour.tolist())


def _colour(levels: Tensor) -> Tensor:
    spread = (levels.var(-1, unbiased=False) + 1e-4).sqrt()
    return torch.cat([levels.mean(-1), spread], dim=-1)


def _bands() -> Tensor:
    """Return weights [bands, bins] that average a spectrum into bands that widen with frequency."""
    bins = N_FFT // 2 + 1
    edges = torch.linspace(0, 1, BANDS + 1) ** 1.5 * bins  # narrow below, wide above
    number = torch.bucketize(torch.arange(bins) + 0.5, edges[1:-1])
    bands = torch.nn.functional.one_hot(number, BANDS).T.to(torch.float32)
    return bands / bands.sum(1, keepdim=True).clamp(min=1)
