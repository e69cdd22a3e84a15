"""Each notebook runs in its own fresh kernel of this Python."""

import os
import sys

from course_lib.authoring.running import kernel


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def test_a_kernel_that_dies_is_reported_with_the_last_lines_that_it_printed(course):
    course.lesson("01", "import os\nos.write(2, b'out of luck\\n')\nos._exit(3)")

    [fault] = course.run().lessons[0].faults

    assert fault.reason == "kernel"
    assert "out of luck" in fault.lines


def test_a_kernel_that_does_not_start_is_a_fault_of_the_whole_notebook(course, monkeypatch):
    monkeypatch.setattr(kernel, "_PLAIN", ["--version"])  # it prints its version and ends
    course.lesson("01", "pass")

    [lesson] = course.run().lessons

    [fault] = lesson.faults
    assert (lesson.state, fault.reason, fault.number, fault.id) == ("failed", "kernel", 0, "")
    assert fault.title.startswith("The kernel does not start: Kernel died")
    assert len(fault.lines) == 1  # the version


def test_a_kernel_finds_the_course_and_no_ones_progress(course, monkeypatch):
    monkeypatch.setenv("COURSE_FAST", "1")
    names = ["COURSE_ROOT", "COURSE_PREDICT", "COURSE_FAST", "OMP_NUM_THREADS", "MPLBACKEND"]
    expected = f"{course.root}\nskip\n0\n3\nagg\n"
    show = "import os\nfor name in {}:\n    print(os.environ[name])"
    own = f"print(os.environ['COURSE_PROGRESS'] != {os.environ['COURSE_PROGRESS']!r})"
    course.lesson("01", (show.format(names), [stream(expected)]), (own, [stream("True\n")]))
    place = "from pathlib import Path\nprint(Path.cwd().name)"
    course.lesson("02", (place, [stream("notebooks\n")]))

    run = course.run(threads=3)

    assert [lesson.faults for lesson in run.lessons] == [(), ()]


def test_a_kernel_runs_this_very_python(course, monkeypatch, tmp_path):
    folder = tmp_path / "kernels" / "python3"  # another one of the same name
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text('{"argv": ["false"], "display_name": "Other"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    source = "import sys\nprint(sys.executable)"
    course.lesson("01", (source, [stream(sys.executable + "\n")]))

    assert course.run().ok


def test_fast_mode_sets_the_variable_that_lessons_read(course):
    course.lesson("01", ("import os\nprint(os.environ['COURSE_FAST'])", [stream("1\n")]))

    assert course.run(fast=True).ok
