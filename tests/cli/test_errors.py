"""Each problem is one line on stderr, after the name of the command."""

import warnings

import pytest

from course_lib.cli.errors import UsageError, notices_of_unusable_files, write_notice


def test_a_usage_error_is_one_line():
    assert str(UsageError("no lesson '77'.\n  There are 00 and 01.")) == (
        "no lesson '77'. There are 00 and 01."
    )


def test_every_line_of_a_notice_names_the_command(capsys):
    write_notice("grade merge", "one\ntwo")

    assert capsys.readouterr().err == "course grade merge: one\ncourse grade merge: two\n"


@pytest.mark.parametrize("write", [True, False])
def test_files_that_the_library_leaves_out_are_named_unless_another_process_does(capsys, write):
    with notices_of_unusable_files("train", write=write):
        warnings.warn("left out:\nnotes.txt: not a sound file", stacklevel=1)

    lines = capsys.readouterr().err.splitlines()
    assert lines == (
        ["course train: left out:", "course train: notes.txt: not a sound file"] if write else []
    )
