"""``course publish``: write the address of a repository into every notebook, for Colab."""

import argparse
import sys

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``publish`` to the parser."""
    publish = commands.add_parser(
        "publish", help="write the repository's address into every notebook, for Colab"
    )
    publish.add_argument("address", metavar="ADDRESS", help="such as https://github.com/ME/NAME")
    publish.add_argument("--branch", metavar="NAME", help="the one in pyproject.toml if left out")
    publish.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # imported late: they need torch and the authors' packages
    from course_lib.authoring import SourceError, build
    from course_lib.authoring.notebooks.colab_cell import colab_link
    from course_lib.authoring.notebooks.web_address import set_project
    from course_lib.classroom.exercises.course_toml import course_root

    try:
        root = course_root()
        project = set_project(root, arguments.address, arguments.branch)
        report = build(root)
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (LookupError, ValueError, OSError) as error:
        raise UsageError(error) from error
    print(report)
    print(f"The address is {project.repository}, branch {project.branch}. Commit and push it.")
    if colab_link(project, "") is None:
        print("Colab opens notebooks from github.com only, so they have no link to Colab.")
    return 0
