"""Who handed in what: names come from the LMS alone, and every student has one row."""

import io
import os
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_lib.grading.intake import hand_ins, notebook_choice
from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.hand_ins import find_hand_ins
from course_lib.grading.intake.lms_names import owners_of
from course_lib.grading.intake.student_names import (
    distinct,
    file_name,
    letters,
    readable,
    same_file,
)

MOODLE = "_assignsubmission_file_"


def zipped(members: dict[str, bytes | str] | list[tuple[str, bytes | str]]) -> bytes:
    packed = io.BytesIO()
    pairs = members.items() if isinstance(members, dict) else members
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def hand_ins_of(tmp_path):
    """Find the hand_ins of a zip file, or of a folder, made of these members."""

    def find(members, as_folder=False):
        if as_folder:
            for name, content in members.items():
                path = tmp_path / "in" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
            return find_hand_ins(tmp_path / "in", tmp_path / "u")
        place = tmp_path / "class.zip"
        place.write_bytes(members if isinstance(members, bytes) else zipped(members))
        return find_hand_ins(place, tmp_path / "unpacked")

    return find


def people(hand_ins):
    return {hand_in.student: hand_in.number for hand_in in hand_ins}


LAYOUTS = {
    "moodle_folders": (
        {f"Anna B_1{MOODLE}/02.ipynb": "{}", f"Ben C_2{MOODLE}/sub/02.ipynb": "{}"},
        {"Anna B": "1", "Ben C": "2"},
    ),
    "moodle_flat": (
        {f"Anna B_1{MOODLE}02.ipynb": "{}", f"Ben C_2{MOODLE}x_3_4_y.ipynb": "{}"},
        {"Anna B": "1", "Ben C": "2"},
    ),
    "moodle_before_3_1": (
        {"Anna B_1_02_periods.ipynb": "{}", "Ben C_2_02_periods.ipynb": "{}"},
        {"Anna B": "1", "Ben C": "2"},
    ),
    "moodle_newer_without_last_underscore": (
        {"Anna B_1_assignsubmission_file/02.ipynb": "{}"},
        {"Anna B": "1"},
    ),
    "moodle_blind": (
        {f"Teilnehmerin 7_7{MOODLE}/a.ipynb": "{}", f"Participant_8{MOODLE}/a.ipynb": "{}"},
        {"Teilnehmerin 7": "7", "Participant": "8"},
    ),
    "moodle_online_text_is_the_same_student": (
        {
            f"Anna B_1{MOODLE}/02.ipynb": "{}",
            "Anna B_1_assignsubmission_onlinetext_/onlinetext.html": "hello",
            "Ben C_2_assignsubmission_onlinetext_onlinetext.html": "only text",
        },
        {"Anna B": "1", "Ben C": "2"},
    ),
    "moodle_teams": (
        {
            "Team Red_17_assignsubmission_file/02.ipynb": "{}",
            "Default group_assignsubmission_file/02.ipynb": "{}",
        },
        {"Team Red": "17", "Default group": ""},
    ),
    "moodle_wrapped": (
        {f"CS-Lesson 02-77/Anna B_1{MOODLE}/02.ipynb": "{}"},
        {"Anna B": "1"},
    ),
    "canvas": (
        {"bergnna_LATE_1_77_02_periods.ipynb": "{}", "cruzben_2_78_a_3_4.ipynb": "{}"},
        {"bergnna": "1", "cruzben": "2"},
    ),
    "canvas_anonymous": (
        {"anon_aB3dE_77_02.ipynb": "{}", "anon_LATE_Zz9xY_78_02.ipynb": "{}"},
        {"anon aB3dE": "aB3dE", "anon Zz9xY": "Zz9xY"},
    ),
    "blackboard": (
        {
            "Lesson_02_a_berg_attempt_2026-11-28-20-10-33_02.ipynb": "{}",
            "Lesson_02_a_berg_attempt_2026-11-28-20-10-33.txt": "Name: Anna Berg",
            "Lesson_02_c_berg_attempt_2026-11-28-20-11-33_02.ipynb": "{}",
        },
        {"a_berg": "", "c_berg": ""},
    ),
    "blackboard_in_german": (
        {
            "Blatt 2_anna_Versuch_2026-11-28-20-10-33_02.ipynb": "{}",
            "Blatt 2_ben_Versuch_2026-11-28-20-10-33_02.ipynb": "{}",
        },
        {"anna": "", "ben": ""},
    ),
    "classroom": (
        {
            "Lesson 02/Anna Berg - 02_periods.ipynb": "{}",
            "Lesson 02/Anna Berg - 02_periods (1).ipynb": "{}",
            "Lesson 02/Ben Cruz - Copy of 02_periods.ipynb": "{}",
        },
        {"Anna Berg": "", "Ben Cruz": ""},
    ),
    "moodle_in_a_chain_of_folders": (
        {f"Spring/Lesson 02/{n}{MOODLE}/02.ipynb": "{}" for n in ("Anna B_1", "Ben C_2")},
        {"Anna B": "1", "Ben C": "2"},
    ),
    "moodle_beside_the_teacher_s_list": (
        {
            f"Lesson 02/Anna B_1{MOODLE}/02.ipynb": "{}",
            f"Lesson 02/Ben C_2{MOODLE}/02.ipynb": "{}",
            "worksheet.csv": "Identifier",
        },
        {"Anna B": "1", "Ben C": "2"},
    ),
    "a_team_with_the_number_of_a_student": (
        {f"Team Red_17{MOODLE}/02.ipynb": "{}", f"Anna B_17{MOODLE}/02.ipynb": "{}"},
        {"Team Red": "17", "Anna B": "17"},
    ),
    "canvas_without_files": (
        {
            "bergnna_1_77_02_periods.ipynb": "{}",
            "cruzben_LATE_2_text.html": "my answer",
            "deecleo_3_link.html": "<a>",
        },
        {"bergnna": "1", "cruzben": "2", "deecleo": "3"},
    ),
    "blackboard_in_a_file_s_name": (
        {
            "L_02_a_berg_attempt_2026-11-28-20-10-33_x_attempt_2020-01-01-00-00-00_y.ipynb": "{}",
            "L_02_c_dee_attempt_2026-11-28-20-10-33_02.ipynb": "{}",
        },
        {"a_berg": "", "c_dee": ""},
    ),
    "classroom_with_dashes_and_other_files": (
        {
            "Lesson 02/Jean - Luc P - 02_periods.ipynb": "{}",
            "Lesson 02/Ben Cruz - 02_periods.ipynb": "{}",
            "Lesson 02/Ben Cruz - photo.jpg": "x",
        },
        {"Jean - Luc P": "", "Ben Cruz": ""},
    ),
    "google_forms": (
        {f"HW (Responses)/Upload/02_periods - {name}.ipynb": "{}" for name in ("Ann", "Ben")},
        {"Ann": "", "Ben": ""},
    ),
    "names_with_marks_that_nobody_sees": (
        {f"\u202eAnna\u200f_1{MOODLE}/02.ipynb": "{}", f"\u200bBen_2{MOODLE}/02.ipynb": "{}"},
        {"Anna": "1", "Ben": "2"},
    ),
    "folders": (
        {"anna/02.ipynb": "{}", "ben/exercises/02.ipynb": "{}", "ben/anna/02.ipynb": "{}"},
        {"anna": "", "ben": ""},
    ),
    "drive": (
        {"Hand-ins/anna/02.ipynb": "{}", "Hand-ins/ben/02.ipynb": "{}"},
        {"anna": "", "ben": ""},
    ),
    "one_person_s_folders": (
        {"anna/exercises/02.ipynb": "{}", "anna/notebooks/02.ipynb": "{}"},
        {"anna": ""},
    ),
    "macos": (
        {"anna/02.ipynb": "{}", "__MACOSX/anna/._02.ipynb": "x", "._ben.ipynb": "x"},
        {"anna": ""},
    ),
    "years_are_not_numbers": (
        {"anna_2026_11_02.ipynb": "{}", "ben_2026_11_02.ipynb": "{}"},
        {"anna_2026_11_02": "", "ben_2026_11_02": ""},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("as_folder", [False, True], ids=["zip", "folder"])
def test_students_are_named_as_the_lms_names_them(layout, as_folder, hand_ins_of):
    members, expected = LAYOUTS[layout]

    assert people(hand_ins_of(members, as_folder)) == expected


@pytest.mark.parametrize("start", ["../", "../../", "/", "C:\\work\\t\\"])
def test_a_path_from_another_place_loses_nobody(start, hand_ins_of):
    paths = [f"{start}{name}{MOODLE}/02.ipynb" for name in ("Anna_1", "Ben_2")]

    found = hand_ins_of({p.replace("/", "\\") if "\\" in start else p: "{}" for p in paths})

    assert people(found) == {"Anna": "1", "Ben": "2"}


def test_the_lms_s_zip_file_may_be_in_a_folder_beside_other_files(tmp_path):
    for name, members in {
        "download.zip": {f"Anna B_1{MOODLE}/02.ipynb": "{}", f"Ben C_2{MOODLE}/02.ipynb": "{}"},
        "Cleo.zip": {"me/02.ipynb": "{}"},
    }.items():
        (tmp_path / name).write_bytes(zipped(members))
    (tmp_path / "worksheet.csv").write_text("Identifier")

    found = find_hand_ins(tmp_path, tmp_path / "u")

    assert people(found) == {"Anna B": "1", "Ben C": "2", "Cleo": ""}
    assert all(hand_in.path.read_text() == "{}" for hand_in in found)


def test_the_time_of_a_hand_in_is_that_of_the_attempt_that_counts(hand_ins_of):
    first, second = (f"02_anna_attempt_2026-11-{d}-20-10-33_02.ipynb" for d in (28, 29))

    (hand_in,) = hand_ins_of({first: '{"cells": []}', second: "damaged"})

    assert (hand_in.source, hand_in.handed_in) == (first, "2026-11-28T20:10:33")


def test_a_time_that_cannot_be_loses_nobody(hand_ins_of):
    (hand_in,) = hand_ins_of({"02_anna_attempt_2026-13-45-99-10-33_02.ipynb": "{}"})

    assert hand_in.path.exists()
    assert (hand_in.student, hand_in.handed_in) == ("anna", "")


def test_a_students_own_zip_file_in_a_folder_is_one_student(tmp_path):
    names = ["02_periods - draft.ipynb", "02_periods - final.ipynb", "my work_2_final.ipynb"]
    (tmp_path / "Cleo.zip").write_bytes(zipped(dict.fromkeys(names, "{}")))

    assert people(find_hand_ins(tmp_path, tmp_path / "u")) == {"Cleo": ""}


def test_the_folder_of_a_long_name_stays_known(hand_ins_of):
    folder = f"{'x' * 230}_1{MOODLE}"

    (hand_in,) = hand_ins_of({f"{folder}/02.ipynb": "{}"})

    assert len(hand_in.student) == 160
    assert hand_in.source == f"{folder}/02.ipynb"


def test_a_folder_that_looks_like_another_s_hand_in_stays_its_owner_s(hand_ins_of):
    found = hand_ins_of(
        {
            f"Aaron M_9{MOODLE}/Ben C_2{MOODLE}/02.ipynb": "{}",
            f"Aaron M_9{MOODLE}/Dora_3_4_02.ipynb": "{}",
            f"Ben C_2{MOODLE}/02.ipynb": "{}",
            f"Eve_5{MOODLE}Ben C_2{MOODLE}02.ipynb": "{}",
        }
    )

    assert people(found) == {"Aaron M": "9", "Ben C": "2", "Eve": "5"}
    assert {e.student: e.source.partition("_")[0] for e in found}["Ben C"] == "Ben C"


def test_a_student_without_a_notebook_has_a_row_that_lists_their_files(hand_ins_of):
    found = hand_ins_of(
        {
            f"Eve_5{MOODLE}/02.html": "<html>",
            f"Finn_6{MOODLE}/": "",
            f"Gus_7{MOODLE}/a.7z": "x",
            f"Hal_8{MOODLE}/.ipynb_checkpoints/02-checkpoint.ipynb": "{}",
            f"Ida_9{MOODLE}/work.zip": b"no zip at all",
            f"Jo_10{MOODLE}/work.zip": zipped({"inner.zip": zipped({"02.ipynb": "{}"})}),
        }
    )

    notes = {hand_in.student: hand_in.reason for hand_in in found}
    assert list(notes) == ["Eve", "Finn", "Gus", "Hal", "Ida", "Jo"]
    assert not any(hand_in.path.exists() for hand_in in found)
    assert "02.html" in notes["Eve"]
    assert "checkpoint" in notes["Hal"]
    assert "damaged zip" in notes["Ida"]


def test_a_file_that_the_lms_did_not_name_is_a_flagged_row(hand_ins_of):
    found = hand_ins_of({f"A_1{MOODLE}/a.ipynb": "{}", "late/b.ipynb": "{}", "sheet.ipynb": "{}"})

    flags = {hand_in.student: hand_in.flags for hand_in in found}
    assert flags["A"] == ()
    assert all("is this from a student?" in flags[name][0] for name in ("late", "sheet"))
    assert all(hand_in.notes == () for hand_in in found)  # that isn't the student's business


def test_loose_documents_are_students_and_the_teacher_s_own_files_are_not(hand_ins_of):
    found = hand_ins_of(
        {"anna.ipynb": "{}", "ben.pdf": "x", "cleo.ZIP": "x", "conftest.py": "", "notes.txt": ""},
        as_folder=True,
    )

    assert [hand_in.student for hand_in in found] == ["anna", "ben", "cleo"]


def test_one_damaged_member_is_one_row(hand_ins_of):
    raw = bytearray(zipped({f"A_1{MOODLE}/a.ipynb": "{}" * 500, f"B_2{MOODLE}/b.ipynb": "{}"}))
    start = raw.index(b"a.ipynb") + 7
    raw[start : start + 8] = b"\xff" * 8

    found = {hand_in.student: hand_in for hand_in in hand_ins_of(bytes(raw))}

    assert found["A"].reason == "damaged in the zip file: ask for it again"
    assert found["B"].path.read_text() == "{}"


def test_a_locked_member_is_one_row(hand_ins_of):
    raw = bytearray(zipped({f"A_1{MOODLE}/a.ipynb": "{}", f"B_2{MOODLE}/b.ipynb": "{}"}))
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1

    found = {hand_in.student: hand_in for hand_in in hand_ins_of(bytes(raw))}

    assert "password" in found["A"].reason
    assert found["B"].path.exists()


def test_a_name_that_claims_to_be_utf8_and_is_not_stops_nobody(hand_ins_of):
    raw = zipped({f"\u00e9_1{MOODLE}/a.ipynb": "{}", f"\u674e_2{MOODLE}/b.ipynb": "{}"})

    found = hand_ins_of(raw.replace("\u00e9".encode(), b"\xff\xfe"))

    assert sorted(people(found).values()) == ["1", "2"]
    assert "\u674e" in people(found)
    assert all(hand_in.path.read_text() == "{}" for hand_in in found)


def test_utf8_names_without_the_flag_are_read(hand_ins_of):
    raw = bytearray(zipped({f"G\u00fcl_1{MOODLE}/a.ipynb": "{}"}))
    for mark, at in ((b"PK\x01\x02", 9), (b"PK\x03\x04", 7)):
        raw[raw.index(mark) + at] = 0

    assert people(hand_ins_of(bytes(raw))) == {"G\u00fcl": "1"}


def test_a_name_of_200_bytes_of_chinese_is_cut_and_can_be_a_file(hand_ins_of, tmp_path):
    names = ["\u674e" * 66 + "a", "\u674e" * 66 + "b", "\u674e" * 300]

    found = hand_ins_of({f"{name}_{i}{MOODLE}/a.ipynb": "{}" for i, name in enumerate(names)})

    assert len(people(found)) == 3
    for hand_in in found:
        (tmp_path / f"{file_name(hand_in.student)}.html").write_text("")


def test_two_ways_to_write_an_accent_are_two_rows_with_different_files(hand_ins_of):
    forms = [unicodedata.normalize(form, "Jos\u00e9") for form in ("NFC", "NFD")]

    found = hand_ins_of({f"{form}.ipynb": "{}" for form in forms})

    names = [hand_in.student for hand_in in found]
    assert len({same_file(name) for name in names}) == 2
    assert all(unicodedata.is_normalized("NFC", name) for name in names)


BOMB = b"\0" * (20 << 20)


def test_a_zip_bomb_is_read_no_further_than_a_notebook_may_be(hand_ins_of):
    found = hand_ins_of(
        {
            f"A_1{MOODLE}/02.ipynb": BOMB,
            f"B_2{MOODLE}/w.zip": zipped([(f"{i}.ipynb", BOMB[: 9 << 20]) for i in range(3)]),
        }
    )

    assert [hand_in.student for hand_in in found] == ["A", "B"]
    assert all(hand_in.path.stat().st_size <= (8 << 20) + 1 for hand_in in found)


PART = st.sampled_from(["..", ".", "", "a", "a.ipynb", "A_1_assignsubmission_file_", "C:", "~"])


@settings(max_examples=80, deadline=None)
@given(paths=st.lists(st.lists(PART, min_size=1, max_size=5), min_size=1, max_size=5))
def test_whatever_the_paths_nothing_is_written_outside(paths, tmp_path_factory):
    folder = tmp_path_factory.mktemp("paths")
    names = {"/".join(path) for path in paths} | {f"B_2{MOODLE}/b.ipynb"}
    (folder / "all.zip").write_bytes(zipped(dict.fromkeys(sorted(names - {""}), "{}")))

    found = find_hand_ins(folder / "all.zip", folder / "u")

    assert {path.name for path in folder.iterdir()} == {"all.zip", "u"}
    assert all(path.parent == folder / "u" for path in (folder / "u").rglob("*"))
    assert "2" in people(found).values()


def test_a_name_that_is_no_text_at_all_is_a_row(tmp_path):
    (tmp_path / "in").mkdir()
    for name in (b"\xff\xfe.ipynb", b"\xff\xfd.ipynb", "\u00e9.ipynb".encode()):
        (Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name))).write_text("{}")

    found = find_hand_ins(tmp_path / "in", tmp_path / "u")

    assert len({same_file(hand_in.student) for hand_in in found}) == 3
    assert all(hand_in.student.isprintable() and hand_in.source.isprintable() for hand_in in found)


