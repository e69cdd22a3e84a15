"""Send a recording of any length through a trained generator.

    file ──► mono, 16 kHz ──► pieces that overlap ──► generator ──► their middles ──► file

A generator hears a limited time around each sample. So a long sound can go through it piece by
piece: where a piece begins early enough and ends late enough, its middle is what the whole sound
would have given. The middles are put side by side, and there is nothing to blend.

Conventions
    The result has the generator's sample rate: it holds nothing above half of that.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.training.checkpoints import load_checkpoint, load_generator
from course_lib.sounds.files import load, save
from course_lib.sounds.sound import Sound

PIECE = 160_000  # samples of a middle: ten seconds, a few hundred megabytes at most
# Frames on either side: more than any preset's generator hears. A test measures that.
MARGIN_FRAMES = 100


@dataclass(frozen=True)
class Generated:
    """What `generate` wrote."""

    source: Path
    target: Path
    seconds: float
    sample_rate: int
    gain: float  # below 1 where the generator came out louder than a file can hold

    def __str__(self) -> str:
        quieter = f", made quieter (× {self.gain:.3f}) to fit" if self.gain < 1 else ""
        return f"{self.target}: {self.seconds:.2f} s at {self.sample_rate} Hz{quieter}"


def generate(checkpoint: str | Path, source: str | Path, target: str | Path) -> Generated:
    """Read a recording, send it through a checkpoint's generator, and write what comes out.

    Raises:
        CheckpointError: there is no such checkpoint, or it is damaged.
        ValueError: the recording cannot be read, or the result not written.
    """
    path, into = Path(checkpoint), Path(target).expanduser()
    sample_rate = load_checkpoint(path).config.preset.sample_rate
    generator = load_generator(path)
    wave = load(source, sample_rate).wave
    made = regenerate(generator, wave)
    gain = 1 / max(1.0, float(made.abs().max()))
    save(Sound(made.flatten() * gain, sample_rate), into)
    return Generated(Path(source), into, wave.shape[-1] / sample_rate, sample_rate, gain)


@torch.no_grad()
def regenerate(generator: STFTCodec, wave: Tensor, piece: int = PIECE) -> Tensor:
    """Send a wave [1, 1, time] through a generator, in pieces; the result is as long.

    Args:
        generator: with frames of ``hop_length`` samples.
        wave: of any length.
        piece: samples that one piece adds to the result, about.
    """
    hop_length = generator.options.hop_length
    # Whole frames: each piece then cuts the wave into the very frames that the whole has.
    piece, margin = max(1, piece // hop_length) * hop_length, MARGIN_FRAMES * hop_length
    middles = []
    for start in range(0, wave.shape[-1], piece):
        first = max(0, start - margin)
        heard = generator(wave[..., first : start + piece + margin])
        middles.append(heard[..., start - first : start - first + piece])
    return torch.cat(middles, dim=-1)
