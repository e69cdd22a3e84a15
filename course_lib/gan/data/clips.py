"""A set of sounds, and the batches that are cut from it.

A batch depends on the seed and the step number alone. So a resumed run continues with the batch it
would have seen, two runs with the same seed see the same sounds in the same order, and several
processes can share a batch without communicating.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from course_lib.seeding import seeded_generator


@dataclass(frozen=True, eq=False)
class Clip:
    """A sound and its labels; a label is None if it isn't known."""

    samples: Tensor  # [time] float32
    kind: str  # such as "drums"; "recording" for a file
    name: str
    f0: Tensor | None = None  # [time] float32, in Hz, at each sample
    voiced: Tensor | None = None  # [time] bool: where the pitch is audible
    onsets: Tensor | None = None  # [onsets] float64, in seconds, ascending

    def with_samples(self, samples: Tensor) -> "Clip":
        """Return a copy with other samples and the same labels.

        Args:
            samples: The new samples, [time].
        """
        return replace(self, samples=samples)


class Clips:
    """A set of clips with the same sample rate.

    Args:
        clips: One clip or more; their lengths may differ.
        sample_rate: The sample rate of all clips in Hz.
        left_out: A line for each file that was left out, with the reason.

    Raises:
        ValueError: There are no clips.
    """

    def __init__(
        self, clips: Iterable[Clip], sample_rate: int, left_out: Iterable[str] = ()
    ) -> None:
        given = list(clips)
        if not given:
            raise ValueError("Clips needs at least one clip, got none.")
        self.sample_rate = sample_rate
        self.left_out = tuple(left_out)
        self.lengths = tuple(clip.samples.shape[0] for clip in given)
        # [clips, 1, longest]; silence follows the shorter clips
        self.waves = pad_sequence([clip.samples for clip in given], batch_first=True)[:, None]
        self._clips = [
            replace(clip, samples=wave[0, :length])  # a view: each sample is in memory once
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
        """Return the clips of one kind.

        Args:
            kind: The kind, such as "beat".

        Raises:
            ValueError: There are no clips of this kind.
        """
        if kind not in self.kinds:
            known = ", ".join(dict.fromkeys(self.kinds))
            raise ValueError(f"there are no clips of kind {kind!r}; the kinds are {known}.")
        return Clips((clip for clip in self if clip.kind == kind), self.sample_rate)

    @property
    def digest(self) -> str:
        """A hash of the samples: a run must be resumed with the sounds it started with."""
        lengths = repr((self.sample_rate, self.lengths)).encode()
        return hashlib.sha256(lengths + self.waves.numpy().tobytes()).hexdigest()[:16]

    def batch(
        self, step: int, size: int, length: int, seed: int, *, rank: int = 0, world_size: int = 1
    ) -> Tensor:
        """Return a batch of random cuts, which are the same for the same seed and step.

        Each item comes from a clip drawn uniformly, at a place drawn uniformly inside it. If the
        clip is shorter than ``length``, silence follows it.

        With several processes, rank r gets items r, r + world_size, ... of the whole batch. So the
        first k items of every rank, taken together, are the first k * world_size of the whole.

        Args:
            step: The number of the step, from 0.
            size: The number of items in the whole batch, over all ranks.
            length: The length of each item in samples.
            seed: The seed of the run.
            rank: The rank of this process, from 0.
            world_size: The number of ranks; it must divide ``size``.

        Returns:
            This rank's part of the batch, [size / world_size, 1, length].

        Raises:
            ValueError: An argument is out of its range.
        """
        if step < 0 or size < 1 or length < 1:
            raise ValueError(
                "a batch needs step >= 0, size >= 1 and length >= 1, got "
                f"step={step}, size={size}, length={length}."
            )
        if not 0 <= rank < world_size or size % world_size:
            raise ValueError(
                "size must be a multiple of world_size, and rank must be from 0 to world_size - 1, "
                f"got size={size}, rank={rank}, world_size={world_size}."
            )
        rng = seeded_generator("batch", seed, step)
        chosen = torch.randint(len(self), (size,), generator=rng).tolist()
        places = torch.rand(size, generator=rng, dtype=torch.float64).tolist()
        mine = list(zip(chosen, places, strict=True))[rank::world_size]
        return torch.stack([self._cut(clip, place, length) for clip, place in mine])

    def _cut(self, clip: int, place: float, length: int) -> Tensor:
        """Return a cut [1, length] of a clip; place 0 is its start, and 1 would be its end."""
        start = int(place * max(1, self.lengths[clip] - length + 1))
        piece = self.waves[clip, :, start : start + length]
        return torch.nn.functional.pad(piece, (0, length - piece.shape[-1]))
