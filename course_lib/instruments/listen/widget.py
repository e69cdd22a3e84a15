"""Sounds in one deck at one gain, each with its picture and a description."""

import math
from collections.abc import Mapping, Sequence

from course_lib.display.deck import Deck
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Match

PLAIN_DB = 6.0  # half the amplitude
SILENT = 1e-9  # an RMS, so that silence has a level
HEADPHONES = "Headphones reveal more than a laptop's loudspeakers."
# without pictures, nothing names what a sound needed to reach this level
BLIND_GAIN: Mapping[Match, str] = {
    "common": "the same for each sound",
    "rms": "the same RMS for each",
}


def softer(sounds: Sequence[Sound]) -> list[str]:
    """Return for each sound by how much it is softer than the loudest, if that is plain to hear."""
    levels = [20 * math.log10(max(_rms(sound), SILENT)) for sound in sounds]
    loudest = max(levels)
    differences = [loudest - level for level in levels]
    return [f"{each:.0f} dB softer" if each >= PLAIN_DB else "" for each in differences]


def _rms(sound: Sound) -> float:
    return float(sound.samples.square().mean().sqrt())


class SoundComparison(Deck):
    """Sounds to compare by ear. Use `listen` or `ab`."""

    def __init__(
        self, sounds: tuple[Sound, ...], match: Match, listen_for: str, *, pictures: bool = True
    ) -> None:
        if not sounds:
            raise ValueError(
                "listen needs at least one sound, got none: give some, as in "
                "listen(pluck(), vowel())."
            )
        self.levelled = for_listening(*sounds, match=match)
        self.listen_for = listen_for
        title = f"Listen for {listen_for}" if listen_for else ""
        gain = self.levelled.text if pictures else BLIND_GAIN[match]
        facts = f"Gain: {gain}. {HEADPHONES}"
        super().__init__(
            self.levelled.sounds,
            softer(self.levelled.sounds) if pictures else (),
            title=title,
            facts=facts,
            view="spectrogram" if pictures else "none",
        )

    def text(self) -> str:
        """Return what to listen for, the gain, and what each picture shows, if there are any."""
        notes = [f"Listen for: {self.listen_for}"] if self.listen_for else []
        rows = [f"  {sound.name}" for sound in self.sounds]
        if self.view != "none":
            rows = [f"{row}: {self.picture(k)[1]}" for k, row in enumerate(rows)]
        return "\n".join([*notes, self.facts, *rows])


Comparison = SoundComparison  # its name in version 0.1


def listen(
    *sounds: Sound | Mapping[str, Sound],
    match: Match = "common",
    listen_for: str = "",
    pictures: bool = True,
) -> SoundComparison:
    """Return a comparison, as in ``listen(a, b)`` or ``listen({"original": a, "folded": b})``.

    Args:
        *sounds: Sounds, or dictionaries from names to sounds.
        match: "common" keeps their differences in level, "rms" removes them.
        listen_for: A sentence that says what to listen for.
        pictures: False shows neither waves nor spectrograms, for a comparison by ear alone.
    """
    return SoundComparison(_named(sounds), match, listen_for, pictures=pictures)


def ab(a: Sound, b: Sound, *, match: Match = "common", listen_for: str = "") -> SoundComparison:
    """Return a comparison of two sounds, named A and B. The keys 1 and 2 switch between them.

    Args:
        a: The first sound.
        b: The second sound.
        match: "common" keeps their difference in level, "rms" removes it.
        listen_for: A sentence that says what to listen for.
    """
    pair = (a.renamed(f"A: {a.name}"), b.renamed(f"B: {b.name}"))
    return SoundComparison(pair, match, listen_for)


def _named(given: tuple[Sound | Mapping[str, Sound], ...]) -> tuple[Sound, ...]:
    sounds: list[Sound] = []
    for item in given:
        if isinstance(item, Mapping):
            sounds += [sound.renamed(name) for name, sound in item.items()]
        elif isinstance(item, Sound):
            sounds.append(item)
        else:
            raise TypeError(
                f"listen takes Sounds or dictionaries of Sounds, got {type(item).__name__}: "
                "wrap samples first, as in Sound(samples, sample_rate)."
            )
    return tuple(sounds)
