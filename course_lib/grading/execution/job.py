"""What one process is told to run: a graft, the limits, and where the result goes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from course_lib.grading.intake.merge import RunCell
from course_lib.grading.sandbox.limits import Limits

# what a pass finds in its folder, and leaves there
GRAFT, JOB, RESULT, LOG = "graft.course.ipynb", "job.json", "result.json", "log.txt"


@dataclass(frozen=True)
class Job:
    """One pass through one graft."""

    course: Path  # the kernel's home
    result: Path
    environment: Mapping[str, str]
    sandbox: bool = True
    zygote: str = ""  # where one listens that gives kernels; "": each kernel starts cold
    slot: int = 0
    limits: Limits = field(default_factory=Limits)

    def write(self, path: Path) -> None:
        """Save it for the process that will run it; it holds the seed, so nobody else reads it."""
        told = asdict(self) | {"course": str(self.course), "result": str(self.result)}
        path.touch(0o600)
        path.write_text(json.dumps(told), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Job":
        """Read what `write` saved."""
        told = json.loads(path.read_text(encoding="utf-8"))
        places = {"course": Path(told["course"]), "result": Path(told["result"])}
        return cls(**{**told, **places, "limits": Limits(**told["limits"])})

    def at(self, slot: int, result: Path) -> "Job":
        """Give the same job to another slot."""
        return replace(self, slot=slot, result=result)


def notebook_of(groups: Sequence[Sequence[RunCell]]) -> str:
    """Write a notebook for nbval: each group of cells begins with a fresh kernel."""
    cells = [
        _cell(cell, group, index)
        for group, members in enumerate(groups)
        for index, cell in enumerate(members)
    ]
    written = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(written)


# A verdict measures twice: with what the session has made of the course's own code, and with that
# code as it is on the disk. `errors` stays, so that a stub's NotAttempted is still recognised.
WITNESS = """
[__import__("sys").modules.pop(name) for name in list(__import__("sys").modules)
 if name.startswith("course_lib.classroom") and name != "course_lib.classroom.exercises.errors"]
from course_lib.classroom.checking.checks import verdict
"""


def _cell(cell: RunCell, group: int, index: int) -> dict[str, object]:
    facts = {"role": cell.role, "exercise": cell.exercise, "fresh": index == 0}
    source = cell.source
    if cell.role == "verdict":
        source = f"{source}\n{WITNESS}{source}"
    stored = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "measured"}}
    return {
        "cell_type": "code",
        "id": f"g{group}-{index}",
        "metadata": {"course": facts},
        "source": source,
        # nbval compares no cell that has not been run
        "execution_count": 1 if cell.role == "verdict" else None,
        "outputs": [stored] if cell.role == "verdict" else [],
    }
