"""An answer from an earlier sheet finds what its sheet gave, under the names of that time."""

from types import FunctionType

from course_lib.classroom.exercises.earlier_names import add_setup_names, given_names

EARLIER = {"judge_pays": "discriminator_loss"}


def answer(names):
    """Return a function of a notebook with these names."""
    source: dict[str, object] = names
    exec("def answer():\n    return judge_pays()", source)
    found = source["answer"]
    assert isinstance(found, FunctionType)
    return found


def test_an_earlier_name_means_what_is_given_today():
    names = {"discriminator_loss": lambda: "today's"}

    with given_names(answer(names), EARLIER):
        assert names["answer"]() == "today's"
    assert "judge_pays" not in names


def test_a_name_that_the_notebook_has_is_not_changed():
    names = {"discriminator_loss": lambda: "today's", "judge_pays": lambda: "its own"}

    with given_names(answer(names), EARLIER):
        assert names["answer"]() == "its own"
    assert names["judge_pays"]() == "its own"


def test_a_value_or_a_class_needs_no_names():
    with given_names({"area": 1}, EARLIER), given_names(int, EARLIER):
        pass


def test_a_set_up_cell_of_today_also_gives_the_name_of_an_earlier_one():
    names: dict[str, object] = {"LibraryDiscriminator": int}

    add_setup_names("04", names)
    add_setup_names("02", names)

    assert names == {"LibraryDiscriminator": int, "LibraryJudge": int}
