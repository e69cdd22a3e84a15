"""The generators: small neural codecs, which squeeze a wave into a handful of numbers and back.

frames           from a wave to overlapping STFT frames, and back
quantizer        finite scalar quantisation of the code
codec            `Codec`, the encoder and the quantizer; `STFTCodec`, with a decoder of spectra
waveform_codec   `WaveformCodec`, with a decoder of transposed convolutions
generators       the two by name
"""

from course_lib.gan.codec.codec import Codec, CodecOptions, STFTCodec
from course_lib.gan.codec.generators import GENERATORS, GeneratorName, generator_class
from course_lib.gan.codec.waveform_codec import WaveformCodec

__all__ = [
    "GENERATORS",
    "Codec",
    "CodecOptions",
    "GeneratorName",
    "STFTCodec",
    "WaveformCodec",
    "generator_class",
]
