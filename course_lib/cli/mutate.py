"""``course lint --mutate``: change every solution by machine, and see what its check says."""

import argparse

from course_lib.cli.errors import UsageError


def add_mutate_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--mutate`` and ``--update`` to the parser of ``course lint``."""
    parser.add_argument(
        "--mutate",
        nargs="*",
        metavar="LESSON",
        help="change the solutions of these lessons by machine, such as 02 (all if none is named), "
        "and list the wrong answers that pass and the right ones that are refused; takes minutes",
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="with --mutate: write what was found into lessons/*/survivors.toml",
    )


def run_mutation(arguments: argparse.Namespace) -> int:
    """Mutate the lessons that ``--mutate`` names; return 1 if an outcome has no reason yet."""
    # imported late: they need torch and the authors' packages
    from course_lib.authoring import SourceError
    from course_lib.authoring.mutation.report import mutate, update_list
    from course_lib.classroom.exercises.course_toml import course_root, load_course

    root, unexplained = course_root(), 0
    try:
        course = load_course(root)
        named = [course.lesson(name) for name in arguments.mutate]
        for lesson in named or [card for card in course.lessons if not card.planned]:
            results = []
            for card in lesson.exercises:
                results.append(mutate(root, lesson, card.id))
                print(results[-1].line, flush=True)
                for change in results[-1].unexplained:
                    print(f"    {change.key}", flush=True)
            unexplained += sum(len(result.unexplained) for result in results)
            if arguments.update:
                update_list(root, lesson, results)
    except (LookupError, ValueError, OSError, SourceError) as error:
        raise UsageError(error) from error
    return 1 if unexplained else 0
