"""Measure what each discriminator contributes, with controls and over several seeds.

    folder = ablate(AblationPlan(preset("tiny")), "runs/ablation")
    results = gather(folder)
    print(as_markdown(results))
    Path("page.html").write_text(write_page(results))

To train: `plan` says what to run, `sizes` whether it can be compared, `layout` where it is stored,
`worker` trains and measures one run, and `run` starts the workers. To report: `results` collects
the scores, `bootstrap` computes the intervals, and `tables`, `claims`, `plot` and `page` show them.
`document` keeps the tables of a Markdown file up to date.
"""

from course_lib.gan.experiments.ablation.page import write_page
from course_lib.gan.experiments.ablation.plan import MODES, AblationPlan
from course_lib.gan.experiments.ablation.results import Results, gather
from course_lib.gan.experiments.ablation.run import AblationError, ablate
from course_lib.gan.experiments.ablation.tables import as_markdown

Plan = AblationPlan  # its name in version 0.1

__all__ = [
    "MODES",
    "AblationError",
    "AblationPlan",
    "Plan",
    "Results",
    "ablate",
    "as_markdown",
    "gather",
    "write_page",
]
