"""The script that makes the shipped generators writes where the package reads."""

import runpy

from course_lib.gan.training.shipped import FOLDER, READY


def test_it_writes_the_folder_that_the_package_reads(root):
    script = runpy.run_path(str(root / "scripts" / "make_shipped.py"))

    assert script["SHIPPED"] == FOLDER
    assert (FOLDER / "ready.json").is_file()
    assert READY[:-1] == script["WARM_STAGES"]
