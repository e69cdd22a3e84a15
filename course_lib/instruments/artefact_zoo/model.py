"""What there is to know about six artefacts, and a sound for each that makes it audible."""

from typing import NamedTuple

from course_lib.sounds import ARTEFACTS, Sound, beat, pluck, vowel

STRENGTHS = ("clean", "strength 1, faint", "strength 2, plain", "strength 3, strong")


class About(NamedTuple):
    """What you hear and see of an artefact, and what causes it."""

    by_ear: str
    by_eye: str
    cause: str


ABOUT = {
    "comb buzz": About(
        "a steady buzz that does not belong there",
        "horizontal stripes that never move, up to the top",
        "a generator makes the same small mistake in each short piece of sound",
    ),
    "pre-echo": About(
        "a short, faint rush before each hit",
        "a hit that begins too early, in all its frequencies",
        "a hit is smeared over a whole window, and part of it comes too early",
    ),
    "dull top": About(
        "a sound behind a curtain, without air or hiss",
        "an empty upper part, as if cut off with a knife",
        "the generator leaves out high frequencies",
    ),
    "phasiness": About(
        "a hollow, roomy voice, as from the end of a pipe",
        "blurred lines, whose level flickers",
        "the partials no longer keep step with each other",
    ),
    "DC thump": About(
        "soft, deep blows; you need headphones, small loudspeakers may not play them",
        "dashes at the very bottom and, in the waveform, bumps to one side",
        "for a moment, a constant (DC) is added to the samples",
    ),
    "clicks": About(
        "single ticks, as from a scratched record",
        "thin vertical lines through all frequencies",
        "pieces of sound that do not fit where they meet",
    ),
}


def clean_sounds(sound: Sound | None = None) -> dict[str, Sound]:
    """Return a clean sound for each artefact.

    Args:
        sound: The sound for all of them; None takes one for each that makes it audible.
    """
    voice, string, drums = vowel(f0=140, seconds=1.2), pluck(220, 1.2), beat(120)
    own = {"pre-echo": drums, "dull top": drums, "DC thump": string, "clicks": string}
    return {name: sound or own.get(name, voice) for name in ARTEFACTS}
