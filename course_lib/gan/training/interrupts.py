"""Let Ctrl-C and ■ wait until a step is over.

Between its first and its last line a step has moved one player and not yet the other. A state that
is saved there is no state that training ever passes through. So the first interrupt is noted, and
the loop stops when the step is done. A second one does not wait.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


class Interrupts:
    """Notes the first interrupt while its ``with`` block runs.

    In a thread other than the main one Python delivers no signals, and there is nothing to note.
    """

    def __init__(self) -> None:
        self.noted = False
        self._in_main_thread = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._in_main_thread:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._in_main_thread:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.noted:
            raise KeyboardInterrupt
        self.noted = True
