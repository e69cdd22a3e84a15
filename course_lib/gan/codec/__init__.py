"""The generator: a small neural codec, which squeezes a wave into a handful of numbers and back.

frames       from a wave to overlapping STFT frames, and back
quantizer    finite scalar quantisation of the code
codec        `STFTCodec`: encoder, quantizer, decoder
"""

from course_lib.gan.codec.codec import CodecOptions, STFTCodec

__all__ = ["CodecOptions", "STFTCodec"]
