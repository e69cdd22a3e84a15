"""A generated class in a Moodle zip: few templates, many students, and the points of each row.

    right       the solution, also renamed, upside down, without ids, beside a copy or a checkpoint
    alternative another right answer
    wrong       a known mistake in one exercise
    untouched   the sheet as it was handed out
    broken      files that aren't notebooks
    hostile     attacks on the grader, and code that misbehaves

Run it alone on a quiet machine: `COURSE_CLASS=300 python3 course.py test
tests/grading/test_large_class.py`.
"""

import copy
import json
import zipfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

FIRST_NUMBER = 5000
INTEGRITY = ("prints_pass", "patches_builtins", "forged_in_verdict", "evil_eq", "nan")
AVAILABILITY = ("os_exit", "exits", "magic_exit", "segfault")  # none waits for a time limit
BROKEN = {"truncated": "{", "old": '{"worksheets": []}', "empty": ""}
FOLD_BY_VIEW = """def fold(wave, period):
    batch, channels, time = wave.shape
    pad = -time % period
    if pad >= time:
        raise ValueError(f"{time} samples, period {period}")
    wave = F.pad(wave, (0, pad), mode="reflect") if pad else wave
    return wave.view(batch, channels, -1, period)
"""

Files = dict[str, str]  # in a student's folder: name -> content
Worth = dict[str, str | float] | None  # by exercise: a known answer or points; None is rejected
RIGHT = "the solution"


class Templates:
    """The kinds of hand-ins, from which a class is generated.

    Args:
        solved: The solved notebook.
        untouched: The notebook as handed out.
        exercises: The exercises of the lesson, by id.
        hostile: The hostile set.
    """

    def __init__(self, solved: dict, untouched: dict, exercises: dict, hostile: dict) -> None:
        self.solved, self.untouched = solved, untouched
        self.exercises, self.hostile = exercises, hostile

    def all(self) -> list[tuple[str, Files, Worth]]:
        """Return every kind: its name, the files in a student's folder, and what they are worth."""
        kinds = [*self.right(), *self.wrong(), *self.attacks()]
        nothing = dict.fromkeys(self.exercises, 0.0)
        kinds.append(("untouched", self.notebook(self.untouched), nothing))
        kinds += [(name, {"02_periods.ipynb": text}, None) for name, text in BROKEN.items()]
        kinds.append(("a PDF", {"answers.pdf": "%PDF"}, None))
        return kinds

    def notebook(self, notebook: dict, **answers: str) -> Files:
        """Return a file with some answers replaced; the names are such as ``_02_1``."""
        made = copy.deepcopy(notebook)
        for name, source in answers.items():
            id_ = f"{name[1:].replace('_', '-')}-answer"
            cell = next(cell for cell in made["cells"] if cell["id"] == id_)
            cell["source"] = f"# @answer {name[1:].replace('_', '.')}\n{source}"
        return {"02_periods.ipynb": json.dumps(made)}

    def right(self) -> Iterator[tuple[str, Files, Worth]]:
        all_right: Worth = dict.fromkeys(self.exercises, RIGHT)
        (text,) = self.notebook(self.solved).values()
        (stubs,) = self.notebook(self.untouched).values()
        backwards, anonymous = copy.deepcopy(self.solved), copy.deepcopy(self.solved)
        backwards["cells"].reverse()
        for number, cell in enumerate(anonymous["cells"]):
            cell |= {"id": f"x{number}", "metadata": {}}
        yield "right", {"02_periods.ipynb": text}, all_right
        yield "renamed", {"Kopie von 02_periods.ipynb": text}, all_right
        yield "in a folder", {"work/02_periods.ipynb": text}, all_right
        yield "beside the sheet", {"a.ipynb": text, "02_periods (1).ipynb": stubs}, all_right
        hidden = ".ipynb_checkpoints/02_periods-checkpoint.ipynb"
        yield "a checkpoint", {"02_periods.ipynb": text, hidden: stubs}, all_right
        yield "upside down", self.notebook(backwards), all_right
        yield "anonymous", self.notebook(anonymous), all_right
        yield "alternative", self.notebook(self.solved, _02_1=FOLD_BY_VIEW), all_right

    def wrong(self) -> Iterator[tuple[str, Files, Worth]]:
        for id_, exercise in self.exercises.items():
            name = exercise.mutant_names[0]
            answer = {f"_{id_.replace('.', '_')}": exercise.mutant_source(name)}
            worth = dict.fromkeys(self.exercises, RIGHT) | {id_: name}
            yield f"{id_} {name}", self.notebook(self.solved, **answer), worth

    def attacks(self) -> Iterator[tuple[str, Files, Worth]]:
        wrong = {f"_{id_.replace('.', '_')}": text for id_, text in self.hostile["WRONG"].items()}
        for name in INTEGRITY:
            answers = wrong | {"_02_1": f"{wrong['_02_1']}\n{self.hostile['INTEGRITY'][name]}"}
            nothing = dict.fromkeys(self.exercises, 0.0)
            yield name, self.notebook(self.solved, **answers), nothing
        for name in AVAILABILITY:
            answers = {"_02_1": self.hostile["AVAILABILITY"][name]}
            worth = dict.fromkeys(self.exercises, RIGHT) | {"02.1": 0.0}
            yield name, self.notebook(self.solved, **answers), worth


def write_class(target: Path, templates: Templates, size: int) -> dict[str, Worth]:
    """Write a Moodle zip of a class, whose templates take turns; return each student's worth.

    Args:
        target: The zip file.
        templates: The kinds of hand-ins.
        size: The number of students.
    """
    expected: dict[str, Worth] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (kind, files, worth) in enumerate(islice(cycle(templates.all()), size)):
            student = f"Student {at:03} {kind.replace('_', ' ')}"
            folder = f"{student}_{FIRST_NUMBER + at}_assignsubmission_file_"
            for name, text in files.items():
                archive.writestr(f"{folder}/{name}", text)
            expected[student] = worth
    return expected
