"""A pretrained small GAN at several stages of its training, so that a lesson needn't train one.

    READY                     the stages, as numbers of training steps
    ready_generator(200)      the generator after that many steps

All stages are from one run, in half precision, made by ``scripts/make_shipped.py``. ``ready.json``
in this folder records the settings, seed, versions, computing time and the size of each stage.
"""

import json
from pathlib import Path
from typing import Any

from course_lib.extras import MissingExtraError, part_of_the_course
from course_lib.gan.codec.codec import Codec
from course_lib.gan.training.checkpoints import load_generator

FOLDER = Path(__file__).parent
LOG = FOLDER / "ready.json"


def ready_log() -> dict[str, Any]:
    """Return the record of how the stages were made."""
    log: dict[str, Any] = json.loads(LOG.read_bytes())
    return log


READY: tuple[int, ...] = tuple(stage["step"] for stage in ready_log()["stages"])


def ready_generator(step: int) -> Codec:
    """Return the pretrained generator at one of its stages.

    Args:
        step: The stage, one of `READY`.

    Raises:
        ValueError: There is no such stage.
        MissingExtraError: Only the library is installed, without the course.
    """
    return load_generator(stage_folder(step))


def stage_folder(step: int) -> Path:
    """Return the folder of a stage, which has the form of a checkpoint.

    Args:
        step: The stage, one of `READY`.

    Raises:
        ValueError: There is no such stage.
        MissingExtraError: Only the library is installed, without the course.
    """
    if step not in READY:
        raise ValueError(f"step must be one of {', '.join(map(str, READY))}, got {step}.")
    folder = FOLDER / f"step-{step:06d}"
    if not folder.is_dir():
        raise MissingExtraError(part_of_the_course("the pretrained generator"))
    return folder
