"""A set of sounds, and how batches are cut out of it.

A batch depends on the seed and on the number of the step, and on nothing else. So a run that was
stopped goes on with the batch that it would have seen, two runs with one seed see the same sounds
in the same order, and several processes share a batch without talking to each other.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from course_lib.gan.data.seeding import dice


@dataclass(frozen=True, eq=False)
class Clip:
    """A sound and what is known about it; None where nothing is."""

    samples: Tensor  # [time] float32
    kind: str  # such as "drums"; "recording" for a file
    name: str
    f0: Tensor | None = None  # [time] float32, in Hz, at each sample
    voiced: Tensor | None = None  # [time] bool: where the pitch can be heard
    onsets: Tensor | None = None  # [onsets] float64, in seconds, ascending


class Clips:
    """Clips at one sample rate.

    Args:
        clips: at least one; they may be of different lengths.
        sample_rate: of all of them, in Hz.
        left_out: what was not taken, and why: one line each.
    """

    def __init__(
        self, clips: Iterable[Clip], sample_rate: int, left_out: Iterable[str] = ()
    ) -> None:
        given = list(clips)
        if not given:
            raise ValueError("a set of clips needs at least one clip.")
        self.sample_rate = sample_rate
        self.left_out = tuple(left_out)
        self.lengths = tuple(clip.samples.shape[0] for clip in given)
        # [clips, 1, longest]; shorter clips are followed by silence
        self.waves = pad_sequence([clip.samples for clip in given], batch_first=True)[:, None]
        self._clips = [
            replace(clip, samples=wave[0, :length])  # a view: no sample is kept twice
            for clip, wave, length in zip(given, self.waves, self.lengths, strict=True)
        ]

    def __len__(self) -> int:
        return len(self._clips)

    def __getitem__(self, index: int) -> Clip:
        return self._clips[index]

    def __iter__(self) -> Iterator[Clip]:
        return iter(self._clips)

    def __repr__(self) -> str:
        kinds = ", ".join(f"{self.kinds.count(kind)} {kind}" for kind in dict.fromkeys(self.kinds))
        return f"Clips({kinds}: {sum(self.lengths) / self.sample_rate:.0f} s)"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each clip."""
        return tuple(clip.kind for clip in self._clips)

    def of_kind(self, kind: str) -> "Clips":
        """Return the clips of one kind."""
        if kind not in self.kinds:
            known = ", ".join(dict.fromkeys(self.kinds))
            raise ValueError(f"no clip is of the kind {kind!r}; there are {known}.")
        return Clips((clip for clip in self if clip.kind == kind), self.sample_rate)

    @property
    def digest(self) -> str:
        """A name for exactly these samples: a run is resumed with the sounds it began with."""
        lengths = repr((self.sample_rate, self.lengths)).encode()
        return hashlib.sha256(lengths + self.waves.numpy().tobytes()).hexdigest()[:16]

    def batch(
        self, step: int, size: int, length: int, seed: int, *, rank: int = 0, world_size: int = 1
    ) -> Tensor:
        """Cut ``length`` samples out of ``size`` clips: always the same for one seed and step.

        Clips are drawn evenly, then a place inside each. A clip that is shorter than ``length`` is
        followed by silence.

        With several processes, ``size`` counts the items of all of them together, and rank r gets
        items r, r + world_size, ... So the first k items of each rank are, taken together, the
        first k * world_size of the whole.

        Returns:
            [size / world_size, 1, length]
        """
        if step < 0 or size < 1 or length < 1:
            raise ValueError(
                "a batch needs step >= 0, size >= 1 and length >= 1, and was asked for with "
                f"step={step}, size={size}, length={length}."
            )
        if not 0 <= rank < world_size or size % world_size:
            raise ValueError(
                f"{size} items cannot be shared out evenly to rank {rank} of {world_size}: take a "
                "size that world_size divides, and ranks from 0 on."
            )
        chance = dice("batch", seed, step)
        chosen = torch.randint(len(self), (size,), generator=chance).tolist()
        places = torch.rand(size, generator=chance, dtype=torch.float64).tolist()
        mine = list(zip(chosen, places, strict=True))[rank::world_size]
        return torch.stack([self._cut(clip, place, length) for clip, place in mine])

    def _cut(self, clip: int, place: float, length: int) -> Tensor:
        """Cut [1, length] out of a clip, at a place from 0 (its start) to below 1 (its end)."""
        start = int(place * max(1, self.lengths[clip] - length + 1))
        piece = self.waves[clip, :, start : start + length]
        return torch.nn.functional.pad(piece, (0, length - piece.shape[-1]))
