"""The generators by name, as configs and checkpoints have them."""

from collections.abc import Mapping
from typing import Literal, get_args

from course_lib.gan.codec.codec import Codec, STFTCodec
from course_lib.gan.codec.waveform_codec import WaveformCodec

GeneratorName = Literal["stft", "waveform"]
GENERATORS: tuple[GeneratorName, ...] = get_args(GeneratorName)
_CLASSES: Mapping[GeneratorName, type[Codec]] = {"stft": STFTCodec, "waveform": WaveformCodec}


def generator_class(name: GeneratorName) -> type[Codec]:
    """Return the class of a generator, one of `GENERATORS`."""
    return _CLASSES[name]
