"""Remember what a learner said of clips, and let the learner stand among the discriminators.

The answers lie in the progress, so each later lesson can call `enrol`: from there on "you" is a
name like any other, and every instrument that goes through the names shows you, too.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from course_lib.classroom.progress import store as progress
from course_lib.display.messages import publish

if TYPE_CHECKING:
    from course_lib.instruments.ear_test.widget import EarTest, Rating
    from course_lib.sounds import Sound

NAME = "you"
SECTION = "ears"


def judge_by_ear(
    test_id: str, real: "Sequence[Sound]", made: "Sequence[Sound]", seed: int = 0
) -> "EarTest":
    """Build a blind test whose answers are remembered; one that was broken off goes on.

    Args:
        test_id: of the test, as in "00.ear".
        real: clips that are what they seem.
        made: clips that a generator made.
        seed: draws the order.
    """
    from course_lib.instruments.ear_test.widget import EarTest  # a grader's kernel has no widgets

    kept = [entry["score"] for entry in _entries(test_id)]
    earlier = [int(score) for score in kept if isinstance(score, int)]
    return EarTest(real, made, seed, lambda place, said: _keep(test_id, place, said), earlier)


def forget_ear_test(test_id: str) -> None:
    """Forget the answers of a test, to take it anew."""

    def change(record: progress.Record) -> None:
        for key in [key for key in record[SECTION] if key.startswith(f"{test_id}/")]:
            del record[SECTION][key]

    progress.update(change)
    publish(f"{test_id}: your answers are forgotten. Run the test's cell again.")


def my_ears() -> dict[str, list[object]]:
    """Give what `HumanDiscriminator` needs to judge as you did: every answer of every test."""
    entries = list(progress.read(SECTION).values())
    return {
        "opinions": [entry["score"] for entry in entries],
        "sounds": [json.loads(str(entry["colour"])) for entry in entries],
    }


def enrol() -> str:
    """Register you as a discriminator, with all that you have answered so far; say so.

    Run it again after more answers: the newer "you" takes the place of the older one.
    """
    from course_lib.discriminators.registry import register
    from course_lib.instruments.ear_test.human import HumanDiscriminator

    ears = my_ears()
    register(NAME, example=ears)(HumanDiscriminator)
    return f'"{NAME}" is registered, with {len(ears["opinions"])} opinions.'


def _entries(test_id: str) -> list[progress.Entry]:
    found = progress.read(SECTION)
    return [found[key] for key in sorted(found) if key.startswith(f"{test_id}/")]


def _keep(test_id: str, place: int, said: "Rating") -> None:
    entry: progress.Entry = {
        "clip": said.clip,
        "real": int(said.real),
        "score": said.score,
        "colour": json.dumps(list(said.colour)),
    }
    progress.remember(SECTION, f"{test_id}/{place:03d}", entry)
