"""Watch long work while it runs, and stop it at any step without losing its results.

    with Live(steps, title="Training") as live:
        for step in range(1, steps + 1):
            ...
            live.step(step, discriminator=d_loss, generator=g_loss)

To stop, interrupt the kernel (■). The interrupt ends the ``with`` block without a traceback, and
the cell continues after it with everything trained so far. A widget button couldn't do that,
because its click would wait in the queue until the end of the cell.
"""

import html
import math
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from IPython.display import DisplayHandle
from torch import Tensor

from course_lib.display.figures.training_curves import curves_picture
from course_lib.display.html_pieces import card
from course_lib.display.mime_output import Bundle, has_kernel, publish

EVERY_NOTEBOOK = 0.25  # seconds between two updates
SHORTEST = 1.0  # seconds; less time left isn't announced
EVERY_TERMINAL = 5.0  # seconds; longer, because a terminal keeps every line

# Presses JupyterLab's own ■, which works while the kernel is busy. Its toolbar reacts to
# "mousedown". Other front ends have no such button and show the sentence instead.
STOP = """<button type="button" class="course-stop jupyter-button" hidden>Stop (keeps what it has)
</button><span class="course-stop-hint">To stop early, interrupt the kernel (■): what was done so
far is kept.</span><script>
for (const button of document.querySelectorAll('button.course-stop[hidden]')) {
  const find = () => button.closest('.jp-NotebookPanel')
    ?.querySelector('[data-command="notebook:interrupt-kernel"]');
  if (find()) { button.hidden = false; button.nextElementSibling.hidden = true; }
  button.onclick = () => find()?.dispatchEvent(
    new MouseEvent('mousedown', {bubbles: true, button: 0}));
}</script>"""


class Number(Protocol):
    """A value to watch: a float, an int, or a tensor with one element."""

    def __float__(self) -> float: ...


class Live:
    """Progress, time left and curves of a loop. For usage see the module.

    Args:
        total: The number of the last step.
        title: The name of the work.
        done: The number of steps done before, if a run is resumed.
        every: The time between two updates in a notebook, in seconds.
        clock: A function that returns the time in seconds.
    """

    def __init__(
        self,
        total: int,
        title: str = "Progress",
        *,
        done: int = 0,
        every: float = EVERY_NOTEBOOK,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if total < 1 or not 0 <= done <= total:
            raise ValueError(
                f"Live needs total >= 1 and 0 <= done <= total, got done={done} and total={total}."
            )
        self.total, self.title, self.done = total, title, done
        self.history: dict[str, list[tuple[int, float]]] = {}
        self.stopped = self.ended = False
        self._every = every
        self._first, self._clock, self._started = done, clock, clock()
        self._drawn_at = -math.inf
        self._pending: list[tuple[int, dict[str, Number]]] = []
        self._output: DisplayHandle | None = None
        self._stop: DisplayHandle | None = None

    def __enter__(self) -> Self:
        self._started = self._clock()
        if has_kernel():
            self._stop = publish({"text/html": STOP, "text/plain": ""}, updatable=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.ended, self.stopped = True, kind is not None and issubclass(kind, KeyboardInterrupt)
        if self._stop is not None:
            self._stop.update({"text/html": "", "text/plain": ""}, raw=True)
        self._draw()
        return self.stopped  # an interrupt is a normal end: no traceback

    def step(self, done: int, **values: Number) -> None:
        """Report that step ``done`` is over, with the values to watch.

        A tensor is read at the next update, because reading it at once would wait for the GPU.
        """
        self.done = done
        self._pending.append((done, {name: _detached(value) for name, value in values.items()}))
        every = self._every if has_kernel() else EVERY_TERMINAL
        if self._clock() - self._drawn_at >= every:
            self._draw()

    def seconds_left(self) -> float | None:
        """Return the estimated time to the last step in seconds; None before the first step."""
        taken = self.done - self._first
        if taken < 1:
            return None
        return (self._clock() - self._started) / taken * (self.total - self.done)

    def text(self) -> str:
        """Return the progress, the newest values, and the time left."""
        self._read_pending()
        newest = [f"{name} {curve[-1][1]:.4g}" for name, curve in self.history.items()]
        parts = [f"{self.title}: step {self.done} of {self.total}", *newest, *self._ending()]
        return " · ".join(parts)

    def static_html(self) -> str:
        """Return a progress bar, the text and the curves."""
        text = self.text()
        picture = curves_picture(self.history, self.total, text) if self.history else ""
        return card(f"{self._bar(text)}{picture}", "live")

    def __repr__(self) -> str:
        return self.text()

    def _bar(self, text: str) -> str:
        """Return the progress bar above a line of text."""
        label = html.escape(f"progress of {self.title}")
        return (
            f'<progress value="{self.done}" max="{self.total}" style="width:300px;max-width:100%" '
            f'aria-label="{label}"></progress><br><span>{html.escape(text)}</span><br>'
        )

    def _ending(self) -> list[str]:
        broken = [name for name, curve in self.history.items() if not math.isfinite(curve[-1][1])]
        notes = [f"{name} is not a finite number" for name in broken]
        left = self.seconds_left()
        if self.stopped:
            notes.append("stopped; what was done so far is kept")
        elif left and left >= SHORTEST and self.done < self.total:
            notes.append(f"about {_duration(left)} left")
        return notes

    def _read_pending(self) -> None:
        while self._pending:  # one by one, so that an interrupt here loses nothing
            step, values = self._pending[0]
            numbers = {name: float(value) for name, value in values.items()}
            for name, number in numbers.items():
                self.history.setdefault(name, []).append((step, number))
            del self._pending[0]

    def _draw(self) -> None:
        bundle: Bundle = {"text/html": self.static_html(), "text/plain": self.text()}
        if self._output is None:
            self._output = publish(bundle, updatable=True)
        else:
            self._output.update(bundle, raw=True)
        self._drawn_at = self._clock()


def _detached(value: Number) -> Number:
    # a clone, because an average that is updated in place would change
    return value.detach().clone() if isinstance(value, Tensor) else value


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
