"""The generators: small neural codecs, which squeeze a wave into a handful of numbers and back.

frames           from a wave to overlapping STFT frames, and back
quantizer        finite scalar quantisation of the code
codec            `Codec`, the encoder and the quantizer; `STFTCodec`, with a decoder of spectra
waveform_codec   `WaveformCodec`, with a decoder of transposed convolutions
"""

from collections.abc import Mapping
from typing import Literal, get_args

from course_lib.gan.codec.codec import Codec, CodecOptions, STFTCodec
from course_lib.gan.codec.waveform_codec import WaveformCodec

GeneratorName = Literal["stft", "waveform"]
GENERATORS: tuple[GeneratorName, ...] = get_args(GeneratorName)
_CLASSES: Mapping[GeneratorName, type[Codec]] = {"stft": STFTCodec, "waveform": WaveformCodec}


def generator_class(name: GeneratorName) -> type[Codec]:
    """Return the class of a generator, one of `GENERATORS`."""
    return _CLASSES[name]


__all__ = [
    "GENERATORS",
    "Codec",
    "CodecOptions",
    "GeneratorName",
    "STFTCodec",
    "WaveformCodec",
    "generator_class",
]
