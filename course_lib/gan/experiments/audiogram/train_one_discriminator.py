"""Train one discriminator to separate clean clips from clips with one artefact.

    clean clips ──► cut ──┬──────────────────► real ──► discriminator ──► hinge loss, one update
                          └──► with artefact ─► fake ──┘

The strengths take turns, one a step. Each batch contains the same cuts with and without the
artefact, as in the training of a GAN, so their content can't help to separate them.

Afterwards, each clip of another set gets a score, with and without the artefact: the mean logit of
each sub-discriminator, averaged over the sub-discriminators.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor, nn

from course_lib.gan.data import Clips, Split, synthetic_clips
from course_lib.gan.experiments.audiogram.plan import AudiogramPlan
from course_lib.gan.training.adversaries import Adversaries, build_discriminators
from course_lib.losses.adversary_outputs import score
from course_lib.sounds.artefacts import STRENGTHS, spoil
from course_lib.sounds.sound import Sound

TEST_SPLIT: Split = "report"  # no setting was chosen with these clips
CLEAN = 0  # the strength of the clips without an artefact
AT_A_TIME = 6  # clips that are scored together


@dataclass(frozen=True)
class Hearing:
    """One cell: a discriminator that was trained on one artefact, and the scores it then gives."""

    discriminator: str
    artefact: str
    seed: int
    parameters: int
    cpu_seconds: float  # of the training alone
    scores: Mapping[int, tuple[float, ...]]  # by strength, 0 for clean; one score per clip


def train_alone(plan: AudiogramPlan, name: str, artefact: str, seed: int) -> Hearing:
    """Train a discriminator on one artefact, and score the clips of the test set.

    Args:
        plan: The plan, which has the sizes and the number of steps.
        name: The registered name of the discriminator.
        artefact: The name of the artefact.
        seed: The seed of the initial weights and of the batches.
    """
    preset, sets = plan.preset, damaged_clips("train", artefact)
    built = build_discriminators([name], preset, seed)
    adversaries = Adversaries(built, learning_rate=preset.d_lr, betas=preset.betas)
    started = time.process_time()
    for step in range(plan.steps):
        strength = STRENGTHS[step % len(STRENGTHS)]
        clean, damaged = (
            sets[which].batch(step, preset.d_batch, preset.d_segment, seed)
            for which in (CLEAN, strength)
        )
        adversaries.update_due(damaged, clean, step)
    spent = time.process_time() - started
    discriminator = built[name].eval()
    test = damaged_clips(TEST_SPLIT, artefact)
    return Hearing(
        discriminator=name,
        artefact=artefact,
        seed=seed,
        parameters=sum(parameter.numel() for parameter in discriminator.parameters()),
        cpu_seconds=spent,
        scores={
            strength: tuple(clip_scores(discriminator, clips.waves).tolist())
            for strength, clips in test.items()
        },
    )


@torch.no_grad()
def clip_scores(discriminator: nn.Module, waves: Tensor) -> Tensor:
    """Return the score of each clip, [clips]: high for what the discriminator takes for clean.

    Args:
        discriminator: The discriminator.
        waves: The clips [clips, 1, time].
    """
    parts = []
    for some in torch.split(waves, AT_A_TIME):
        logits, _ = score(discriminator, some)
        parts.append(torch.stack([of_sub.flatten(1).mean(1) for of_sub in logits]).mean(0))
    return torch.cat(parts)


@cache
def damaged_clips(split: Split, artefact: str) -> Mapping[int, Clips]:
    """Return a set of synthetic clips at each strength of an artefact; strength 0 is clean.

    Each clip has random choices of its own, such as the phases of a buzz.
    """
    clean = synthetic_clips(split)

    def damaged(strength: int) -> Clips:
        spoilt = (
            spoil(Sound(clip.samples, clean.sample_rate), artefact, strength, seed=number).samples
            for number, clip in enumerate(clean)
        )
        clips = zip(clean, spoilt, strict=True)
        return Clips((clip.with_samples(samples) for clip, samples in clips), clean.sample_rate)

    return {CLEAN: clean} | {strength: damaged(strength) for strength in STRENGTHS}