def test_a_fault_that_nobody_foresaw_is_one_row(hand_ins_of, monkeypatch):
    def fail(files, key):
        if "A_1" in files[0][0].shown:
            raise MemoryError
        return notebook_choice.choose(files, key)

    monkeypatch.setattr(hand_ins, "choose", fail)

    found = hand_ins_of({f"A_1{MOODLE}/a.ipynb": "{}", f"B_2{MOODLE}/b.ipynb": "{}"})

    assert [hand_in.path.exists() for hand_in in found] == [False, True]
    assert "MemoryError" in found[0].reason


LONG = {
    "spaces": "a" + " " * 60_000 + "b.ipynb",
    "dashes": "a - " * 15_000 + ".ipynb",
    "digits": "a_" + "1" * 60_000 + ".ipynb",
    "underscores": "_1" * 30_000 + ".ipynb",
    "deep": "a/" * 30_000 + "b.ipynb",
    "attempts": "a_b_" * 15_000 + ".ipynb",
}


@pytest.mark.parametrize("name", LONG)
def test_no_name_takes_long_to_read(name, hand_ins_of):
    began = time.process_time()

    hand_ins_of({LONG[name]: "{}", f"B_2{MOODLE}/b.ipynb": "{}"})

    assert time.process_time() - began < 5  # a quadratic search would take minutes


