"""``course export``: write a lesson as one page of HTML, with its players and instruments."""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands, positive_float
from course_lib.cli.errors import UsageError, write_notice

PAGES = Path("runs", "pages")
EPILOG = """
The lesson runs in a fresh kernel, with every demo shown. The page contains all it needs: it works
without Python and without a network. What needs a kernel, such as a training run, shows its result.
"""


def add_command(commands: Commands) -> None:
    """Add ``export`` to the parser."""
    export = commands.add_parser("export", help="write a lesson as one page", epilog=EPILOG)
    export.add_argument("lesson", metavar="LESSON", help="such as 02")
    export.add_argument("--html", action="store_true", required=True, help="as HTML")
    export.add_argument("--fast", action="store_true", help="shorten long work, as in the tests")
    export.add_argument(
        "--timeout", type=positive_float, default=600, metavar="S", help="seconds for a cell (600)"
    )
    export.add_argument(
        "--out", type=Path, metavar="FILE", help=f"the page ({PAGES.as_posix()}/02_periods.html)"
    )
    export.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # imported late: they take seconds, and need the authors' packages
    from course_lib.atomic import write_file
    from course_lib.authoring.export import LessonFailedError, export_lesson
    from course_lib.authoring.running.results import Settings
    from course_lib.authoring.running.time_limits import TimeLimits
    from course_lib.classroom.exercises.course_toml import course_root, load_course

    settings = Settings(fast=arguments.fast, limits=TimeLimits(timeout=arguments.timeout))
    try:
        root = course_root()
        slug = load_course(root).lesson(arguments.lesson).slug
        file = (arguments.out or PAGES / f"{slug}.html").expanduser()
        if file.is_dir():
            file = file / f"{slug}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, export_lesson(root, arguments.lesson, settings))
    except LessonFailedError as error:
        write_notice("export", str(error))
        return 1
    except (LookupError, ValueError, RuntimeError, OSError) as error:
        raise UsageError(error) from error
    print(f"{file}, {file.stat().st_size / 1e6:.1f} MB")
    return 0
