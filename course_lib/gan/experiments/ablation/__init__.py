"""Measure what each discriminator does, against nobody, over several seeds.

    folder = ablate(Plan(preset("tiny")), "runs/ablation")
    results = gather(folder)
    print(as_markdown(results))
    Path("page.html").write_text(write_page(results))

Reading order: plan, layout, worker, run; bootstrap, results; tables, claims, words, plot, page;
document.
"""

from course_lib.gan.experiments.ablation.page import write_page
from course_lib.gan.experiments.ablation.plan import MODES, Plan
from course_lib.gan.experiments.ablation.results import Results, gather
from course_lib.gan.experiments.ablation.run import AblationError, ablate
from course_lib.gan.experiments.ablation.tables import as_markdown

__all__ = [
    "MODES",
    "AblationError",
    "Plan",
    "Results",
    "ablate",
    "as_markdown",
    "gather",
    "write_page",
]
