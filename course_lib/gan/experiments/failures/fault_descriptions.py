"""The kinds of failure: what was done to the run, and where it shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FailureKind:
    """A diagnosis: its name, what was done to the run, and where it shows."""

    name: str
    title: str
    cause: str  # one sentence
    signs: str  # what the curves and the sound show


_ALL = (
    FailureKind(
        "good",
        "a good run",
        "Nothing was changed.",
        "Both discriminators are right a little more often than not, and it stays that way: their "
        "loss is below 2 and far from 0. Real sounds score a little higher than fake ones. In the "
        "spectrogram, the evenly spaced horizontal lines above 3 kHz grow weaker.",
    ),
    FailureKind(
        "d_rate_x20",
        "the discriminators learn 20 times too fast",
        "The learning rate of both discriminators is 20 times that of the good run.",
        "In the first ten steps the scores jump, while those of the good run hardly move. Later "
        "the feature maps of real and fake sound are further apart. Everything else is as in the "
        "good run, and the spectrogram's horizontal lines grow weaker: in so few steps the fault "
        "does no harm.",
    ),
    FailureKind(
        "no_detach",
        "no detach",
        "The generator also pays what the discriminators pay for its sound, as without detach().",
        "The adversarial loss stays at 1 whatever the scores do: what one player pays, the other "
        "saves. It has almost no part in the gradient, so the feature maps steer. In the "
        "spectrogram, the horizontal lines grow weaker, but less so than in the good run.",
    ),
    FailureKind(
        "no_feature_matching",
        "no feature matching",
        "The generator pays for its scores and its reconstruction, but not for feature maps.",
        "The feature maps have no part in the gradient. Everything else is as in the good run, and "
        "the spectrogram's horizontal lines grow weaker too: in so few steps feature matching is "
        "not missed.",
    ),
    FailureKind(
        "d_frozen",
        "frozen discriminators",
        "The learning rate of both discriminators is zero.",
        "The scores, the accuracy and the loss of the discriminators stay where they started: at "
        "0, one half and 2. The adversarial loss has no part in the gradient. In the spectrogram, "
        "the horizontal lines stay.",
    ),
    FailureKind(
        "sign_error",
        "a wrong sign",
        "The adversarial loss of the generator has the wrong sign.",
        "The adversarial loss falls below 0 and looks like a success, while both discriminators "
        "are right more and more often and their loss falls: real and fake scores move apart. In "
        "the spectrogram, the horizontal lines stay.",
    ),
    FailureKind(
        "one_family",
        "one family alone",
        "The generator hears MPD alone; MS-STFT-D learns too, but its scores have no weight.",
        "MPD looks as in the good run. MS-STFT-D, which the generator ignores, separates real from "
        "fake further and further. In the spectrogram, the horizontal lines stay.",
    ),
    FailureKind(
        "overflow",
        "an overflow",
        "The generator's gradients go through half precision, scaled up too far.",
        "Everything looks well. Then, from one step to the next, all curves that depend on the "
        "generator end: their values are NaN. The scores of real sound go on. The generator is "
        "silent.",
    ),
)

KINDS = {kind.name: kind for kind in _ALL}
