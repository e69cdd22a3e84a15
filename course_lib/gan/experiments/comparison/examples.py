"""Choose examples to listen to: the reference and the estimate of every run, at one gain."""

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from course_lib.gan.data import Clips
from course_lib.sounds import Sound, for_listening

REFERENCE = "reference"
LIMIT = 6  # examples on a page


@dataclass(frozen=True)
class Example:
    """One clip: the reference, and the estimate of each run."""

    title: str
    versions: tuple[Sound, ...]  # the reference first; at their listening level


def choose_examples(clips: Clips, estimates: Mapping[str, Tensor]) -> tuple[list[Example], str]:
    """Return one clip of each kind in all versions, and a sentence on the gain.

    Args:
        clips: The references.
        estimates: The estimates of each run, [clips, 1, time], by the name of the run.
    """
    kinds = clips.kinds
    places = [kinds.index(kind) for kind in dict.fromkeys(kinds)][:LIMIT]
    if len(places) == 1:  # recordings all have one kind, so take several of it
        places = list(range(0, len(clips), -(-len(clips) // LIMIT)))
    versions = {REFERENCE: clips.waves, **estimates}
    loudest = max(float(waves[places].abs().max()) for waves in versions.values())
    ceiling = max(1.0, loudest)  # a file holds samples up to 1
    sounds = [
        Sound(waves[i, 0, : clips.lengths[i]] / ceiling, clips.sample_rate, name)
        for i in places
        for name, waves in versions.items()
    ]
    levelled = for_listening(*sounds)
    size = len(versions)
    examples = [
        Example(_title(clips, i), levelled.sounds[k * size : (k + 1) * size])
        for k, i in enumerate(places)
    ]
    over = f" An estimate reaches {loudest:.2f} of full scale, so all were divided by that first."
    return examples, f"{levelled.text}.{over if ceiling > 1 else ''}"


def _title(clips: Clips, place: int) -> str:
    clip = clips[place]
    return clip.name if clip.kind == "recording" else clip.kind.capitalize()
