"""Lessons 02, 03 and 04 build the same kind of thing, each with less help than the one before."""

from itertools import pairwise

from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.code import line_count
from course_lib.authoring.source.solution_and_stub import answer_id, solution_source, stub_source
from course_lib.classroom.exercises.course_toml import course_root, load_course

BUILDERS = ("02", "03", "04")


def lines_given_and_to_write(lesson):
    """Count what derivations and stubs show, and what the solutions add to the stubs."""
    root = course_root()
    lesson_cells, exercise_cells = (
        read_cells(root, f"lessons/{lesson.slug}/{name}.py") for name in ("lesson", "exercises")
    )
    answers = [cell for cell in exercise_cells if "answer" in cell.tags]
    stubs = sum(line_count(stub_source(cell)) for cell in answers)
    shown = sum(line_count(cell.source) for cell in lesson_cells if "derivation" in cell.tags)
    whole = sum(line_count(solution_source(cell)) for cell in answers)
    return shown + stubs, whole - stubs


def test_each_discriminator_starts_with_fewer_given_lines_than_the_one_before():
    lessons = {found.id: found for found in load_course().lessons}
    given = []
    for exercise in ("02.3", "03.2", "04.2"):
        cells = read_cells(course_root(), f"lessons/{lessons[exercise[:2]].slug}/exercises.py")
        stub = next(c for c in cells if "answer" in c.tags and answer_id(c) == exercise)
        given.append(line_count(stub_source(stub)))
    assert all(earlier > later for earlier, later in pairwise(given)), given
    assert given[-1] <= 3


def test_each_lesson_gives_a_smaller_share_of_the_lines_than_the_one_before():
    lessons = [found for found in load_course().lessons if found.id in BUILDERS]
    counts = [lines_given_and_to_write(found) for found in lessons if not found.planned]
    shares = [given / (given + to_write) for given, to_write in counts]
    assert all(earlier > later for earlier, later in pairwise(shares)), counts
    assert all(given > 0 for given, _ in counts)
