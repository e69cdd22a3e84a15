"""Seal a forecast now, and open it in a later lesson, once the measurement is done.

Memory bends a forecast, so one that can be changed afterwards is worth nothing. A sealed forecast
is stored with its date and a fingerprint, which a learner can show to others as proof.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.exercises.measuring.probe import attempted
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import say

Forecast = dict[str, str | int | float]
OUTCOMES = ("better", "no difference", "worse")  # of a measurement; a forecast gives each a share
ROUNDING = 0.005  # by which shares may miss 1; the checks of sealed forecasts allow no more
FINGERPRINT = 12  # hexadecimal digits, short enough to write down


def seal(exercise_id: str, forecast: object) -> None:
    """Store your forecast, for a later lesson to open. It can't be replaced.

    One with a blank, or with probabilities that don't add up to 1, isn't stored yet.

    Args:
        exercise_id: The id of the exercise, such as "03.6".
        forecast: A dict of strings and numbers, as the exercise describes it.
    """
    if not attempted(forecast):
        say(f"{exercise_id}: nothing to seal yet. Write your forecast and run its cell first.")
        return
    stored = progress.read("seals").get(exercise_id)
    if stored is not None:
        say(
            f"{exercise_id} was sealed on {stored['day']} and can't be changed. Its fingerprint is "
            f"{stored['fingerprint']}."
        )
        return
    checked = _checked(exercise_id, forecast)
    if fault := _fault(checked):
        say(f"{exercise_id} isn't sealed yet: {fault}")
        return
    text = _as_text(checked)
    entry: progress.ProgressEntry = {
        "day": date.today().isoformat(),
        "forecast": text,
        "fingerprint": _fingerprint(text),
    }
    progress.remember("seals", exercise_id, entry)
    say(f"{exercise_id} is sealed. Its fingerprint is {entry['fingerprint']}.")
    progress.show_notices()


def unseal(exercise_id: str) -> Forecast | None:
    """Return a sealed forecast, or None if there is none or if it was changed.

    Args:
        exercise_id: The id of the exercise, such as "03.6".
    """
    stored = progress.read("seals").get(exercise_id)
    if stored is None:
        say(f"{exercise_id}: no forecast was sealed on this machine.")
        return None
    text = str(stored.get("forecast"))
    if _fingerprint(text) != stored.get("fingerprint"):
        say(f"{exercise_id}: the sealed forecast no longer matches its fingerprint.")
        return None
    say(f"{exercise_id}, sealed on {stored['day']}, with the fingerprint {stored['fingerprint']}.")
    forecast: Forecast = json.loads(text)
    return forecast


def fingerprint_of(forecast: Mapping[str, object]) -> str:
    """Return the fingerprint that `seal` shows for a forecast."""
    return _fingerprint(_as_text(forecast))


def sealed_forecast(exercise_id: str) -> Forecast | None:
    """Return a sealed forecast without showing anything; None if there is none, or it was changed.

    Args:
        exercise_id: The id of the exercise, such as "07.5".
    """
    stored = progress.read("seals").get(exercise_id, {})
    text = str(stored.get("forecast"))
    if _fingerprint(text) != stored.get("fingerprint"):
        return None
    forecast: Forecast = json.loads(text)
    return forecast


def _as_text(forecast: Mapping[str, object]) -> str:
    return json.dumps(forecast, sort_keys=True, ensure_ascii=False)


def _checked(exercise_id: str, forecast: object) -> Mapping[str, object]:
    plain = isinstance(forecast, dict) and all(
        isinstance(key, str) and isinstance(value, str | int | float)
        for key, value in forecast.items()
    )
    if not plain or not isinstance(forecast, dict):
        raise CourseError(
            f"{exercise_id}: a forecast must be a dict of strings and numbers, "
            f"got {str(forecast)[:200]}."
        )
    return forecast


def _fault(forecast: Mapping[str, object]) -> str:
    """Return why a forecast isn't complete, or "": once it is sealed, nobody can correct it."""
    blank = [name for name, value in forecast.items() if isinstance(value, str) and "____" in value]
    if blank:
        return f"{blank[0]!r} is still a blank."
    shares = [forecast[name] for name in OUTCOMES if name in forecast]
    numbers = [float(share) for share in shares if isinstance(share, int | float)]
    if len(numbers) < len(OUTCOMES):
        return ""  # a forecast of another kind, or of none that the check could read
    total = sum(numbers)
    if not all(0 < number < 1 for number in numbers) or not abs(total - 1) < ROUNDING:
        names = ", ".join(f"{name!r}" for name in OUTCOMES)
        return (
            f"{names} are probabilities, each above 0 and below 1, and add up to 1. Yours are "
            f"{', '.join(f'{number:g}' for number in numbers)}, together {total:g}."
        )
    return ""


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT]
