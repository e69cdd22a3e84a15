"""The half of a lesson's exercises that a student's kernel gets measures, and compares nothing."""

import ast
import shutil

import pytest

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.load_bank import bank
from course_lib.grading.sandbox.exercises_without_answers import probe_half
from course_lib.grading.sandbox.kernel_home import make_kernel_home


@pytest.fixture(scope="module")
def home(root, tmp_path_factory):
    return make_kernel_home(root, "02_periods", tmp_path_factory.mktemp("home") / "course")


def test_the_half_that_measures_gives_what_the_whole_file_gives(root, home):
    whole, half = bank("02", root).exercises, bank("02", home).exercises

    assert half.keys() == whole.keys()
    for id_, exercise in whole.items():
        for seed in ("s1", "s2", "s3", "s4", "s5"):
            answer = exercise.solution_answer()
            assert half[id_].measure(answer, seed) == exercise.measure(answer, seed)


def test_the_half_that_measures_has_no_answer_no_mistake_and_no_cause(root, home):
    for id_, exercise in bank("02", home).exercises.items():
        whole = bank("02", root).exercises[id_]
        assert exercise.answer not in exercise.namespace
        assert not exercise.mutants
        assert not exercise.alternatives
        assert (exercise.hint_texts, exercise.why_text, exercise.wrong_turn_text) == ((), "", "")
        assert exercise.own_comparator is None
        assert exercise.picture_of is None
        assert {p.cause for p in exercise.properties.values()} == {""}
        assert whole.mutants


@pytest.mark.parametrize("decorator", ["comparator", "scorer"])  # now, and in version 0.1
def test_helpers_of_measures_stay_and_helpers_of_comparators_go(decorator):
    source = f"""
# %% tags=["bank"]
from math import gcd, lcm
ex = Exercise("1", answer="f")
def used(x): return deeper(x)
def deeper(x): return lcm(x, 2)
def only_for_the_comparator(x): return gcd(x, 42)
@ex.property("p", cause="the answer is 42")
def _(f, draw): return used(f)
@ex.{decorator}
def _(data, expected): return {{"p": only_for_the_comparator(data)}}
@ex.alternative("other")
def deeper2(x): return 42
ex.mutant("m", says="42", source="f = 42")
# %% tags=["answer"]
# @answer 1
f = 42
"""
    half = probe_half(source)

    ast.parse(half)
    assert "deeper(x)" in half
    assert "lcm" in half
    assert "42" not in half
    assert "gcd" not in half


def test_a_comprehensions_variable_defines_nothing_for_the_rest_of_the_file():
    source = """
# %% tags=["bank"]
ex = Exercise("1", answer="found")
@ex.property("p", cause="c")
def _(found, draw): return {number: name for number, name in found.items()}
ALL = {number: name for number, name in found.items()}
RIGHT = [number for number in range(9)]
ex.mutant("m", says="s", source="".join(name for name in ALL))
"""
    half = probe_half(source)

    assert "ALL" not in half
    assert "RIGHT" not in half
    assert "mutant" not in half


def test_properties_that_a_loop_adds_stay():
    source = """
# %% tags=["bank"]
KINDS = ["a", "b"]
ex = Exercise("1", answer="f")
def adds(kind):
    @ex.property(kind, cause="c")
    def _(f, draw): return f(kind)
for kind in KINDS:
    adds(kind)
for kind in KINDS:
    ex.mutant(kind, says=kind, source=kind)
"""
    half = probe_half(source)

    assert "for kind in KINDS:\n    adds(kind)" in half
    assert "mutant" not in half


@pytest.mark.parametrize("lesson", ["00", "01", "03", "04", "05", "07"])
def test_the_half_of_every_lesson_measures_what_the_whole_file_measures(root, tmp_path, lesson):
    slug = load_course(root).lesson(lesson).slug
    place = tmp_path / "lessons" / slug
    place.mkdir(parents=True)
    shutil.copy(root / "lessons" / "course.toml", tmp_path / "lessons" / "course.toml")
    source = probe_half((root / "lessons" / slug / "exercises.py").read_text(encoding="utf-8"))
    (place / "exercises.py").write_text(source, encoding="utf-8")
    whole, half = bank(lesson, root).exercises, bank(lesson, tmp_path).exercises

    assert half.keys() == whole.keys()
    for id_, exercise in whole.items():
        assert list(half[id_].properties) == list(exercise.properties)
        assert not half[id_].mutants
        assert not half[id_].alternatives
        assert exercise.answer not in half[id_].namespace
        answer = exercise.solution_answer()
        assert half[id_].measure(answer, "s1") == exercise.measure(answer, "s1")
