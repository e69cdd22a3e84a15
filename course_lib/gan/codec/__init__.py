"""The generator: a small neural codec. A wave becomes a few numbers, and then a wave again.

frames       from a wave to overlapping STFT frames, and back
quantizer    finite scalar quantization of the code
codec        `STFTCodec`: encoder, quantizer, decoder
"""

from course_lib.gan.codec.codec import CodecOptions, STFTCodec

__all__ = ["CodecOptions", "STFTCodec"]
