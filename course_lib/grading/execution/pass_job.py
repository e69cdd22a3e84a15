"""What the process of one pass is given: a merged notebook, limits, and where its result goes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.grading.sandbox.limits import SandboxLimits

if TYPE_CHECKING:  # importing it would import torch, which takes most of the time of a pass
    from course_lib.grading.intake.merge import RunCell

# the files in the folder of a pass
MERGED, JOB, RESULT, LOG = "merged.course.ipynb", "job.json", "result.json", "log.txt"


@dataclass(frozen=True)
class PassJob:
    """One pass through one merged notebook."""

    course: Path  # the kernel's home
    result: Path
    environment: Mapping[str, str]
    sandbox: bool = True
    zygote: str = ""  # the socket of the zygote; "": each kernel starts cold
    slot: int = 0
    limits: SandboxLimits = field(default_factory=SandboxLimits)

    def write(self, path: Path) -> None:
        """Save the job for the process of the pass. It has the seed, so others can't read it."""
        saved = asdict(self) | {"course": str(self.course), "result": str(self.result)}
        path.touch(0o600)
        path.write_text(json.dumps(saved), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "PassJob":
        """Return the job that `write` saved."""
        saved = json.loads(path.read_text(encoding="utf-8"))
        places = {"course": Path(saved["course"]), "result": Path(saved["result"])}
        return cls(**{**saved, **places, "limits": SandboxLimits(**saved["limits"])})

    def at(self, slot: int, result: Path) -> "PassJob":
        """Return the same job for another slot and result file."""
        return replace(self, slot=slot, result=result)


def notebook_of(groups: "Sequence[Sequence[RunCell]]") -> str:
    """Return a notebook for nbval; each group of cells starts with a fresh kernel."""
    cells = [
        _cell(cell, group, index)
        for group, members in enumerate(groups)
        for index, cell in enumerate(members)
    ]
    written = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(written)


# A verdict measures twice: with the course's modules as the session has left them, and with these
# modules read again from the disk. `errors` stays, so that a stub's NotAttempted is recognised.
WITNESS = """
[__import__("sys").modules.pop(name) for name in list(__import__("sys").modules)
 if name.startswith("course_lib.classroom") and name != "course_lib.classroom.exercises.errors"]
from course_lib.classroom.checking.checks import verdict
"""


def _cell(cell: "RunCell", group: int, index: int) -> dict[str, object]:
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
        # nbval compares only cells that have been run
        "execution_count": 1 if cell.role == "verdict" else None,
        "outputs": [stored] if cell.role == "verdict" else [],
    }
