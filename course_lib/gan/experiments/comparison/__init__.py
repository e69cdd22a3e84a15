"""Compare training runs: a table, and one page with sounds, pictures and curves.

    comparison = compare(["runs/a", "runs/b"])
    print(comparison.text())
    Path("page.html").write_text(comparison.html())

`compared_run` measures one run, and `run_comparison` puts several side by side. `table`, `examples`
(what to listen to), `curves` and `page` show them; the templates are in `course_lib.display`.
"""

from course_lib.gan.experiments.comparison.compared_run import ComparedRun
from course_lib.gan.experiments.comparison.run_comparison import RunComparison, compare

Comparison, Entry = RunComparison, ComparedRun  # their names in version 0.1

__all__ = ["ComparedRun", "Comparison", "Entry", "RunComparison", "compare"]
