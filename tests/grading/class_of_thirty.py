"""A class of thirty: what each handed in, and which of the known answers it consists of.

    right      every exercise solved, in notebooks that were turned upside down, too
    part       some exercises solved
    mistakes   a known mistake in each exercise; together they are all that lesson 02 knows
    hostile    attacks on the grader
    broken     files that are no notebooks

`expected` says for each exercise what must come out: a known answer's name, or points.
"""

import copy
import json
import os
from pathlib import Path

RIGHT = "the solution"
HOSTILE = ("forged_in_verdict", "evil_tensor", "hard_coded", "reads_the_bank")
UNRULY = ("os_exit", "kills_parent", "memory_torch", "thread_prints")
FEW = {"right", "mistakes 0", "os_exit", "forged_in_verdict", "truncated", "=1+1"}


class Class:
    """Writes the files, and remembers what each is worth.

    Args:
        folder: where to.
        solved: the solved notebook.
        hand_in: writes a solved notebook with some answers replaced.
        exercises: of the lesson, by id.
        hostile: the hostile set.
    """

    def __init__(self, folder: Path, solved, hand_in, exercises, hostile) -> None:
        self.folder, self.hand_in, self.exercises = folder, hand_in, exercises
        self.solved, self.hostile = solved, hostile
        self.expected: dict[str, dict[str, str | float] | None] = {}

    def write(self, names: set[str] | None = None) -> None:
        """Write everybody's file, or those of ``names``."""
        self.right_and_part()
        self.mistakes()
        self.attacks()
        self.broken()
        for name in set(self.expected) - (names or set(self.expected)):
            del self.expected[name]
            (self.folder / f"{name}.ipynb").unlink()

    def add(self, name, answers=None, worth=None, base=None) -> None:
        """Write a file; what ``worth`` does not name is right."""
        self.hand_in(self.folder / f"{name}.ipynb", answers, base)
        self.expected[name] = dict.fromkeys(self.exercises, RIGHT) | (worth or {})

    def right_and_part(self) -> None:
        upside_down, anonymous = copy.deepcopy(self.solved), copy.deepcopy(self.solved)
        upside_down["cells"].reverse()
        for number, cell in enumerate(anonymous["cells"]):
            cell |= {"id": f"x{number}", "metadata": {}}
        inside = self.hostile["INSIDE"] + self.exercises["02.2"].answer_cell_source()
        self.add("right", {"02.2": inside})  # it also looks around in the sandbox
        self.add("upside down", base=upside_down)
        self.add("anonymous", base=anonymous)
        wrong = {"02.4": "pair = (440.0, 441.0)"}
        self.add("one wrong", wrong, wrong)
        self.add("raises", {"02.1": "import not_there"}, {"02.1": 0.0})
        self.add("half", {"02.4": "", "02.6": ""}, {"02.4": 0.0, "02.6": 0.0})
        self.add("nothing", dict.fromkeys(self.exercises, "..."), self.none())
        self.add("alternative", {"02.1": self.by_view()})

    def none(self) -> dict[str, float]:
        return dict.fromkeys(self.exercises, 0.0)

    def by_view(self) -> str:
        return (
            "def fold(wave, period):\n"
            "    batch, channels, time = wave.shape\n"
            "    pad = -time % period\n"
            "    if pad >= time:\n        raise ValueError(f'{time} samples, period {period}')\n"
            "    wave = F.pad(wave, (0, pad), mode='reflect') if pad else wave\n"
            "    return wave.view(batch, channels, -1, period)"
        )

    def mistakes(self) -> None:
        most = max(len(exercise.mutant_names) for exercise in self.exercises.values())
        for number in range(most):
            chosen = {
                id_: exercise.mutant_names[number]
                for id_, exercise in self.exercises.items()
                if number < len(exercise.mutant_names)
            }
            answers = {i: self.exercises[i].mutant_source(name) for i, name in chosen.items()}
            self.add(f"mistakes {number}", answers, chosen)

    def attacks(self) -> None:
        for name in HOSTILE:
            answers = dict(self.hostile["WRONG"])
            answers["02.1"] += "\n" + self.hostile["INTEGRITY"][name]
            self.add(name, answers, self.none())
        for name in UNRULY:
            self.add(name, {"02.1": self.hostile["AVAILABILITY"][name]}, {"02.1": 0.0})

    def broken(self) -> None:
        whole = json.dumps(self.solved)
        texts = {"truncated": whole[:-999], "=1+1": "[", "old": '{"worksheets": []}', "empty": ""}
        for name, text in texts.items():
            (self.folder / f"{name}.ipynb").write_text(text)
        os.mkfifo(self.folder / "pipe.ipynb")
        (self.folder / "link.ipynb").symlink_to("/etc/passwd")
        self.expected |= dict.fromkeys([*texts, "pipe", "link"])
