"""Seal a forecast now, open it in a later lesson, when the measurement is there.

A forecast that can be changed afterwards is worth nothing: memory bends it. So it is kept as it is,
with its day and a fingerprint that a learner may show to others now and prove later.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.exercises.probe import attempted
from course_lib.classroom.progress import store as progress
from course_lib.display.messages import publish

Forecast = dict[str, str | int | float]
FINGERPRINT = 12  # hexadecimal digits shown: enough to recognise, short enough to write down


def seal(exercise_id: str, forecast: object) -> None:
    """Keep a forecast as it is, for a later lesson to open. The first one stays.

    Args:
        exercise_id: as in "03.6".
        forecast: a dict of words and numbers, as the exercise asks for it.
    """
    if not attempted(forecast):
        publish(f"{exercise_id}: nothing to seal yet. Write your forecast and run its cell first.")
        return
    kept = progress.read("seals").get(exercise_id)
    if kept is not None:
        publish(
            f"{exercise_id} was sealed on {kept['day']}, with the fingerprint "
            f"{kept['fingerprint']}, and stays as it is."
        )
        return
    text = json.dumps(_checked(exercise_id, forecast), sort_keys=True, ensure_ascii=False)
    entry: progress.Entry = {
        "day": date.today().isoformat(),
        "forecast": text,
        "fingerprint": _fingerprint(text),
    }
    progress.remember("seals", exercise_id, entry)
    publish(f"{exercise_id} is sealed. Its fingerprint is {entry['fingerprint']}.")
    progress.tell_notices()


def unseal(exercise_id: str) -> Forecast | None:
    """Open a sealed forecast; ``None`` if there is none, or if somebody has changed it."""
    kept = progress.read("seals").get(exercise_id)
    if kept is None:
        publish(f"{exercise_id}: no forecast was sealed on this machine.")
        return None
    text = str(kept.get("forecast"))
    if _fingerprint(text) != kept.get("fingerprint"):
        publish(f"{exercise_id}: the sealed forecast does not fit its fingerprint any more.")
        return None
    publish(f"{exercise_id}, sealed on {kept['day']}, with the fingerprint {kept['fingerprint']}.")
    forecast: Forecast = json.loads(text)
    return forecast


def _checked(exercise_id: str, forecast: object) -> Mapping[str, object]:
    plain = isinstance(forecast, dict) and all(
        isinstance(key, str) and isinstance(value, str | int | float)
        for key, value in forecast.items()
    )
    if not plain or not isinstance(forecast, dict):
        raise CourseError(f"{exercise_id}: a forecast to be sealed is a dict of words and numbers.")
    return forecast


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT]
