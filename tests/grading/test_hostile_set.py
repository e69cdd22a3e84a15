"""The whole hostile set, with one command, as root and as an ordinary user: COURSE_HOSTILE=all.

Nothing is lost, nothing is gained, and nothing is left: no process, no file, no change of the host.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from course_lib.grading.grade_submission import SANDBOXED, WARM, GradingPlan, GradingSession
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.results.ledger import LEDGER, read_ledger
from course_lib.grading.sandbox.limits import SandboxLimits

OTHERS = {"02.2": 1, "02.3": 3, "02.4": 2, "02.5": 2, "02.6": 2, "02.7": 2, "02.8": 2}
USER = 65_534  # an ordinary one, where root tests
KERNELS = range(64_000, 65_000)  # users of kernels, where root grades


def write_all(folder: Path, hand_in, hostile) -> None:
    for name, source in hostile["INTEGRITY"].items():
        answers = dict(hostile["WRONG"])
        answers["02.1"] += "\n" + source
        hand_in(folder / f"integrity {name}.ipynb", answers)
    for name, source in hostile["AVAILABILITY"].items():
        hand_in(folder / f"availability {name}.ipynb", {"02.1": source})


def host(root: Path) -> dict[str, tuple[int, ...]]:
    """Return the state of the files that an attack could aim at."""
    places = [sys.prefix, sys.base_prefix, "/usr/bin", "/etc", root / "exercises"]
    places += [root / "solutions", root / "course_lib" / "grading"]
    found = {}
    for place in places:
        for folder, inside, files in os.walk(place):
            inside[:] = [name for name in inside if name != "__pycache__"]
            for path in (os.path.join(folder, name) for name in files):  # noqa: PTH118 (many)
                at = os.lstat(path)
                found[path] = (
                    at.st_size,
                    at.st_mtime_ns,
                    at.st_mode,
                    at.st_uid,
                )
    return found


def traces(but: Path) -> set[str]:
    """Return the processes and files of kernels, and of the grader unless it is root."""
    users = {*KERNELS, USER, os.getuid()} - {0}
    found = [place for place in Path("/proc").glob("[0-9]*") if owner(place) in users]
    for place in ("/tmp", "/var/tmp", "/dev/shm", "/run"):
        for folder, inside, files in os.walk(place):
            inside[:] = [name for name in inside if Path(folder, name) != but]
            paths = [Path(folder, name) for name in (*inside, *files)]
            found += [path for path in paths if owner(path) in users]
    return set(map(str, found))


def owner(path: Path) -> int | None:
    try:
        return path.lstat().st_uid
    except OSError:  # it is gone
        return None


@pytest.mark.long
@pytest.mark.parametrize("who", ["the one who tests", "an ordinary user"])
@pytest.mark.parametrize("words", [(), ("--warm",)], ids=["cold", "warm"])
def test_nothing_is_lost_gained_or_left(who, words, root, open_folder, hand_in, hostile, grade_as):
    write_all(open_folder / "in", hand_in, hostile)
    before, older = host(root), traces(open_folder)

    output, _ = grade_as(who, open_folder, *words)

    results = read_ledger(open_folder / "out" / LEDGER)
    assert len(results) == len(hostile["INTEGRITY"]) + len(hostile["AVAILABILITY"]), output
    wrong = {}
    for student, result in results.items():
        points = {mark.exercise: mark.points for mark in result.marks}
        right = {"02.1": 0.0} | dict.fromkeys(OTHERS, 0.0)
        right |= OTHERS if student.startswith("availability") else {}
        if result.status != "graded" or points != right:
            wrong[student] = (result.status, result.reason, points, result.categories)
        assert 0 < result.grader_mb < 400
        assert result.sandbox == (WARM if words else SANDBOXED)
        assert result.seconds < 2 * SandboxLimits().total_seconds, student
    assert wrong == {}
    assert host(root) == before
    end = time.monotonic() + 10
    while traces(open_folder) - older and time.monotonic() < end:
        time.sleep(0.1)  # a process that was killed may take a moment to end
    assert traces(open_folder) - older == set()


@pytest.mark.long
@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
def test_an_honest_student_beside_two_hostile_ones_always_gets_the_same(
    warm, root, tmp_path, bubblewrap, hand_in, hostile
):
    plan = GradingPlan(root, "02", tmp_path / "grades", warm=warm)
    plan.work.mkdir(parents=True)
    session, over = GradingSession(plan, "s7e57"), Event()
    source = session.scorer.exercises["02.1"].mutant_source("zero_pad")
    honest = hand_in(tmp_path / "honest.ipynb", {"02.1": source})
    files = {
        slot: hand_in(tmp_path / f"{slot}.ipynb", {"02.1": hostile["AVAILABILITY"][name]})
        for slot, name in ((1, "cpu_hog"), (2, "memory_forks"))
    }

    def strike(slot: int) -> int:
        times = 0
        while not over.is_set():
            assert session.grade(HandIn(str(slot), files[slot]), slot).points == sum(
                OTHERS.values()
            )
            times += 1
        return times

    with ThreadPoolExecutor(2) as pool:
        neighbours = [pool.submit(strike, slot) for slot in files]
        found = [session.grade(HandIn("honest", honest), 0).marks for _ in range(20)]
        over.set()
    session.close()

    assert [neighbour.result() > 0 for neighbour in neighbours] == [True, True]
    assert all(marks == found[0] for marks in found)
    assert {mark.state for mark in found[0]} == {"PASS", "PARTIAL"}
