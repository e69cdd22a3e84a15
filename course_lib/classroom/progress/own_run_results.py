"""Record what a learner's training runs returned, so that a report can be compared with them."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from course_lib.classroom.progress import saved_progress as progress


class OwnRun(NamedTuple):
    """A recorded run."""

    metric: str
    value: float
    settings: dict[str, Any] | None  # None if an earlier version recorded it


def record_run(
    exercise_id: str, metric: str, value: float, settings: Mapping[str, object] | None = None
) -> float:
    """Store the result of one run, and return it.

    Args:
        exercise_id: The id of the exercise that the run belongs to, such as "07.5".
        metric: The name of the metric.
        value: What the run returned.
        settings: What distinguishes the run from others: its seed, and what it was trained with.
    """

    def add(record: progress.ProgressRecord) -> None:
        number = sum(entry.get("exercise") == exercise_id for entry in record["runs"].values())
        entry: progress.ProgressEntry = {"exercise": exercise_id, "metric": metric, "value": value}
        if settings is not None:
            entry["settings"] = json.dumps(dict(settings), default=str)
        record["runs"][f"{exercise_id} run {number + 1}"] = entry

    progress.update(add)
    return value


def recorded_runs(exercise_id: str) -> list[OwnRun]:
    """Return all recorded runs of an exercise, in order."""
    return [
        OwnRun(str(entry.get("metric")), float(value), _settings_of(entry))
        for entry in progress.read("runs").values()
        if entry.get("exercise") == exercise_id
        and isinstance(value := entry.get("value"), int | float)
    ]


def _settings_of(entry: progress.ProgressEntry) -> dict[str, Any] | None:
    text = entry.get("settings")
    return json.loads(text) if isinstance(text, str) else None
