"""``course list``: every discriminator, without waiting for torch."""

import json
import subprocess
import sys

from course_lib.cli.list import built_in
from course_lib.discriminators.registry import entries


def test_list_shows_name_source_and_summary_of_each(course):
    code, out, err = course("list")

    rows = [line.split(maxsplit=2) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row[:2] for row in rows if row[1] == "course_lib"] == [
        ["mpd", "course_lib"],
        ["msd", "course_lib"],
        ["msstftd", "course_lib"],
    ]
    assert all(len(row) == 3 for row in rows)


def test_list_speaks_json(course):
    _, out, _ = course("list", "--json")

    row = next(row for row in json.loads(out) if row["name"] == "mpd")
    assert row["class"] == "MultiPeriodDiscriminator"
    assert row["broken"] is None


def test_the_list_of_built_in_discriminators_is_what_the_registry_says():
    registered = [e for e in entries() if e.source == "course_lib"]

    assert [(b.name, b.source, b.class_name, b.summary) for b in built_in()] == [
        (e.name, e.source, e.cls.__name__, e.summary) for e in registered
    ]


def test_without_plugins_a_list_does_not_wait_for_torch():
    code = (
        "import sys\nimport course_lib.cli.list as command\nfrom course_lib.cli import main\n"
        "command.entry_points = lambda group: ()\n"
        "assert main(['list']) == 0\nprint('torch' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    *rows, torch = done.stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["mpd", "msd", "msstftd"]
    assert torch == "False"
