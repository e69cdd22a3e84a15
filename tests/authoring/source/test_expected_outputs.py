import pytest

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.expected_outputs import split_expected
from course_lib.authoring.source.source_finding import SourceError


def cell(source):
    return Cell("lesson.py", 7, 1, "code", source, ("check-output",))


def test_the_lines_after_arrows_are_the_expected_output():
    source = 'print("a  b")\nprint()\nprint("  c")\n# → a  b\n# →\n# →   c'

    assert split_expected(cell(source)) == (
        'print("a  b")\nprint()\nprint("  c")',
        "a  b\n\n  c\n",
    )


def test_the_claimed_text_is_what_python_prints(capsys):
    code, expected = split_expected(
        cell('print("a  b")\nprint()\nprint("c")\n# → a  b\n# →\n# → c')
    )

    exec(code, {})

    assert capsys.readouterr().out == expected


def test_a_claim_without_text_is_refused():
    with pytest.raises(SourceError, match=r"lesson\.py:7: a check-output cell must end with lines"):
        split_expected(cell("print(1)"))


def test_a_claim_above_code_is_refused():
    with pytest.raises(SourceError, match=r"lesson\.py:8: .* is above code"):
        split_expected(cell("print(1)\n# → 1\nprint(2)\n# → 2"))
