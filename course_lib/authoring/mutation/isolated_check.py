"""Check changed answers, each in a process of its own: one may loop for ever or take all memory."""

import functools
import multiprocessing
import os
import resource
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from course_lib.authoring.mutation.syntax import Change, top_level_names

CPU_SECONDS = 10  # a solution takes less than one
WALL_SECONDS = 120  # for an answer that sleeps, on a busy machine
MEMORY = 2 * 2**30  # bytes, beside what the process began with
SEEDS = (0, 1)  # an answer is checked with the next one only if it passes
DIED = "the process ended"  # more time or memory than the limits, or a crash


def states_of(
    root: Path, exercise_id: str, changed: Sequence[Change], cpu_seconds: int = CPU_SECONDS
) -> list[list[str]]:
    """Return the states of each answer, seed by seed: "PASS", "WRONG", or why there is none.

    An answer that doesn't pass for one seed isn't checked with the next one.

    A process of its own loads the lesson and checks the solution. It forks once for each answer, so
    that no answer can disturb another.

    Args:
        root: The folder that contains lessons/.
        exercise_id: As in "02.1".
        changed: The answers to check.
        cpu_seconds: An answer that computes for longer is ended.
    """
    sources = [change.source for change in changed]
    return _fresh_process().submit(_check_all, root, exercise_id, sources, cpu_seconds).result()


@functools.cache
def _fresh_process() -> ProcessPoolExecutor:
    """Start one process for all exercises: importing torch takes longer than most checks."""
    # spawn: a fork of a process that uses torch's threads may hang
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_prepare)


def _prepare() -> None:
    os.environ |= {"CUDA_VISIBLE_DEVICES": "", "COURSE_FAST": "1", "COURSE_PREDICT": "skip"}
    os.environ["COURSE_STATIC"] = "1"
    import torch

    torch.set_num_threads(1)


def _check_all(
    root: Path, exercise_id: str, sources: list[str], cpu_seconds: int
) -> list[list[str]]:
    os.environ["COURSE_ROOT"] = str(root)
    own = _states(root, exercise_id, None)  # what all answers are compared with stays loaded
    if own != ["PASS"] * len(SEEDS):
        raise ValueError(f"the solution of {exercise_id} gets {own} for the seeds {SEEDS}")
    return [_forked(root, exercise_id, source, cpu_seconds) for source in sources]


def _states(root: Path, exercise_id: str, source: str | None) -> list[str]:
    from course_lib.classroom.checking.assess import assess
    from course_lib.classroom.exercises.answer_source import run_answer
    from course_lib.classroom.exercises.load_bank import bank

    exercise = bank(exercise_id.partition(".")[0], root).exercises[exercise_id]
    answer = exercise.solution_answer()
    if source is not None:
        try:
            # a learner's notebook has no helpers of the solution
            own = top_level_names(exercise.answer_cell_source())
            names = {k: v for k, v in exercise.namespace.items() if k not in own}
            answer = run_answer(source, names, exercise.answer, "a changed answer")
        except Exception:  # what doesn't run can't be handed in
            return ["ERROR"]
    states: list[str] = []
    for seed in SEEDS:
        states.append(assess(exercise, answer, seed).state.value)
        if states[-1] != "PASS":
            break
    return states


def _forked(root: Path, exercise_id: str, source: str, cpu_seconds: int) -> list[str]:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(there, root, exercise_id, source, cpu_seconds))
    child.start()
    there.close()
    states = [DIED]
    with suppress(EOFError):
        if here.poll(WALL_SECONDS):
            states = here.recv()
    child.kill()
    child.join()
    here.close()
    return states


def _answer(pipe: Connection, root: Path, exercise_id: str, source: str, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    with suppress(OSError, ValueError):  # macOS has no such limit
        limit = _memory_in_use() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        states = _states(root, exercise_id, source)
    except BaseException as error:  # the check itself failed on this answer
        states = [f"the check raised {type(error).__name__}"]
    pipe.send(states)
    os._exit(0)  # no clean-up: the process is a copy


def _memory_in_use() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of a user
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
