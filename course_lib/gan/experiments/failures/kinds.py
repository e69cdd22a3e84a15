"""Name what can go wrong with a GAN, and say where it is seen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A diagnosis: its name, what was done to the run, and where it shows."""

    name: str
    title: str
    cause: str  # one sentence
    signs: str  # what is seen in the curves, and where


_ALL = (
    Kind(
        "good",
        "a good run",
        "Nothing was changed.",
        "Both judges are right a little more often than not, and stay there: their loss keeps "
        "below 2 and far from 0. Real sounds score above fake ones by a small distance. In the "
        "sound, the evenly spaced level lines above 3 kHz grow weaker.",
    ),
    Kind(
        "d_rate_x20",
        "the discriminators learn 20 times too fast",
        "The learning rate of both discriminators is 20 times that of the good run.",
        "In the first ten steps the scores jump, while those of the good run hardly move. Later "
        "the feature maps of real and fake sound are further apart. All else is as in the good "
        "run, and the level lines grow weaker: in so few steps the fault does no harm.",
    ),
    Kind(
        "no_detach",
        "no detach",
        "The generator pays what the discriminators pay for its sound, as without detach().",
        "The adversarial loss stands at 1 whatever the scores do: what one player pays, the other "
        "saves. It has almost no part in the gradient, so the feature maps steer. The level lines "
        "grow weaker, and less so than in the good run.",
    ),
    Kind(
        "no_feature_matching",
        "no feature matching",
        "The generator pays for its scores and its reconstruction, and not for feature maps.",
        "The feature maps have no part in the gradient. All else is as in the good run, and the "
        "level lines grow weaker, too: in so few steps feature matching is not missed.",
    ),
    Kind(
        "d_frozen",
        "frozen discriminators",
        "The learning rate of both discriminators is zero.",
        "Scores, accuracy and the loss of the judges stay where they began, at 0, one half and 2. "
        "The adversarial loss has no part in the gradient. The level lines stay.",
    ),
    Kind(
        "sign_error",
        "a wrong sign",
        "What the generator pays for its scores has the wrong sign.",
        "The adversarial loss falls below 0 and looks like a success, while both judges are right "
        "more and more often and their loss falls: real and fake scores part. The level lines "
        "stay.",
    ),
    Kind(
        "one_family",
        "one family alone",
        "The generator hears MPD alone; MS-STFT-D learns too, and its verdict weighs nothing.",
        "MPD looks as in the good run. MS-STFT-D, which nobody listens to, parts real from fake "
        "further and further. The level lines stay.",
    ),
    Kind(
        "overflow",
        "an overflow",
        "The generator's gradients go through half precision, scaled up too far.",
        "All looks well. Then, from one step to the next, all curves that need the generator end: "
        "they are no numbers any more. The scores of real sound go on. The generator is silent.",
    ),
)

KINDS = {kind.name: kind for kind in _ALL}
