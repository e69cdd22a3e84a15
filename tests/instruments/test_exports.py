"""The names that version 0.1 exported keep working beside the present ones."""

import pytest

from course_lib import instruments

RENAMED = {
    "Comparison": "SoundComparison",
    "Fields": "LogitFields",
    "Judgement": "Rating",
    "RunCurves": "RunsSideBySide",
    "Shown": "Showable",
    "as_heard": "playable_at_scale",
    "in_haste": "fast_mode",
    "run_curves": "runs_side_by_side",
    "waves_heard": "waves_received",
    "what_scale_hears": "sound_at_scale",
}


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_an_old_name_is_the_new_one(old, new):
    assert getattr(instruments, old) is getattr(instruments, new)
    assert {old, new} <= set(instruments.__all__)


def test_the_docstring_lists_every_folder(root):
    folders = [path.parent.name for path in (root / "course_lib/instruments").glob("*/__init__.py")]
    assert all(f"    {name} " in instruments.__doc__ for name in folders)
