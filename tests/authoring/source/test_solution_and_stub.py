import pytest

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.solution_and_stub import answer_id, solution_source, stub_source
from course_lib.authoring.source.source_finding import SourceError

ANSWER = '''# @answer 02.1
def fold(wave, period):
    """Stack the wave in rows."""
    first = 1  # stays in both
    # BEGIN SOLUTION
    rows = first

    return rows
    # END SOLUTION
    # STUB: # three lines
    # STUB: raise NotAttempted("02.1")
'''


def cell(source, line=10):
    return Cell("exercises.py", line, 1, "code", source.rstrip("\n"), ("answer",))


def test_the_stub_replaces_the_solution_and_nothing_else():
    assert stub_source(cell(ANSWER)) == (
        '# @answer 02.1\ndef fold(wave, period):\n    """Stack the wave in rows."""\n'
        '    first = 1  # stays in both\n    # three lines\n    raise NotAttempted("02.1")'
    )


def test_the_solution_shows_no_marker_and_no_stub():
    assert solution_source(cell(ANSWER)) == (
        '# @answer 02.1\ndef fold(wave, period):\n    """Stack the wave in rows."""\n'
        "    first = 1  # stays in both\n    rows = first\n\n    return rows"
    )


def test_a_class_may_have_several_gaps():
    source = (
        "# @answer 02.3\nclass A:\n    def f(self):\n        # BEGIN SOLUTION\n        return 1\n"
        "        # END SOLUTION\n        # STUB: return ...\n\n    def g(self):\n"
        "        # BEGIN SOLUTION\n        return 2\n        # END SOLUTION\n"
        "        # STUB: return ...\n"
    )
    spaces = {}

    exec(stub_source(cell(source)), spaces)

    assert (spaces["A"]().f(), spaces["A"]().g()) == (..., ...)


def test_a_stub_line_keeps_its_indent_after_the_colon():
    stub = "# STUB: if True:\n# STUB:     x = ...\n# STUB:"
    source = f"# @answer a\n# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n{stub}"

    assert stub_source(cell(source)) == "# @answer a\nif True:\n    x = ...\n"


def test_the_marker_names_the_exercise():
    assert answer_id(cell(ANSWER)) == "02.1"


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("x = 1\n", 10, '0 lines "# @answer ID"'),
        ("# @answer a\n# @answer b\n", 10, '2 lines "# @answer ID"'),
    ],
)
def test_an_answer_belongs_to_one_exercise(source, line, says):
    with pytest.raises(SourceError, match=f"^exercises.py:{line}: {says}"):
        answer_id(cell(source))


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("x = 1\n# STUB: x = ...\n", 10, 'no line "# BEGIN SOLUTION"'),
        ("# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n", 10, 'no line "# STUB: code"'),
        ("# BEGIN SOLUTION\nx = 1\n# STUB: x = ...\n", 10, 'has no "# END SOLUTION"'),
        ("x = 1\n# END SOLUTION\n", 11, '"# END SOLUTION" where "# BEGIN SOLUTION" is expected'),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n", 11, '"# BEGIN SOLUTION" where "# END SOL'),
    ],
)
def test_markers_come_in_pairs_and_with_a_stub(source, line, says):
    for read in (stub_source, solution_source):
        with pytest.raises(SourceError) as caught:
            read(cell(source))
        assert str(caught.value).startswith(f"exercises.py:{line}: ")
        assert says in str(caught.value)
