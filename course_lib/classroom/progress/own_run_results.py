"""Record what a learner's training runs returned, so that a report can be compared with them."""

from course_lib.classroom.progress import saved_progress as progress


def record_run(exercise_id: str, metric: str, value: float) -> None:
    """Store the result of one run.

    Args:
        exercise_id: The id of the exercise that the run belongs to, such as "07.5".
        metric: The name of the metric.
        value: What the run returned.
    """

    def add(record: progress.ProgressRecord) -> None:
        number = sum(entry.get("exercise") == exercise_id for entry in record["runs"].values())
        entry: progress.ProgressEntry = {"exercise": exercise_id, "metric": metric, "value": value}
        record["runs"][f"{exercise_id} run {number + 1}"] = entry

    progress.update(add)


def recorded_values(exercise_id: str, metric: str) -> list[float]:
    """Return the results of all recorded runs of an exercise that measured this metric."""
    return [
        float(value)
        for entry in progress.read("runs").values()
        if (entry.get("exercise"), entry.get("metric")) == (exercise_id, metric)
        and isinstance(value := entry.get("value"), int | float)
    ]
