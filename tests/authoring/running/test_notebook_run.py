import pytest

from course_lib.authoring.running.notebook_run import _cut, _first_line, _shortened

CALL = '  File "/somewhere/{0}.py", line {0}, in f{0}\n    step({0})\n'


def test_a_short_traceback_stays_whole_without_its_empty_lines():
    assert _shortened("Traceback:\n\n  Cell In[1], line 1\n    f(0)\n\nValueError: no\n") == (
        "Traceback:",
        "  Cell In[1], line 1",
        "    f(0)",
        "ValueError: no",
    )


def test_of_a_long_traceback_the_cell_and_the_last_lines_stay():
    calls = "".join(CALL.format(number) for number in range(500))

    lines = _shortened(f"Traceback:\n  Cell In[1], line 1\n    f(0)\n{calls}ValueError: no\n")

    assert lines[:4] == ("Traceback:", "  Cell In[1], line 1", "    f(0)", "  (989 more lines)")
    assert lines[-3:] == (*CALL.format(499).splitlines(), "ValueError: no")
    assert len(lines) == 16


def test_a_line_without_end_is_cut_and_says_so():
    assert _shortened("x" * 5000) == (_cut("x" * 5000),) == ("x" * 300 + " …",)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1", "x = 1"),
        ("import torch\nfrom math import (\n    pi,\n)\n\n# the area\narea = pi", "area = pi"),
        ("%matplotlib inline\nx = 1", "%matplotlib inline"),
        ("\nimport torch", "import torch"),
        ("def f(\n", "def f("),
    ],
)
def test_a_cell_is_named_by_what_it_does_first(source, line):
    assert _first_line(source) == line
