"""Runs side by side: a table, and one page with sounds, pictures and curves.

    comparison = compare(["runs/a", "runs/b"])
    print(comparison.text())
    Path("page.html").write_text(comparison.html())

Reading order: comparison, table, players, curves, page. How the page looks is in
`course_lib.display`.
"""

from course_lib.gan.experiments.comparison.comparison import Comparison, Entry, compare

__all__ = ["Comparison", "Entry", "compare"]
