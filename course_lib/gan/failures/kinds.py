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
        "Both judges stay a little better than guessing.",
    ),
    Kind(
        "d_rate_x20",
        "the discriminators learn 20 times too fast",
        "The learning rate of both discriminators is 20 times that of the good run.",
        "",
    ),
    Kind(
        "no_detach",
        "no detach",
        "The generator pays what the discriminators pay for its sound, as without detach().",
        "",
    ),
    Kind(
        "no_feature_matching",
        "no feature matching",
        "The generator pays for its scores and its reconstruction, and not for feature maps.",
        "",
    ),
    Kind(
        "d_frozen",
        "frozen discriminators",
        "The learning rate of both discriminators is zero.",
        "",
    ),
    Kind(
        "sign_error",
        "a wrong sign",
        "What the generator pays for its scores has the wrong sign.",
        "",
    ),
    Kind(
        "one_family",
        "one family alone",
        "The generator hears MPD alone; MS-STFT-D learns too, and its verdict weighs nothing.",
        "",
    ),
    Kind(
        "overflow",
        "an overflow",
        "The generator's gradients go through half precision, scaled up too far.",
        "",
    ),
)

KINDS = {kind.name: kind for kind in _ALL}
