"""Apply a trained generator to a recording of any length.

    file ──► mono, 16 kHz ──► overlapping pieces ──► generator ──► their middles ──► file

The generator has a limited receptive field. So a long sound can be processed piece by piece: if a
piece has enough context on either side, its middle equals that part of the whole sound's result.
The middles are concatenated, with no need for a cross-fade.

Conventions
    The result has the generator's sample rate, so it contains nothing above half of that.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from course_lib.gan.codec.codec import Codec
from course_lib.gan.training.checkpoints import load_checkpoint, load_generator
from course_lib.sounds.files import load, save
from course_lib.sounds.sound import Sound

PIECE = 160_000  # samples in the middle of a piece: ten seconds take a few hundred megabytes
# Frames of context on either side: more than the receptive field of any preset; a test measures it.
MARGIN_FRAMES = 100


@dataclass(frozen=True)
class Generated:
    """The result of `generate`."""

    source: Path
    target: Path
    seconds: float
    sample_rate: int
    gain: float  # below 1 if the output had to be made quieter to fit into [-1, 1]

    def __str__(self) -> str:
        quieter = f", made quieter (× {self.gain:.3f}) to fit" if self.gain < 1 else ""
        return f"{self.target}: {self.seconds:.2f} s at {self.sample_rate} Hz{quieter}"


def generate(checkpoint: str | Path, source: str | Path, target: str | Path) -> Generated:
    """Apply the generator of a checkpoint to a recording, and write the result to a file.

    Args:
        checkpoint: The folder of a checkpoint or of a run.
        source: The file to read.
        target: The file to write.

    Raises:
        CheckpointError: There is no such checkpoint, or it is damaged.
        ValueError: The recording can't be read, or the result can't be written.
    """
    path, into = Path(checkpoint), Path(target).expanduser()
    sample_rate = load_checkpoint(path).config.preset.sample_rate
    generator = load_generator(path)
    wave = load(source, sample_rate).wave
    generated = regenerate(generator, wave)
    gain = 1 / max(1.0, float(generated.abs().max()))
    save(Sound(generated.flatten() * gain, sample_rate), into)
    return Generated(Path(source), into, wave.shape[-1] / sample_rate, sample_rate, gain)


@torch.no_grad()
def regenerate(generator: Codec, wave: Tensor, piece: int = PIECE) -> Tensor:
    """Return a wave as the generator reconstructs it, computed in pieces, [1, 1, time].

    Args:
        generator: The generator.
        wave: A wave of any length, [1, 1, time].
        piece: The approximate number of samples that each piece adds to the result.
    """
    hop_length = generator.options.hop_length
    # Whole frames, so that each piece has the same frames as the whole wave.
    piece, margin = max(1, piece // hop_length) * hop_length, MARGIN_FRAMES * hop_length
    middles = []
    for start in range(0, wave.shape[-1], piece):
        first = max(0, start - margin)
        generated = generator(wave[..., first : start + piece + margin])
        middles.append(generated[..., start - first : start - first + piece])
    return torch.cat(middles, dim=-1)
