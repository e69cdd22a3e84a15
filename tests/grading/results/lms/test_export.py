"""Into an LMS's own file: the right column, the right row, its own language; nothing else moves."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.intake.errors import InputError
from course_lib.grading.results.ledger import Result
from course_lib.grading.results.lms.export import (
    export_canvas,
    export_moodle,
    export_nbgrader,
    scaled,
)
from course_lib.grading.results.lms.matching import agree
from course_lib.grading.results.lms.tables import read_table

HERE = Path(__file__).parents[2] / "hand_ins"


def result_of(student, points=6.0, number="", status="graded", most=12.0):
    return Result(student, "a.ipynb", "02", status, most, points, number=number)


def cells(path, encoding="utf-8-sig", delimiter=","):
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("sheet", ["ws_en12.csv", "ws_de.csv"])
def test_moodle_s_worksheet_is_filled_in_any_language_and_nothing_else_moves(sheet, tmp_path):
    results = [
        result_of("Anna Ampel", 6.5, "9001"),
        result_of("Max M\u00fcller (9013)", 12, "9013"),
    ]

    message = export_moodle(results, HERE / sheet, tmp_path)

    before, after = cells(HERE / sheet), cells(tmp_path / "moodle.csv")
    changed = {
        (r, c): after[r][c]
        for r in range(len(before))
        for c in range(len(before[0]))
        if before[r][c] != after[r][c]
    }
    comma = "," if sheet == "ws_de.csv" else "."
    assert changed == {
        (2, 4): f"6{comma}5", (2, 9): "6.5 of 12 points",
        (14, 4): "12", (14, 9): "12 of 12 points",
    }  # fmt: skip
    assert (tmp_path / "moodle.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "2 of 2 students found" in message
    assert "Not Submitted" in message.splitlines()[-1]


ROWS = [["1", "Anna Bj\u00f6rk", "", "20"], ["2", "Ben Cruz", "", "20"]]
LANGUAGES = {
    "en": ["Identifier", "Full name", "Grade", "Maximum grade"],
    "fr": ["Identifiant", "Nom complet", "Note", "Note maximale"],
    "es": [
        "Identificador",
        "Nombre completo",
        "Calificaci\u00f3n",
        "Calificaci\u00f3n m\u00e1xima",
    ],
    "it": ["Identificativo", "Nome completo", "Valutazione", "Valutazione massima"],
    "nl": ["Identificatie", "Volledige naam", "Cijfer", "Maximumcijfer"],
    "pt": ["Identificador", "Nome completo", "Nota", "Nota m\u00e1xima"],
    "xx": ["Aaa", "Bbb", "Ccc", "Ddd"],  # a language that no list knows
}
FORMS = {
    "utf8": ("utf-8", b"", ","),
    "utf8_bom": ("utf-8", b"\xef\xbb\xbf", ","),
    "utf16": ("utf-16-le", b"\xff\xfe", "\t"),
    "utf16_big": ("utf-16-be", b"\xfe\xff", ";"),
    "cp1252": ("cp1252", b"", ";"),
    "tabs": ("utf-8", b"", "\t"),
}


def sheet_in(path, head, rows, form="utf8", newline="\r\n"):
    encoding, mark, delimiter = FORMS[form]
    results = newline.join(delimiter.join(row) for row in [head, *rows]) + newline
    path.write_bytes(mark + results.encode(encoding))
    return path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_encoding_delimiter_line_ends_and_language_stay_the_same(language, form, tmp_path):
    rows = [[f"Participant {row[0]}", *row[1:]] for row in ROWS]
    sheet = sheet_in(tmp_path / "w.csv", LANGUAGES[language], rows, form)
    before = sheet.read_bytes()

    export_moodle([result_of("Anna Bjork", 6.0, "1")], sheet, tmp_path)

    encoding, mark, delimiter = FORMS[form]
    after = (tmp_path / "moodle.csv").read_bytes()
    cell = f"rk{delimiter}{delimiter}20".encode(encoding)
    filled = f"rk{delimiter}10{delimiter}20".encode(encoding)
    assert cell in before
    assert after == before.replace(cell, filled)
    assert after.startswith(mark)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp932"])
def test_a_worksheet_in_japanese_is_filled_with_grade_and_comment(encoding, tmp_path):
    head = "識別子,フルネーム,評点,最大評点,フィードバックコメント\r\n"
    (tmp_path / "w.csv").write_bytes(f"{head}参加者7,山田 花子,,100,\r\n".encode(encoding))

    export_moodle([result_of("山田 花子", 9.0, "7")], tmp_path / "w.csv", tmp_path)

    filled = f"{head}参加者7,山田 花子,75,100,9 of 12 points\r\n"
    assert (tmp_path / "moodle.csv").read_bytes().decode(encoding) == filled


def test_quotes_and_excel_s_own_first_line_stay(tmp_path):
    raw = b'sep=;\n"Identifier";"Full name";"Grade";"Maximum grade"\n"P 1";"A B";"";"10"\n'
    (tmp_path / "w.csv").write_bytes(raw)

    export_moodle([result_of("A B", 12.0, "1")], tmp_path / "w.csv", tmp_path)

    assert (tmp_path / "moodle.csv").read_bytes() == raw.replace(b'"";"10"', b'"10";"10"')


def test_who_is_excused_or_has_no_grade_keeps_what_there_was(tmp_path):
    head = ["Identifier", "Full name", "Grade", "Maximum grade"]
    rows = [["P 1", "A Abc", "EX", "10"], ["P 2", "B Bcd", "7", "10"], ["P 3", "C Cde", "", "10"]]
    sheet = sheet_in(tmp_path / "w.csv", head, rows)
    results = [result_of("A Abc", number="1"), result_of("B Bcd", 0.0, "2", "grader_error")]

    message = export_moodle(results, sheet, tmp_path)

    assert [row[2] for row in cells(tmp_path / "moodle.csv")[1:]] == ["EX", "7", ""]
    assert "Excused, and left so: A Abc" in message
    assert "In the file, without a grade: B Bcd, C Cde" in message


def test_a_team_s_number_that_is_another_s_own_gives_that_other_nothing(tmp_path):
    head = ["Identifier", "Full name", "Grade", "Maximum grade"]
    sheet = sheet_in(tmp_path / "w.csv", head, [["P 7", "Anna Berg", "", "10"]])

    message = export_moodle([result_of("Team Seven", number="7")], sheet, tmp_path)

    assert cells(tmp_path / "moodle.csv")[1][2] == ""
    assert "Team Seven (number 7 is Anna Berg in this file)" in message
    assert "0 of 1 students" in message


def test_a_team_s_grade_goes_to_its_members_where_the_file_names_them(tmp_path):
    head = ["Identifier", "Full name", "Group", "Grade", "Maximum grade"]
    rows = [["P 7", "Anna Berg", "Red", "", "12"], ["P 8", "Ben Cruz", "Red", "", "12"]]
    rows.append(["P 9", "Cleo Dee", "Blue", "", "12"])
    sheet = sheet_in(tmp_path / "w.csv", head, rows)

    export_moodle([result_of("Red", 6.0, number="9")], sheet, tmp_path)

    assert [row[3] for row in cells(tmp_path / "moodle.csv")[1:]] == ["6", "6", ""]


def test_two_students_of_one_name_and_no_number_get_nothing_rather_than_each_other_s(tmp_path):
    head = ["Identifier", "Full name", "Grade", "Maximum grade"]
    rows = [["P 1", "Max M", "", "10"], ["P 2", "Max M", "", "10"], ["P 3", "Jo", "", "10"]]
    sheet = sheet_in(tmp_path / "w.csv", head, rows)

    message = export_moodle([result_of("Max M"), result_of("Jo")], sheet, tmp_path)

    assert [row[2] for row in cells(tmp_path / "moodle.csv")[1:]] == ["", "", "5"]
    assert "Not in the file: Max M" in message


def test_a_teacher_s_own_comment_stays_and_ours_is_renewed(tmp_path):
    head = ["Identifier", "Full name", "Grade", "Maximum grade", "Feedback comments"]
    rows = [["P 1", "A Abc", "", "12", "Well done"], ["P 2", "B Bcd", "1", "12", "1 of 12 points"]]
    sheet = sheet_in(tmp_path / "w.csv", head, rows)

    export_moodle([result_of("A Abc", number="1"), result_of("B Bcd", number="2")], sheet, tmp_path)

    assert [row[4] for row in cells(tmp_path / "moodle.csv")[1:]] == [
        "Well done", "6 of 12 points",
    ]  # fmt: skip


def test_a_worksheet_for_blind_marking_goes_by_number(tmp_path):
    head = ["Identifier", "Status", "Grade", "Maximum grade"]
    rows = [["Participant 1", "Submitted", "", "10"], ["Participant 2", "Submitted", "", "10"]]
    sheet = sheet_in(tmp_path / "w.csv", head, rows)

    export_moodle([result_of("Participant (2)", 12.0, "2")], sheet, tmp_path)

    assert [row[2] for row in cells(tmp_path / "moodle.csv")[1:]] == ["", "10"]


@pytest.mark.parametrize(
    "head",
    [
        ["Identifier", "Full name", "Grade", "Grade"],
        ["Identifier", "Full name", "Grade", "Note"],
        ["Identifier", "Full name", "Points", "Comments"],
    ],
)
def test_where_two_columns_would_do_none_is_taken(head, tmp_path):
    sheet = sheet_in(tmp_path / "w.csv", head, [["P 1", "Anna", "", ""]])

    with pytest.raises(InputError, match=r"--column|rename"):
        export_moodle([result_of("Anna", number="1")], sheet, tmp_path)
    assert not (tmp_path / "moodle.csv").exists()


def test_the_column_that_the_teacher_names_is_taken(tmp_path):
    head = ["Identifier", "Full name", "Grade", "Note"]
    sheet = sheet_in(tmp_path / "w.csv", head, [["P 1", "Anna", "3", ""]])

    export_moodle([result_of("Anna", number="1")], sheet, tmp_path, "note")

    assert cells(tmp_path / "moodle.csv")[1] == ["P 1", "Anna", "3", "6"]


TITLES = ("Periods", "02_periods")
CANVAS_LINES = [
    result_of("bergnna", 6.0, "1001"),
    result_of("benvictim", 12.0, "1002"),
    result_of("x", 1, "7"),
]


def test_canvas_s_own_column_is_found_scaled_and_no_other_touched(tmp_path):
    message = export_canvas(CANVAS_LINES, HERE / "canvas_gb.csv", tmp_path, titles=TITLES)

    before, after = cells(HERE / "canvas_gb.csv"), cells(tmp_path / "canvas.csv")
    changed = {
        (r, c): after[r][c]
        for r in range(len(before))
        for c in range(len(before[0]))
        if before[r][c] != after[r][c]
    }
    assert changed == {(3, 6): "50", (4, 6): "100"}
    assert "2 of 3 students" in message
    assert "Not in the file: x" in message
    assert "Student, Test" in message


CANVAS_HEADS = {
    "one": (["Lesson 02 (5)", "Lesson 03 (6)"], "Lesson 02 (5)"),
    "no_leading_zero": (["Lesson 2 (5)", "Lesson 12 (6)"], "Lesson 2 (5)"),
    "title_alone": (["Periods (5)", "Scales (6)"], "Periods (5)"),
    "slug": (["02_periods (5)", "Quiz 02 (4)"], "02_periods (5)"),
    "quiz_and_lesson": (["Quiz 02 (4)", "Lesson 02: Periods (5)"], "Lesson 02: Periods (5)"),
    "year": (["Survey 2026 (4)", "Lesson 02 (5)"], "Lesson 02 (5)"),
}


@pytest.mark.parametrize("name", CANVAS_HEADS)
def test_the_assignment_is_chosen_by_its_name(name, tmp_path):
    heads, right = CANVAS_HEADS[name]
    sheet = sheet_in(tmp_path / "c.csv", ["Student", "ID", *heads], [["Berg Anna", "1", "", ""]])

    export_canvas([result_of("berganna", 6.0, "1")], sheet, tmp_path, titles=TITLES)

    head, row = cells(tmp_path / "canvas.csv")
    assert [head[at] for at in range(2, 4) if row[at]] == [right]


@pytest.mark.parametrize(
    "heads",
    [["Quiz 02 (4)"], ["Lesson 02 (4)", "Lesson 2 resit (5)"], ["Quiz 02 (4)", "Exam 2 (5)"]],
)
def test_an_assignment_that_is_not_surely_meant_is_refused_and_named(heads, tmp_path):
    row = ["Berg Anna", "1", *[""] * len(heads)]
    sheet = sheet_in(tmp_path / "c.csv", ["Student", "ID", *heads], [row])

    with pytest.raises(InputError) as refused:
        export_canvas([result_of("berganna", 6.0, "1")], sheet, tmp_path, titles=TITLES)
    assert all(head in str(refused.value) for head in heads)
    assert "--column" in str(refused.value)

    for named in (heads[0], heads[0].partition(" (")[0], "4"):
        export_canvas([result_of("berganna", 6.0, "1")], sheet, tmp_path, named, TITLES)
        assert cells(tmp_path / "canvas.csv")[1][2] == "6"


def test_excused_and_empty_cells_of_canvas_stay(tmp_path):
    rows = [["Berg Anna", "1", "EX"], ["Cruz Ben", "2", ""], ["Dee Cleo", "3", "ex"]]
    sheet = sheet_in(tmp_path / "c.csv", ["Student", "ID", "Lesson 02 (5)"], rows)

    export_canvas([result_of("berganna", 6.0, "1"), result_of("deecleo", 1, "3")], sheet, tmp_path)

    assert [row[2] for row in cells(tmp_path / "canvas.csv")[1:]] == ["EX", "", "ex"]


def test_a_file_without_the_students_and_the_lesson_is_refused_as_a_canvas_gradebook(tmp_path):
    sheet = sheet_in(tmp_path / "w.csv", LANGUAGES["en"], ROWS)

    with pytest.raises(InputError, match="is it the gradebook"):
        export_canvas([result_of("Dora Dee")], sheet, tmp_path)
    assert not (tmp_path / "canvas.csv").exists()


def test_a_spreadsheet_and_an_empty_file_are_refused(tmp_path):
    for raw, message in ((b"PK\x03\x04xx", "save it as CSV"), (b"\n \n", "is empty")):
        (tmp_path / "w.csv").write_bytes(raw)
        with pytest.raises(InputError, match=message):
            read_table(tmp_path / "w.csv")


@given(points=st.floats(0, 12), most=st.floats(0.5, 10_000), decimals=st.sampled_from([".", ","]))
def test_points_are_scaled_and_never_above_the_maximum(points, most, decimals):
    text = f"{most:.2f}".replace(".", decimals)

    found = float(scaled(result_of("a", points), text))

    assert abs(found - points / 12 * float(f"{most:.2f}")) <= 0.005 + 1e-9
    assert found <= float(f"{most:.2f}") + 1e-9


CELL = st.text(st.sampled_from("ab \u00e9\"',;\t\n=-0"), max_size=6)


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5),
    form=st.sampled_from(list(FORMS)),
)
def test_a_table_that_is_written_is_read_as_it_was(rows, form, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    rows = [[f"x{row[0]}", *row[1:]] for row in rows]
    table = read_table(sheet_in(folder / "t.csv", ["A", "B", "C"], [], form))

    (folder / "t2.csv").write_bytes(table.written(table.head, rows))

    again = read_table(folder / "t2.csv")
    assert again.rows == rows
    assert (again.encoding, again.mark, again.delimiter) == (
        table.encoding, table.mark, table.delimiter,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bergnna", "Berg, Anna", True),
        ("odonnellpat", "O'Donnell, Pat", True),
        ("\u674e \u5c0f\u9f99", "\u674e\u5c0f\u9f99", True),
        ("Jose\u0301 Garcia", "JOS\u00c9 GARC\u00cdA", True),
        ("Team 7", "Anna Berg", False),
        ("x", "Anna Berg", False),
        ("Group A-Anna Berg", "Anna Berg", True),
        ("", "Anna", False),
    ],
)
def test_names_agree_though_they_are_spelled_differently(one, other, same):
    assert agree(one, other) is same


def rows(path):
    with path.open(newline="", encoding="utf-8-sig") as file:  # with a BOM or without
        return list(csv.reader(file))


def test_moodles_worksheet_is_filled_by_number_or_name_and_keeps_the_rest(tmp_path):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,"
        "Last modified (grade),Feedback comments\n"
        "Participant 4711,Anna Berg,a@b,Submitted,,100.00,-,\n"
        "Participant 12,Ben Au,b@b,Submitted,55.00,100.00,-,old\n"
        "Participant 13,Cleo Iu,c@b,Submitted,55.00,100.00,-,old\n",
        encoding="utf-8",
    )
    results = [
        result_of("Anna B", points=6.0, number="4711"),
        result_of("cleo iu", points=1.5),
        result_of("nobody"),
    ]
    results.append(result_of("Ben Au", status="grader_error", points=0.0))

    message = export_moodle(results, sheet, tmp_path)

    _, anna, ben, cleo = rows(tmp_path / "moodle.csv")
    assert anna[4:] == ["50", "100.00", "-", "6 of 12 points"]
    assert ben[4:] == ["55.00", "100.00", "-", "old"]
    assert cleo[4] == "12.5"
    assert "nobody" in message


def test_canvas_gets_one_column_and_the_points_possible(tmp_path):
    sheet = tmp_path / "canvas.csv"
    sheet.write_text(
        "Student,ID,SIS Login ID,Section,Lesson 02 (77)\n"
        "    Points Possible,,,,\nBerg Anna,123,annab,1,\nAu Ben,124,benau,1,3\n"
    )

    export_canvas([result_of("annab", points=6.0, number="123")], sheet, tmp_path / "..")

    table = rows(tmp_path.parent / "canvas.csv")
    assert [row[4] for row in table] == ["Lesson 02 (77)", "12", "6", "3"]


def test_nbgraders_columns_are_its_own(tmp_path):
    export_nbgrader([result_of("=a", points=1.5)], tmp_path)

    head, row = rows(tmp_path / "nbgrader.csv")
    assert head[0:4] == ["assignment", "duedate", "timestamp", "student_id"]
    assert (row[3], row[7], row[10]) == ("'=a", "1.5", "12")


def test_a_worksheet_without_its_columns_is_refused(tmp_path):
    (tmp_path / "w.csv").write_text("a,b\n1,2\n")

    with pytest.raises(InputError, match="no column 'Identifier'"):
        export_moodle([result_of("anna")], tmp_path / "w.csv", tmp_path)
