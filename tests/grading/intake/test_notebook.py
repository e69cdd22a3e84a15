"""Files that nobody trusts: each is read or refused with a reason, and none holds the grader up."""

import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.grading.intake.errors import RejectedError
from course_lib.grading.intake.notebook import MAX_CELL, MAX_CELLS, read_untrusted


def notebook(*sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def written(folder, content):
    path = folder / "a.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


MALFORMED = {
    "empty": b"",
    "blank": b" \n ",
    "truncated": json.dumps(notebook("a = 1")).encode()[:-20],
    "binary": bytes(range(256)) * 40,
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "pdf": b"%PDF-1.4",
    "a_list": b"[1, 2]",
    "a_word": b'"notebook"',
    "null": b"null",
    "no_cells": b'{"nbformat": 4, "metadata": {}}',
    "cells_are_a_dict": b'{"cells": {"0": 1}}',
    "version_3": b'{"nbformat": 3, "worksheets": [{"cells": []}]}',
    "nested": b"[" * 200_000 + b"]" * 200_000,
    "nested_cells": b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "nine_megabytes": b'{"cells": [], "x": "' + b"x" * (9 << 20) + b'"}',
    "html": b"<!doctype html><title>Sign in</title>",
    "a_script": b"import torch\nprint(1)\n",
    "long_number": b'{"cells": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_refused_with_a_reason(name, tmp_path):
    with pytest.raises(RejectedError) as refused:
        read_untrusted(written(tmp_path, MALFORMED[name]))

    assert 10 < len(str(refused.value)) < 200
    assert str(refused.value).isprintable()


READABLE = {
    "utf8_with_a_mark": (json.dumps(notebook("a = 1")).encode("utf-8-sig"), ""),
    "utf16": (json.dumps(notebook("a = 1")).encode("utf-16"), "saved as UTF-16"),
    "cp1252": (
        json.dumps(notebook("a = 1", "# \u00fc"), ensure_ascii=False).encode("cp1252"),
        "not saved as UTF-8: some characters are lost",
    ),
    "version_3": (
        b'{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "a = 1"}]}]}',
        "an old notebook format (3)",
    ),
    "not_a_number": (b'{"cells": [{"cell_type": "code", "source": "a = 1"}], "x": NaN}', ""),
    "lines_of_windows": (b'{"cells": [{"cell_type": "code", "source": "a = 1\\r\\n"}]}', ""),
}


@pytest.mark.parametrize("name", READABLE)
def test_a_notebook_in_an_unusual_form_is_read_and_flagged(name, tmp_path):
    raw, flag = READABLE[name]

    found = read_untrusted(written(tmp_path, raw))

    assert found.cells[0].source.strip(" \n") == "a = 1"
    assert found.flags == ((flag,) if flag else ())


LARGE = {
    "printed": [{"output_type": "stream", "text": ["x" * 70 + "\n"] * 130_000}],
    "sound": [{"data": {"text/html": '<audio src="' + "A]}" * (3 << 20)}, "metadata": {"[": "{"}}],
}


@pytest.mark.parametrize("name", LARGE)
def test_large_outputs_lose_nobody_their_answers(name, tmp_path):
    found = notebook("a = 1", "b = 2")
    found["cells"][0]["outputs"] = LARGE[name]
    found["metadata"]["widgets"] = {"state": "B" * (9 << 20)}

    cells = read_untrusted(written(tmp_path, found)).cells

    assert [cell.source for cell in cells] == ["a = 1", "b = 2"]


@pytest.mark.parametrize("content", [b"[" * (9 << 20), b'{"cells": [' + b"[]," * (3 << 20)])
def test_what_stays_too_large_is_refused_in_seconds(content, tmp_path):
    began = time.process_time()

    with pytest.raises(RejectedError, match="clear its outputs"):
        read_untrusted(written(tmp_path, content))

    assert time.process_time() - began < 20  # parsing it without a limit would take minutes


def test_links_pipes_folders_and_missing_files_are_not_opened(tmp_path):
    target = written(tmp_path, notebook("secret = 1"))
    paths = [tmp_path / f"{name}.ipynb" for name in ("link", "pipe", "folder", "missing")]
    paths[0].symlink_to(target)
    os.mkfifo(paths[1])
    paths[2].mkdir()

    for path in paths:
        with pytest.raises(RejectedError):
            read_untrusted(path)


def test_only_the_text_of_code_cells_is_taken(tmp_path):
    found = notebook("a = 1", ["b = 1\n", "c = 2"])
    found["cells"].append({"cell_type": "markdown", "source": "text"})
    found["cells"] += [7, None, {"cell_type": "code", "source": 7}, {"source": "x"}]

    cells = read_untrusted(written(tmp_path, found)).cells

    assert [cell.source for cell in cells] == ["a = 1", "b = 1\nc = 2"]


def test_what_no_message_can_carry_is_taken_out(tmp_path):
    raw = b'{"cells": [{"cell_type": "code", "source": "a = \\"\\ud800\\u0000\\""}]}'

    source = read_untrusted(written(tmp_path, raw)).cells[0].source

    assert source == 'a = "?"'


def test_too_many_and_too_long_cells_are_left_out_with_a_note(tmp_path):
    many = read_untrusted(written(tmp_path, notebook(*["a = 1"] * (MAX_CELLS + 3))))
    long = read_untrusted(written(tmp_path, notebook("a = 1", "#" * (MAX_CELL + 1))))

    assert len(many.cells) == MAX_CELLS
    assert str(MAX_CELLS + 3) in many.notes[0]
    assert [cell.source for cell in long.cells] == ["a = 1"]
    assert "left out" in long.notes[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "source", "cell_type", "metadata", "course", "id"]), inner
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(cells=st.lists(JSON | st.fixed_dictionaries({"cell_type": st.just("code")}), max_size=6))
def test_no_json_makes_the_reader_fail_otherwise(cells, tmp_path_factory):
    path = written(tmp_path_factory.getbasetemp(), {"cells": cells})

    for cell in read_untrusted(path).cells:
        assert isinstance(cell.source, str)
        assert cell.exercise is None or isinstance(cell.exercise, str)


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_otherwise(raw, tmp_path_factory):
    path = written(tmp_path_factory.getbasetemp(), raw)

    with pytest.raises(RejectedError):
        read_untrusted(path)
