import pytest

from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.source_finding import SourceError, SourceFinding


def write(tmp_path, text):
    (tmp_path / "lesson.py").write_text(text, encoding="utf-8")
    return tmp_path


def refusal(tmp_path, text):
    with pytest.raises(SourceError) as caught:
        read_cells(write(tmp_path, text), "lesson.py")
    return caught.value.finding


def test_cells_have_their_kind_tags_id_and_text(tmp_path):
    text = '# %% [markdown] id="head" tags=["exercise"]\n# # Title\n#\n# Text.\n\n# %%\nx = 1\n'

    head, code = read_cells(write(tmp_path, text), "lesson.py")

    assert (head.kind, head.id, head.tags) == ("markdown", "head", ("exercise",))
    assert head.source == "# Title\n\nText."
    assert (code.kind, code.id, code.tags, code.source) == ("code", None, (), "x = 1")
    assert (head.number, code.number) == (1, 2)


def test_each_line_of_a_cell_has_its_line_number_in_the_file(tmp_path):
    text = (
        '"""Doc."""\n\n# %% [markdown]\n# one\n# two\n\n# %%\n\n\nx = 1\ny = 2\n\n\n# %%\nz = 3\n'
    )
    lines = text.splitlines()

    for cell in read_cells(write(tmp_path, text), "lesson.py"):
        for offset, line in cell.lines():
            there = lines[cell.fault("", offset).line - 1]
            assert there.removeprefix("# ") == line


def test_a_marker_inside_a_string_does_not_open_a_cell(tmp_path):
    text = '# %%\nx = """\n# %% not a cell\n"""\n\n# %%\ny = 2\n'

    cells = read_cells(write(tmp_path, text), "lesson.py")

    assert [cell.line for cell in cells] == [2, 7]


def test_a_docstring_and_comments_above_the_first_cell_are_left_out(tmp_path):
    text = '"""For authors."""\n# A licence.\n\n# %%\nx = 1\n'

    (cell,) = read_cells(write(tmp_path, text), "lesson.py")

    assert (cell.line, cell.source) == (5, "x = 1")


def test_code_above_the_first_cell_is_refused_because_it_would_get_lost(tmp_path):
    finding = refusal(tmp_path, '"""Doc."""\n\nimport torch\n\n# %%\nx = 1\n')

    assert (finding.line, "above the first cell" in finding.message) == (3, True)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("x = 1\n", 1, "no cells"),
        ("# %% [raw]\n# x\n", 1, "raw cell"),
        ('# %% tag=["demo"]\nx = 1\n', 1, "unknown options ['tag']"),
        ('# %%\nx = 1\n\n# %% id="02.1.head"\ny = 1\n', 4, 'the cell id "02.1.head"'),
    ],
)
def test_an_invalid_cell_is_refused_with_its_line(tmp_path, text, line, says):
    finding = refusal(tmp_path, text)

    assert finding.line == line
    assert says in finding.message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"lessons/a/lesson\.py: the file is missing: write it"):
        read_cells(tmp_path, "lessons/a/lesson.py")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "lesson.py").write_bytes("# %%\nx = 'é'\n".encode("latin-1"))

    with pytest.raises(SourceError, match="not UTF-8"):
        read_cells(tmp_path, "lesson.py")


def test_unfinished_code_still_gives_its_cells(tmp_path):
    cells = read_cells(write(tmp_path, "# %%\nx = 1\n\n# %%\ny = (\n"), "lesson.py")

    assert [cell.source for cell in cells] == ["x = 1", "y = ("]


def test_a_finding_reads_as_path_line_message():
    assert str(SourceFinding("a/b.py", 3, "wrong: right it")) == "a/b.py:3: wrong: right it"
    assert str(SourceFinding("a/b.py", 0, "wrong: right it")) == "a/b.py: wrong: right it"
