"""Store your answers in blind listening tests, and register you as a discriminator called "you".

The answers are part of your progress, so each later lesson can call `enrol`. From then on "you" is
a name in the registry, and every instrument that lists discriminators shows you too.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import say

if TYPE_CHECKING:
    from course_lib.instruments.ear_test.widget import EarTest, Rating
    from course_lib.sounds import Sound

NAME = "you"
SECTION = "ears"


def judge_by_ear(
    test_id: str, real: "Sequence[Sound]", made: "Sequence[Sound]", seed: int = 0
) -> "EarTest":
    """Return a blind test that stores your answers. An unfinished one continues where you left off.

    Args:
        test_id: The id of the test, such as "00.ear".
        real: The real clips.
        made: The generated clips.
        seed: The seed of the order in which the clips are played.
    """
    from course_lib.instruments.ear_test.widget import EarTest  # a grader's kernel has no widgets

    scores = [entry["score"] for entry in _entries(test_id)]
    earlier = [int(score) for score in scores if isinstance(score, int)]
    return EarTest(
        real, made, seed, lambda place, judgement: _store(test_id, place, judgement), earlier
    )


def forget_ear_test(test_id: str) -> None:
    """Delete your answers to a test, so that you can take it again.

    Args:
        test_id: The id of the test, such as "00.ear".
    """

    def change(record: progress.ProgressRecord) -> None:
        for key in [key for key in record[SECTION] if key.startswith(f"{test_id}/")]:
            del record[SECTION][key]

    progress.update(change)
    say(f"{test_id}: your answers are deleted. Run the test's cell again.")


def my_ears() -> dict[str, list[object]]:
    """Return the arguments of a `HumanDiscriminator` that scores as you did in your tests."""
    entries = list(progress.read(SECTION).values())
    return {
        "opinions": [entry["score"] for entry in entries],
        "sounds": [json.loads(str(entry["colour"])) for entry in entries],
    }


def enrol() -> str:
    """Register you as a discriminator with all your answers so far; return a line that says so.

    Run it again after more answers to replace the older "you".
    """
    from course_lib.discriminators.registry import register
    from course_lib.instruments.ear_test.human import HumanDiscriminator

    ears = my_ears()
    register(NAME, example=ears)(HumanDiscriminator)
    return f'"{NAME}" is registered, with {len(ears["opinions"])} opinions.'


def _entries(test_id: str) -> list[progress.ProgressEntry]:
    found = progress.read(SECTION)
    return [found[key] for key in sorted(found) if key.startswith(f"{test_id}/")]


def _store(test_id: str, place: int, judgement: "Rating") -> None:
    entry: progress.ProgressEntry = {
        "clip": judgement.clip,
        "real": int(judgement.real),
        "score": judgement.score,
        "colour": json.dumps(list(judgement.colour)),
    }
    progress.remember(SECTION, f"{test_id}/{place:03d}", entry)
