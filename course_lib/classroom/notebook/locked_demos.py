"""Show a locked demo in its own cell as soon as its prediction is stored.

The cell of the demo ran before, and showed one line: predict first. Its request to the kernel is
remembered, so what the demo prints and displays later is sent as the output of that cell. The cell
doesn't run again. A front end that has forgotten the cell, as after reloading the page, drops the
output; then running the cell again shows it.

Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html (parent header)
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle

from course_lib.display.mime_output import Request, has_kernel, publish, request

# The demo's code is collapsed until the demo is shown. JupyterLab opens it when its placeholder is
# clicked; other front ends have no such element, and the learner opens the code there.
OPEN_CODE = """<script>
for (const mark of document.querySelectorAll('.course-explanation:not([data-opened])')) {
  mark.dataset.opened = '';
  mark.closest('.jp-CodeCell')?.querySelector('.jp-InputPlaceholder')?.click();
}</script>"""


@dataclass(frozen=True)
class LockedDemo:
    """A demo that waits for its prediction."""

    show: Callable[[], None]
    request: Request  # the message that ran its cell
    note: DisplayHandle  # the line that says so


_locked: dict[str, LockedDemo] = {}  # by question


def lock(question_id: str, text: str, page: str, show: Callable[[], None]) -> None:
    """Show a line instead of a demo until `unlock` is called.

    Args:
        question_id: The id of the question that unlocks the demo.
        text: The line as a terminal shows it.
        page: The line as a notebook shows it, as HTML.
        show: The function that shows the demo.
    """
    note = publish({"text/plain": text, "text/html": page}, updatable=has_kernel())
    if note is not None:
        _locked[question_id] = LockedDemo(show, request(), note)


def is_locked(question_id: str) -> bool:
    """Return True if the cell of a demo has run and waits for its prediction."""
    return question_id in _locked


def forget(question_id: str) -> None:
    """Forget a locked demo, because its cell has run again."""
    _locked.pop(question_id, None)


def unlock(question_id: str) -> None:
    """Show the demo of a question in its cell, if it is locked."""
    demo = _locked.pop(question_id, None)
    if demo is None:
        return
    with _output_of(demo.request):
        demo.note.update({"text/plain": "", "text/html": ""}, raw=True)
        try:
            demo.show()
        except Exception:  # as in a cell: the traceback is part of its output
            cast(Any, get_ipython()).showtraceback()


@contextmanager
def _output_of(cell: Request) -> Iterator[None]:
    """Send what is printed and displayed as output of the cell that the message ``cell`` ran."""
    shell = cast(Any, get_ipython())
    if not cell:
        yield
    elif hasattr(shell, "set_thread_parent"):  # ipykernel 7: the form may run in a thread
        tokens = shell.set_thread_parent(cell)
        try:
            yield
        finally:
            shell.reset_thread_parent(tokens)
    else:
        before = shell.get_parent()
        shell.set_parent(cell)
        try:
            yield
        finally:
            shell.set_parent(before)


def show_figures() -> None:
    """Show matplotlib's open figures now; a notebook would show them at the end of a cell."""
    matplotlib, inline = map(sys.modules.get, ("matplotlib", "matplotlib_inline.backend_inline"))
    if matplotlib is not None and inline is not None and "inline" in matplotlib.get_backend():
        inline.flush_figures()
