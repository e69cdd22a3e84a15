import pytest

from course_lib.authoring.running.stored_outputs import difference, is_compared


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data):
    kinds = {kind.replace("_", "/"): text for kind, text in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {"any": "thing"}}


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ([], []),
        ([stream("1\n2\n")], [stream("1\n"), stream("2\n")]),
        ([shown(text_plain="PASS")], [shown(text_plain="PASS") | {"metadata": {"seed": 7}}]),
        ([shown(text_plain="x")], [shown(text_plain="x", image_png="a picture")]),
    ],
)
def test_what_nbval_takes_for_equal_is_equal(stored, given):
    assert difference(stored, given) == []


@pytest.mark.parametrize(
    ("stored", "given", "lines"),
    [
        ([stream("1")], [], ["stored   1"]),
        ([], [stream("1")], ["printed  1"]),
        ([stream("1\n")], [stream("1")], ["stored   "]),
        ([stream("1")], [stream("1"), stream("oh", "stderr")], ["printed  [stderr] oh"]),
        ([stream("1\n")], [stream("1\n"), shown(text_html="<b>")], ["printed  [text/html] <b>"]),
        ([shown(text_plain="1")], [stream("1")], ["stored   [text/plain] 1", "printed  1"]),
        ([shown(text_plain="")], [], ["stored   [text/plain] "]),
    ],
)
def test_any_other_character_is_a_difference_even_the_last_line_break(stored, given, lines):
    assert difference(stored, given) == lines


def test_cells_are_compared_where_the_build_marked_them():
    marked = {"metadata": {"tags": ["nbval-check-output"]}, "execution_count": 3}

    assert is_compared(marked)
    assert not is_compared(marked | {"metadata": {}})
    assert not is_compared(marked | {"execution_count": None})