def test_a_zip_file_with_too_many_members_is_not_listed(hand_ins_of):
    many = zipped({f"{i:080}": "" for i in range(20_000)})

    (hand_in,) = hand_ins_of({f"A_1{MOODLE}/w.zip": many})

    assert "too many members" in hand_in.reason


def test_a_hundred_zip_files_of_one_student_are_not_all_opened(hand_ins_of):
    work = zipped({"02.ipynb": "{}"})

    (hand_in,) = hand_ins_of({f"A_1{MOODLE}/{i}.zip": work for i in range(100)})

    assert "5 notebooks" in hand_in.flags[0]


@pytest.mark.parametrize(
    "path",
    ["/etc/a.ipynb", "../../a.ipynb", "C:\\x\\a.ipynb", f"A_1{MOODLE}/../../a.ipynb", "//a.ipynb"],
)
def test_no_path_leads_out_of_the_folder(path, hand_ins_of, tmp_path):
    found = hand_ins_of({path: "{}", f"B_2{MOODLE}/b.ipynb": "{}"})

    assert {p.name for p in tmp_path.iterdir()} == {"class.zip", "unpacked"}
    assert "B" in people(found)
    assert all(hand_in.path.parent == tmp_path / "unpacked" for hand_in in found)


def test_a_broken_class_zip_gets_one_sentence(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 cut off")

    with pytest.raises(InputError, match="damaged zip file: download it again"):
        find_hand_ins(tmp_path / "a.zip", tmp_path / "u")


def test_links_and_pipes_are_rows_and_are_not_followed(tmp_path):
    place = tmp_path / "in"
    (place / "ben").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x.ipynb").write_text("{}")
    (place / "anna").symlink_to(tmp_path / "secret")
    (place / "ben" / "deep").symlink_to(tmp_path / "secret")
    os.mkfifo(place / "cleo.ipynb")

    found = {hand_in.student: hand_in for hand_in in find_hand_ins(place, tmp_path / "u")}

    assert set(found) == {"anna", "ben", "cleo"}
    assert "not followed" in found["anna"].reason
    assert all("secret" not in str(hand_in.path.resolve()) for hand_in in found.values())


NAME = st.text(
    st.characters(blacklist_characters="/\0", blacklist_categories=("Cs",)), min_size=1, max_size=30
).filter(lambda name: not name.startswith(".") and name.strip() != "")


@settings(max_examples=60, deadline=None)
@given(names=st.sets(NAME, min_size=1, max_size=12))
def test_any_set_of_names_has_as_many_rows_as_students(names, tmp_path_factory):
    place = tmp_path_factory.mktemp("names") / "all.zip"
    members = [
        (f"{name.replace('_', ' ')}_{i}{MOODLE}/a.ipynb", "{}") for i, name in enumerate(names)
    ]
    place.write_bytes(zipped(members))

    found = find_hand_ins(place, place.parent / "u")

    assert sorted(hand_in.number for hand_in in found) == sorted(str(i) for i in range(len(names)))
    assert len({same_file(hand_in.student) for hand_in in found}) == len(names)
    assert {p.name for p in place.parent.iterdir()} == {"all.zip", "u"}


@settings(max_examples=60, deadline=None)
@given(names=st.sets(NAME, min_size=1, max_size=12))
def test_any_set_of_file_names_in_a_folder_has_as_many_rows(names, tmp_path_factory):
    place = tmp_path_factory.mktemp("names") / "in"
    place.mkdir()
    names = {name for name in names if len(name.encode()) < 200}
    assume(names)
    for name in names:
        (place / f"{name}.ipynb").write_text("{}")

    found = find_hand_ins(place, place.parent / "u")

    assert len(found) == len(names)
    assert len({same_file(hand_in.student) for hand_in in found}) == len(names)


CLOSE = st.text("aA\u00e4\u00c4\u00df\u0301 ()_2?", min_size=1, max_size=6)


@given(
    names=st.lists(st.one_of(CLOSE, NAME), min_size=1, max_size=15),
    data=st.data(),
)
def test_no_two_students_share_a_file_after_suffixing(names, data):
    clean = [readable(name) for name in names]
    numbers = data.draw(
        st.lists(st.sampled_from(["", "2", "3"]), min_size=len(names), max_size=len(names))
    )

    found = distinct(clean, numbers)

    assert len({same_file(name) for name in found}) == len(found)
    for name in found:
        assert len(file_name(name).encode()) <= 220
        assert not set(file_name(name)) & set('/\\\0:*?"<>|')
        assert unicodedata.is_normalized("NFC", name)


@given(st.lists(st.lists(NAME, min_size=1, max_size=3), max_size=6))
def test_every_path_has_an_owner(paths):
    parts = [tuple(path) for path in paths]

    assert len(owners_of(parts)) == len(parts)


def test_names_are_compared_by_their_letters():
    assert letters("O'Brien, Pat") == letters("OBRIEN PAT")
    assert letters("Jose\u0301") == letters("Jos\u00c9")


def test_a_folder_is_read_by_file_and_by_student(tmp_path):
    for name in ("anna.ipynb", "ben/old.ipynb", "ben/new.IPYNB", "cleo/notes.txt", "conftest.py"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    (tmp_path / "in" / "ben" / "old.ipynb").touch()
    os.utime(tmp_path / "in" / "ben" / "old.ipynb", (1, 1))

    found = {hand_in.student: hand_in for hand_in in find_hand_ins(tmp_path / "in", tmp_path / "u")}

    assert set(found) == {"anna", "ben", "cleo"}
    assert found["ben"].path.name == "new.IPYNB"
    assert "2 notebooks" in found["ben"].flags[0]
    assert "no notebook" in found["cleo"].reason


def test_the_zips_of_moodle_and_canvas_name_students_and_paths_stay_inside(tmp_path):
    place = tmp_path / "all.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("Anna Berg_4711_assignsubmission_file_/02.ipynb", "{}")
        archive.writestr("bergben_123_456_02_periods.ipynb", "{}")
        archive.writestr("../../evil.ipynb", "{}")
        archive.writestr("__MACOSX/._02.ipynb", "{}")

    found = find_hand_ins(place, tmp_path / "unpacked")

    assert [(e.student, e.number) for e in found] == [("Anna Berg", "4711"), ("bergben", "123")]
    assert {e.path.parent for e in found} == {tmp_path / "unpacked"}
    assert not (tmp_path.parent / "evil.ipynb").exists()


def test_a_place_without_notebooks_is_refused(tmp_path):
    with pytest.raises(InputError, match="no notebooks"):
        find_hand_ins(tmp_path, tmp_path / "u")
    with pytest.raises(InputError, match="does not exist"):
        find_hand_ins(tmp_path / "missing", tmp_path / "u")


def test_students_of_one_name_stay_distinct(tmp_path):
    (tmp_path / "a?.ipynb").write_text("{}")
    (tmp_path / "a!.ipynb").write_text("{}")

    names = [hand_in.student for hand_in in find_hand_ins(tmp_path, tmp_path / "u")]

    assert len({file_name(name).casefold() for name in names}) == 2
