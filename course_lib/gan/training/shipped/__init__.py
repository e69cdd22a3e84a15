"""A small GAN at several ages, ready to listen to: a lesson needs no training to show what it is.

    READY                     its stages, in training steps
    ready_generator(200)      the generator as it was after that many

They are stages of one run, at half precision, made by ``scripts/make_ready.py``. ``ready.json`` in
this folder says how: settings, seed, versions, computing time, and the size of each stage.
"""

import json
from pathlib import Path
from typing import Any

from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.training.checkpoints import load_generator

FOLDER = Path(__file__).parent
LOG = FOLDER / "ready.json"


def ready_log() -> dict[str, Any]:
    """Read how the stages were made."""
    log: dict[str, Any] = json.loads(LOG.read_bytes())
    return log


READY: tuple[int, ...] = tuple(stage["step"] for stage in ready_log()["stages"])


def ready_generator(step: int) -> STFTCodec:
    """Load the generator at one of its stages.

    Raises:
        ValueError: there is no such stage.
    """
    if step not in READY:
        raise ValueError(f"no stage at step {step}: there are {', '.join(map(str, READY))}.")
    return load_generator(FOLDER / f"step-{step:06d}")
